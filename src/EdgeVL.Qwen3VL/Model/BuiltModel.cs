using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Qwen3VL.Model;

/// <summary>A built model folder whose files were compared with its manifest.</summary>
public sealed class BuiltModel
{
    private static readonly string[] AlwaysLoaded = ["config.json", "preprocessor_config.json", "tokenizer.json"];

    private BuiltModel(string folder, ModelManifest manifest, ModelConfig config)
    {
        Folder = folder;
        Manifest = manifest;
        Config = config;
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Its manifest.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>Shape of the model.</summary>
    public ModelConfig Config { get; }

    /// <summary>Whether <paramref name="folder"/> looks like a built model.</summary>
    public static bool IsAt(string folder) => File.Exists(Path.Combine(folder, ModelManifest.FileName));

    /// <summary>Opens a folder; every file is hashed and compared.</summary>
    /// <exception cref="FaultException">The folder is no built model, of another format, or a file is missing or changed.</exception>
    public static BuiltModel Open(string folder)
    {
        ModelManifest manifest = ReadManifest(folder);
        ThrowIfUnlisted(folder, manifest);
        foreach (ModelFile file in manifest.Files)
        {
            ThrowIfChanged(folder, file);
        }

        if (HashOf(manifest.Files) != manifest.Hash)
        {
            throw Invalid($"'{Path.Combine(folder, ModelManifest.FileName)}': its hash does not fit its own list of files.");
        }

        return new BuiltModel(folder, manifest, ModelConfig.Read(Path.Combine(folder, "config.json")));
    }

    /// <summary>Reads the manifest alone; no file is hashed.</summary>
    public static ModelManifest ReadManifest(string folder)
    {
        string path = Path.Combine(folder, ModelManifest.FileName);
        if (!File.Exists(path))
        {
            throw Invalid(
                Directory.Exists(folder)
                    ? $"'{folder}' is no built model: it has no {ModelManifest.FileName}."
                    : $"There is no model folder '{folder}'."
            );
        }

        try
        {
            ModelManifest manifest =
                JsonSerializer.Deserialize(File.ReadAllBytes(path), ModelManifestJson.Default.ModelManifest)
                ?? throw new JsonException("it is null");
            return manifest.Format == ModelManifest.CurrentFormat
                ? manifest
                : throw Invalid($"'{path}' has the format '{manifest.Format}', and this program reads '{ModelManifest.CurrentFormat}'.");
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            throw Invalid($"'{path}' is no manifest: {fault.Message}", fault);
        }
    }

    /// <summary>Hash of a list of files: SHA-256 over "hash  path" lines in order of path.</summary>
    public static string HashOf(IEnumerable<ModelFile> files)
    {
        string lines = string.Concat(
            files.OrderBy(static file => file.Path, StringComparer.Ordinal).Select(static file => $"{file.Sha256}  {file.Path}\n")
        );
        return $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines)))}";
    }

    /// <summary>Full path of a file that the manifest names.</summary>
    public string PathOf(string file) => Path.Combine(Folder, file);

    // What is loaded must be among what is hashed, and must lie in the folder.
    private static void ThrowIfUnlisted(string folder, ModelManifest manifest)
    {
        HashSet<string> listed = [.. manifest.Files.Select(static file => file.Path)];
        ModelGraphs graphs = manifest.Graphs;
        string?[] loaded =
        [
            graphs.Vision,
            graphs.Decoder,
            graphs.VisionGpu,
            graphs.DecoderGpu,
            graphs.Prefill,
            manifest.Embeddings.File,
            .. AlwaysLoaded,
        ];
        string? lost = loaded.FirstOrDefault(file => file is not null && !listed.Contains(file));
        if (lost is not null)
        {
            throw Invalid($"'{Path.Combine(folder, ModelManifest.FileName)}' has no hash of '{lost}'.");
        }

        string? elsewhere = listed.FirstOrDefault(static file => file is "" or "." or ".." || file != Path.GetFileName(file));
        if (elsewhere is not null)
        {
            throw Invalid($"'{Path.Combine(folder, ModelManifest.FileName)}' lists '{elsewhere}', outside the folder.");
        }
    }

    private static void ThrowIfChanged(string folder, ModelFile file)
    {
        string path = Path.Combine(folder, file.Path);
        if (!File.Exists(path))
        {
            throw Invalid($"'{path}' is missing.");
        }

        using FileStream stream = OpenFile(path);
        if (stream.Length != file.Bytes)
        {
            throw Invalid($"'{path}' has {stream.Length} bytes, and the manifest says {file.Bytes}.");
        }

        if (Convert.ToHexStringLower(SHA256.HashData(stream)) != file.Sha256)
        {
            throw Invalid($"'{path}' was changed after the build: its SHA-256 differs from the manifest's.");
        }
    }

    private static FileStream OpenFile(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Invalid($"'{path}' cannot be read: {fault.Message}", fault);
        }
    }

    private static FaultException Invalid(string message, Exception? inner = null) =>
        new(FaultCode.ModelInvalid, message, "Build the model again: edgevl model build CHECKPOINT FOLDER --precision int4.", inner);
}
