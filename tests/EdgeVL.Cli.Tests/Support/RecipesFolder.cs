using System.Text.Json;
using EdgeVL.Contracts;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Tests;

namespace EdgeVL.Cli.Tests.Support;

/// <summary>Recipes of a test beside the golden pictures of the samples.</summary>
internal sealed class RecipesFolder : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public RecipesFolder()
    {
        Directory.CreateDirectory(folder.At("golden"));
        foreach (string picture in Directory.GetFiles(Repository.At("samples/recipes/golden")))
        {
            File.Copy(picture, folder.At($"golden/{Path.GetFileName(picture)}"));
        }
    }

    public string Folder => folder.Path;

    public string At(string name) => folder.At(name);

    public string Write(string name, string text) => folder.Write(name, text);

    /// <summary>Lot codes of a camera that is configured nowhere.</summary>
    public void WriteLot(string name, string more = "") =>
        folder.Write(
            $"{name}.yaml",
            $"recipe: {name}\ncamera: nowhere\ntask: ocr\npixels: {{ max: 76800 }}\noutput:\n  lot: {{ pattern: \"LOT-[0-9]{{4}}\" }}\n{more}"
        );

    public static Result[] Records(string lines) =>
        [
            .. lines
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(static line => JsonSerializer.Deserialize(line, ContractsJson.Wire.Result)!),
        ];

    public void Dispose() => folder.Dispose();
}
