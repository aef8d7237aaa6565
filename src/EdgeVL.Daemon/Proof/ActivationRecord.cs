using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeVL.Contracts.Faults;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Daemon.Proof;

/// <summary>What is kept of a recipe's last proof.</summary>
public sealed record ActivationRecord
{
    /// <summary>Name and version of this form.</summary>
    public string Schema { get; init; } = "edgevl/activation/1";

    /// <summary>What it holds for.</summary>
    public required ProofIdentity Identity { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Whether every golden picture was read as expected.</summary>
    public required bool Passed { get; init; }

    /// <summary>Why a person activated it although it fell; null where nobody did.</summary>
    public string? ForcedBecause { get; init; }

    /// <summary>The pictures.</summary>
    public required IReadOnlyList<ActivationRow> Rows { get; init; }

    /// <summary>Whether the recipe may be trusted with what the record holds for.</summary>
    public bool IsTrusted => Passed || ForcedBecause is not null;

    /// <summary>The record of a report.</summary>
    public static ActivationRecord Of(ProofReport report, string? forcedBecause)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new ActivationRecord
        {
            Identity = report.Identity,
            At = report.At,
            Passed = report.Passed,
            ForcedBecause = report.Passed ? null : forcedBecause,
            Rows =
            [
                .. report.Rows.Select(static row => new ActivationRow(
                    row.Image,
                    row.Expected,
                    row.Result?.Verdict,
                    row.Differences,
                    row.Result?.Fields ?? new Dictionary<string, FieldReading>()
                )),
            ],
        };
    }
}

/// <summary>One golden picture of a kept proof.</summary>
/// <param name="Image">The file.</param>
/// <param name="Expected">The verdict that was expected.</param>
/// <param name="Verdict">The verdict that came; null where the picture cannot be read.</param>
/// <param name="Differences">What is not as expected.</param>
/// <param name="Fields">What was read.</param>
public sealed record ActivationRow(
    string Image,
    Verdict Expected,
    Verdict? Verdict,
    IReadOnlyList<string> Differences,
    IReadOnlyDictionary<string, FieldReading> Fields
);

/// <summary>Where activation records are kept: a folder, a file a recipe.</summary>
/// <param name="folder">The folder; made when the first record is kept.</param>
public sealed class ActivationFolder(string folder)
{
    /// <summary>Name of the folder in a store's.</summary>
    public const string Name = "activations";

    /// <summary>The record of a recipe; null where there is none, or it was damaged: then the proof is repeated.</summary>
    public ActivationRecord? Find(string recipe)
    {
        try
        {
            string path = PathOf(recipe);
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), ActivationJson.Default.ActivationRecord) : null;
        }
        catch (Exception broken) when (broken is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Keeps a record, in one step.</summary>
    /// <returns>The file.</returns>
    /// <exception cref="FaultException"><see cref="FaultCode.StoreFailed"/>: it cannot be written.</exception>
    public string Keep(ActivationRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        string path = PathOf(record.Identity.Recipe);
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(path + ".partial", JsonSerializer.SerializeToUtf8Bytes(record, ActivationJson.Default.ActivationRecord));
            File.Move(path + ".partial", path, overwrite: true);
            return path;
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            throw new FaultException(
                FaultCode.StoreFailed,
                $"The record '{path}' cannot be written: {broken.Message}",
                "Check that the folder may be written, or name another with --store.",
                broken
            );
        }
    }

    private string PathOf(string recipe) => Path.Combine(folder, $"{recipe}.json");
}

/// <summary>How records become JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(ActivationRecord))]
internal sealed partial class ActivationJson : JsonSerializerContext;
