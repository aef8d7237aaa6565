using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Daemon.Trust;

/// <summary>The calibrations of one model, in a file beside it: outside the model's hash, and with a hash of its own.</summary>
public sealed record CalibrationFile
{
    /// <summary>Name of the file in a model's folder.</summary>
    public const string FileName = "edgevl-calibration.json";

    /// <summary>Name and version of the form.</summary>
    public const string SchemaName = "edgevl/calibration/1";

    /// <summary>Name and version of the form.</summary>
    public string Schema { get; init; } = SchemaName;

    /// <summary>Hash of the model that it was fitted to. With another model, quantisation, prompt or picture chain it must be fitted anew.</summary>
    public required string ModelHash { get; init; }

    /// <summary>When it was fitted, UTC.</summary>
    public required DateTimeOffset FittedAt { get; init; }

    /// <summary>One for each task and type of field.</summary>
    public required IReadOnlyList<CalibrationEntry> Entries { get; init; }

    /// <summary><c>sha256:</c> and the hash of everything else in the file.</summary>
    public string Hash { get; init; } = "";

    /// <summary>The calibration of a task and a type of field, else of the task alone; null where there is none: the probability is then
    /// the model's own.</summary>
    public Calibration? Find(string task, string? fieldType = null) =>
        (
            Entries.FirstOrDefault(entry => entry.Task == task && entry.FieldType == fieldType)
            ?? Entries.FirstOrDefault(entry => entry.Task == task && entry.FieldType is null)
        )?.Calibration;

    /// <summary>Writes it to a folder, in one step.</summary>
    /// <returns>The file with its hash.</returns>
    /// <exception cref="FaultException"><see cref="FaultCode.ModelInvalid"/>: the folder cannot be written.</exception>
    public CalibrationFile Save(string folder)
    {
        CalibrationFile hashed = this with { Hash = HashOf(this) };
        string path = Path.Combine(folder, FileName),
            partial = path + ".partial";
        try
        {
            File.WriteAllBytes(partial, Bytes(hashed));
            File.Move(partial, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FaultException(
                FaultCode.ModelInvalid,
                $"The calibration '{path}' cannot be written: {exception.Message.TrimEnd('.')}.",
                "Check that the folder exists and may be written.",
                exception
            );
        }

        return hashed;
    }

    /// <summary>Reads it from a model's folder; null where there is none.</summary>
    /// <param name="modelHash">Hash of the model beside it.</param>
    /// <exception cref="FaultException"><see cref="FaultCode.ModelInvalid"/>: it is damaged, was changed by hand, has another version or
    /// belongs to another model.</exception>
    public static CalibrationFile? Load(string folder, string modelHash)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        CalibrationFile file = Parse(path);
        return file.Schema != SchemaName ? throw Invalid(path, $"its form is '{file.Schema}', not '{SchemaName}'")
            : file.Hash != HashOf(file) ? throw Invalid(path, "its hash does not fit: it was changed after it was written")
            : file.ModelHash != modelHash ? throw Invalid(path, $"it was fitted to the model {file.ModelHash}, not to {modelHash}")
            : file;
    }

    private static CalibrationFile Parse(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), CalibrationJson.Default.CalibrationFile)
                ?? throw Invalid(path, "it is null");
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or IOException or UnauthorizedAccessException)
        {
            throw Invalid(path, exception.Message.TrimEnd('.'), exception);
        }
    }

    private static string HashOf(CalibrationFile file) =>
        $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Bytes(file with { Hash = "" })))}";

    private static byte[] Bytes(CalibrationFile file) => JsonSerializer.SerializeToUtf8Bytes(file, CalibrationJson.Default.CalibrationFile);

    private static FaultException Invalid(string path, string why, Exception? inner = null) =>
        new(
            FaultCode.ModelInvalid,
            $"The calibration '{path}' cannot be used: {why}.",
            "Fit it anew: edgevl model calibrate-trust.",
            inner
        );
}

/// <summary>The calibration of one kind of reading.</summary>
/// <param name="Task">The task, as a recipe calls it.</param>
/// <param name="FieldType">Type of field; null for all of the task.</param>
/// <param name="Calibration">The calibration.</param>
/// <param name="Readings">Labelled readings that it was fitted to.</param>
/// <param name="Wrong">Wrong ones among them.</param>
public sealed record CalibrationEntry(string Task, string? FieldType, Calibration Calibration, int Readings, int Wrong)
{
    /// <summary>The model of several signs whose probability is calibrated; null where it is the reading's own.</summary>
    public LogisticModel? Signs { get; init; }

    /// <summary>Calibration error on readings that it was not fitted to; null where that was not measured.</summary>
    public CalibrationError? Measured { get; init; }
}

/// <summary>How calibrations become JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(CalibrationFile))]
internal sealed partial class CalibrationJson : JsonSerializerContext;
