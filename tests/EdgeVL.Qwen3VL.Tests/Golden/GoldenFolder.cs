using System.Text.Json;

namespace EdgeVL.Qwen3VL.Tests.Golden;

/// <summary>Where the reference vectors lie in the repository.</summary>
public static class GoldenFolder
{
    /// <summary>Folder that holds <c>EdgeVL.sln</c>.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>Full path of a file in <c>tests/golden</c>.</summary>
    public static string Path(params string[] parts) => System.IO.Path.Combine([Repository, "tests", "golden", .. parts]);

    /// <summary>Parses a JSON file of <c>tests/golden</c>.</summary>
    public static JsonElement Json(string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path(file)));
        return document.RootElement.Clone();
    }

    private static string FindRepository()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "EdgeVL.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No folder above '{AppContext.BaseDirectory}' holds EdgeVL.sln.");
    }
}
