using EdgeVL.Contracts.Faults;

namespace EdgeVL.ModelBuilder.Verification;

/// <summary>A folder of reference vectors: one checkpoint in a subfolder, cases as NAME.json with NAME.safetensors, perhaps tokens.json.</summary>
public sealed class GoldenFolder
{
    private const string Tokens = "tokens.json";

    private GoldenFolder(string path, string checkpoint, IReadOnlyList<string> cases)
    {
        Path = path;
        Checkpoint = checkpoint;
        Cases = cases;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The checkpoint the vectors were computed with.</summary>
    public string Checkpoint { get; }

    /// <summary>Names of the cases, sorted.</summary>
    public IReadOnlyList<string> Cases { get; }

    /// <summary>Texts with their tokens, or null where the folder has none.</summary>
    public string? TokensFile => File.Exists(System.IO.Path.Combine(Path, Tokens)) ? System.IO.Path.Combine(Path, Tokens) : null;

    /// <summary>Opens a folder.</summary>
    /// <exception cref="FaultException">It holds no case, or not just one checkpoint.</exception>
    public static GoldenFolder Open(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw Invalid($"There is no folder '{folder}'.");
        }

        string[] checkpoints =
        [
            .. Directory.EnumerateDirectories(folder).Where(static sub => File.Exists(System.IO.Path.Combine(sub, "config.json"))),
        ];
        string[] cases =
        [
            .. Directory
                .EnumerateFiles(folder, "*.json")
                .Where(static file => File.Exists(System.IO.Path.ChangeExtension(file, ".safetensors")))
                .Select(static file => System.IO.Path.GetFileNameWithoutExtension(file))
                .Order(StringComparer.Ordinal),
        ];
        if (checkpoints.Length != 1)
        {
            throw Invalid($"'{folder}' holds {checkpoints.Length} subfolders with a config.json, and should hold one checkpoint.");
        }

        return cases.Length > 0
            ? new GoldenFolder(folder, checkpoints[0], cases)
            : throw Invalid($"'{folder}' holds no case: a NAME.json with a NAME.safetensors beside it.");
    }

    private static FaultException Invalid(string message) =>
        new(FaultCode.UsageInvalid, message, "Name a folder of the layout of tests/golden.");
}
