using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Recipes;

namespace EdgeVL.Daemon.Tests.Recipes;

/// <summary>One recipe, <c>r.yaml</c>, and its golden pictures in a folder of their own.</summary>
internal sealed class RecipeSheet : IDisposable
{
    /// <summary>The two lines that stand in front of every body, which so begins in line 3.</summary>
    public const string Head = "recipe: r\ncamera: belt\n";

    private readonly TemporaryFolder folder = new();

    public RecipeSheet()
    {
        Picture("a.png", [1]);
        Picture("b.png", [2]);
    }

    public string At(string name) => folder.At(name);

    public void Picture(string name, byte[] bytes) => folder.Write(name, bytes);

    /// <summary>Reads a recipe that has no fault.</summary>
    public Recipe Read(string body) => ReadWhole(Head + body);

    public Recipe ReadWhole(string text) => RecipeFolder.ReadOne(folder.Write("r.yaml", text), cameras: null);

    /// <summary>The faults of a recipe, each as <c>line:column: what. remedy</c>.</summary>
    public string[] Faults(string body)
    {
        FaultException fault = Assert.Throws<FaultException>(() => Read(body));
        Assert.Equal(FaultCode.RecipeInvalid, fault.Code);
        return [.. fault.Message.Split('\n').Select(line => line.Replace(folder.At("r.yaml:"), "", StringComparison.Ordinal))];
    }

    public void Dispose() => folder.Dispose();
}
