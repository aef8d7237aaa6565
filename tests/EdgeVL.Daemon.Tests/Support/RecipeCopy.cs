using EdgeVL.Daemon.Recipes;

namespace EdgeVL.Daemon.Tests.Support;

/// <summary>Recipes in a folder of their own, with the golden pictures of the samples.</summary>
internal sealed class RecipeCopy : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public RecipeCopy()
    {
        Directory.CreateDirectory(folder.At("golden"));
        foreach (string picture in Directory.GetFiles(Repository.At("samples/recipes/golden")))
        {
            File.Copy(picture, folder.At($"golden/{Path.GetFileName(picture)}"));
        }
    }

    public string At(string name) => folder.At(name);

    public void Write(string name, byte[] bytes) => folder.Write(name, bytes);

    /// <summary>A recipe of a camera <c>belt</c> with the given further lines.</summary>
    public Recipe Read(string body, string name = "r") =>
        RecipeFolder.ReadOne(folder.Write($"{name}.yaml", $"recipe: {name}\ncamera: belt\n{body}"), cameras: null);

    /// <summary>Lot codes as the sample reads them, with further lines.</summary>
    public Recipe ReadLot(string more = "") =>
        Read($"task: ocr\npixels: {{ max: 76800 }}\noutput:\n  lot: {{ pattern: \"LOT-[0-9]{{4}}\" }}\n{more}");

    public void Dispose() => folder.Dispose();
}
