using System.Security.Cryptography;
using System.Text.Json;
using EdgeVL.Capture;
using EdgeVL.Contracts.Faults;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Proof;
using EdgeVL.Qwen3VL.Runtime;
using Microsoft.Extensions.Logging;

namespace EdgeVL.Daemon.Evidence;

/// <summary>Folders of evidence, each named by the hash of its manifest, the oldest dropped when they are too many. Safe on any thread.</summary>
/// <param name="folder">Where they lie; made with the first.</param>
/// <param name="quota">Bytes that they may have together.</param>
/// <param name="logger">Told when evidence cannot be kept.</param>
public sealed partial class EvidenceStore(string folder, long quota, ILogger<EvidenceStore> logger)
{
    /// <summary>Name of the folder in a store's.</summary>
    public const string Name = "evidence";

    private const string Partial = ".partial-";

    // Evidence is dropped first: the last room on a disk is for results.
    private const long LeastFree = 64 << 20;

    private readonly Lock gate = new();

    /// <summary>Writes the evidence of a result; the result is worth more than its evidence, so a full disk only costs the evidence.</summary>
    /// <returns>Where it is kept; null where it could not be.</returns>
    public EvidenceLink? Keep(Result result, EvidenceDraft draft)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(draft);
        string partial = Path.Combine(folder, Partial + result.Id);
        try
        {
            lock (gate)
            {
                Directory.CreateDirectory(partial);
                DemandRoom();
                string hash = Write(partial, result, draft);
                string place = Path.Combine(folder, hash);
                if (Directory.Exists(place))
                {
                    Directory.Delete(partial, recursive: true);
                }
                else
                {
                    Directory.Move(partial, place);
                }

                KeepQuota(place);
                return new EvidenceLink(hash, $"/v1/evidence/{hash}");
            }
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            LogNotKept(result.Id, broken.Message);
            Remove(partial);
            return null;
        }
    }

    /// <summary>The folder of evidence of a hash.</summary>
    /// <exception cref="FaultException"><see cref="FaultCode.StoreFailed"/>: it is not there.</exception>
    public string Find(string hash)
    {
        string path = Path.Combine(folder, hash);
        return File.Exists(Path.Combine(path, EvidenceManifest.FileName))
            ? path
            : throw new FaultException(
                FaultCode.StoreFailed,
                $"There is no evidence '{hash}' in '{folder}'.",
                "It may have been dropped for the quota; check --store."
            );
    }

    /// <summary>Reads the manifest of a folder of evidence, and checks that nothing in the folder was changed.</summary>
    /// <exception cref="FaultException"><see cref="FaultCode.StoreFailed"/>: it is missing, damaged or was changed.</exception>
    public static EvidenceManifest Read(string path)
    {
        try
        {
            byte[] json = File.ReadAllBytes(Path.Combine(path, EvidenceManifest.FileName));
            EvidenceManifest manifest =
                JsonSerializer.Deserialize(json, EvidenceJson.Default.EvidenceManifest) ?? throw Damaged(path, "the manifest is null");
            Demand(path, Path.GetFileName(Path.TrimEndingDirectorySeparator(path)) == HashOf(json), EvidenceManifest.FileName);
            Demand(
                path,
                manifest.Source == HashOf(File.ReadAllBytes(Path.Combine(path, EvidenceManifest.SourceFile))),
                EvidenceManifest.SourceFile
            );
            foreach (EvidenceExchange exchange in manifest.Exchanges)
            {
                Demand(path, exchange.Sha256 == HashOf(File.ReadAllBytes(Path.Combine(path, exchange.Pixels))), exchange.Pixels);
            }

            return manifest;
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException or JsonException)
        {
            throw Damaged(path, broken.Message.TrimEnd('.'), broken);
        }
    }

    private static string Write(string partial, Result result, EvidenceDraft draft)
    {
        var exchanges = new List<EvidenceExchange>();
        foreach (ModelExchange one in draft.Exchanges)
        {
            string name = FormattableString.Invariant($"model-{exchanges.Count + 1}.png");
            string hash = WriteFile(partial, name, ImageEncoder.Png(one.Pixels, one.Width, one.Height));
            exchanges.Add(
                new EvidenceExchange(name, hash, one.Prompt, one.Schema, one.MaxTokens, one.Answer, one.Finish, one.Tokens, one.Values)
            );
        }

        var manifest = new EvidenceManifest
        {
            Program = ProgramIdentity.Hash,
            Runtime = OnnxRuntimeLibrary.Facts.Version,
            Source = WriteFile(partial, EvidenceManifest.SourceFile, ImageEncoder.Png(draft.Source, draft.Width, draft.Height)),
            Calibration = draft.Calibration,
            Exchanges = exchanges,
            Result = result,
        };
        return WriteFile(
            partial,
            EvidenceManifest.FileName,
            JsonSerializer.SerializeToUtf8Bytes(manifest, EvidenceJson.Default.EvidenceManifest)
        );
    }

    private static string WriteFile(string partial, string name, byte[] bytes)
    {
        File.WriteAllBytes(Path.Combine(partial, name), bytes);
        return HashOf(bytes);
    }

    private static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private void DemandRoom()
    {
        if (new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace < LeastFree)
        {
            throw new IOException("The disk is nearly full, and its room is for results.");
        }
    }

    /// <summary>Drops the oldest folders while all of them are too large; the one just written stays.</summary>
    private void KeepQuota(string newest)
    {
        (DirectoryInfo Folder, long Bytes)[] all =
        [
            .. new DirectoryInfo(folder)
                .GetDirectories()
                .OrderBy(static one => one.LastWriteTimeUtc)
                .Select(static one => (one, one.GetFiles().Sum(static file => file.Length))),
        ];
        long bytes = all.Sum(static one => one.Bytes);
        foreach ((DirectoryInfo oldest, long size) in all.Where(one => one.Folder.FullName != Path.GetFullPath(newest)))
        {
            if (bytes <= quota)
            {
                return;
            }

            oldest.Delete(recursive: true);
            bytes -= size;
        }
    }

    private static void Remove(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            // It is named as unfinished, and the next start of this result's name writes over it.
        }
    }

    private static void Demand(string path, bool same, string file)
    {
        if (!same)
        {
            throw Damaged(path, $"'{file}' was changed after it was written");
        }
    }

    private static FaultException Damaged(string path, string why, Exception? inner = null) =>
        new(
            FaultCode.StoreFailed,
            $"The evidence '{path}' cannot be used: {why}.",
            "Take it from a backup, or replay another result.",
            inner
        );

    [LoggerMessage(3105, LogLevel.Warning, "The evidence of result {Id} could not be kept: {Reason}")]
    private partial void LogNotKept(string id, string reason);
}
