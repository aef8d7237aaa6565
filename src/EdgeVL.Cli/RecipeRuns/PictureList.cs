using EdgeVL.Contracts.Faults;

namespace EdgeVL.Cli.RecipeRuns;

/// <summary>What a recipe is run over: pictures, folders of them, videos.</summary>
/// <param name="Items">Pictures and videos, in order.</param>
internal sealed record PictureList(IReadOnlyList<PictureItem> Items)
{
    private static readonly HashSet<string> Videos = new(StringComparer.OrdinalIgnoreCase)
    {
        ".mp4",
        ".mkv",
        ".avi",
        ".mov",
        ".webm",
        ".m4v",
        ".ts",
    };

    /// <summary>Lists paths; what lies in the folders of a folder is left out.</summary>
    /// <exception cref="FaultException">A path does not exist.</exception>
    public static PictureList Of(IEnumerable<string> paths)
    {
        var items = new List<PictureItem>();
        foreach (string path in paths)
        {
            if (Directory.Exists(path))
            {
                items.AddRange(FilesOf(path).Order(StringComparer.Ordinal).Select(ItemOf));
            }
            else if (File.Exists(path))
            {
                items.Add(ItemOf(path));
            }
            else
            {
                throw new FaultException(
                    FaultCode.UsageInvalid,
                    $"'{path}' does not exist.",
                    "Name pictures, folders of pictures or videos."
                );
            }
        }

        return new PictureList(items);
    }

    private static string[] FilesOf(string folder)
    {
        try
        {
            return Directory.GetFiles(folder);
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            throw new FaultException(
                FaultCode.UsageInvalid,
                $"The folder '{folder}' cannot be read: {broken.Message}",
                "Check its permissions.",
                broken
            );
        }
    }

    private static PictureItem ItemOf(string path) => new(path, Videos.Contains(Path.GetExtension(path)));
}

/// <summary>A file.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="IsVideo">Whether it is a video by its name.</param>
internal sealed record PictureItem(string Path, bool IsVideo);
