using System.Text.Json;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Qwen3VL.Model;

/// <summary>Reads values of a JSON file that must be there and sensible; every fault names file, key and value.</summary>
internal readonly struct ConfigReader
{
    private readonly string file;
    private readonly string path;
    private readonly JsonElement element;

    private ConfigReader(string file, string path, JsonElement element)
    {
        this.file = file;
        this.path = path;
        this.element = element;
    }

    /// <summary>Reads and parses <paramref name="file"/>.</summary>
    /// <exception cref="FaultException">The file is missing or no JSON object.</exception>
    public static ConfigReader Open(string file)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new ConfigReader(file, "", document.RootElement.Clone())
                : throw Invalid($"'{file}' holds no JSON object.");
        }
        catch (JsonException fault)
        {
            throw Invalid($"'{file}' is no JSON: {fault.Message}", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Invalid($"'{file}' cannot be read: {fault.Message}", fault);
        }
    }

    public bool Has(string key) => element.TryGetProperty(key, out JsonElement value) && value.ValueKind != JsonValueKind.Null;

    public ConfigReader Section(string key) =>
        Find(key) is { ValueKind: JsonValueKind.Object } value ? new(file, $"{path}{key}.", value) : throw Fault(key, "an object");

    public int Integer(string key, int atLeast = 1) =>
        Find(key) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out int number) && number >= atLeast
            ? number
            : throw Fault(key, $"an integer of at least {atLeast}");

    public double Number(string key) =>
        Find(key) is { ValueKind: JsonValueKind.Number } value && double.IsFinite(value.GetDouble())
            ? value.GetDouble()
            : throw Fault(key, "a number");

    public string Text(string key) =>
        Find(key) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : throw Fault(key, "a text");

    public bool Flag(string key, bool otherwise) =>
        Find(key) switch
        {
            null or { ValueKind: JsonValueKind.Null } => otherwise,
            { ValueKind: JsonValueKind.True } => true,
            { ValueKind: JsonValueKind.False } => false,
            _ => throw Fault(key, "true or false"),
        };

    /// <summary>A list of integers; a single integer counts as a list of one.</summary>
    public int[] Integers(string key)
    {
        JsonElement? value = Find(key);
        if (value is { ValueKind: JsonValueKind.Number })
        {
            return [Integer(key, 0)];
        }

        if (value is not { ValueKind: JsonValueKind.Array } list)
        {
            throw Fault(key, "a list of integers");
        }

        var numbers = new List<int>();
        foreach (JsonElement item in list.EnumerateArray())
        {
            numbers.Add(
                item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out int n) && n >= 0 ? n : throw Fault(key, "a list of integers")
            );
        }

        return [.. numbers];
    }

    public FaultException Fault(string key, string wanted) =>
        Invalid($"'{file}': {path}{key} is {(Find(key) is { } value ? value.GetRawText() : "missing")}, and should be {wanted}.");

    private static FaultException Invalid(string message, Exception? inner = null) =>
        new(FaultCode.CheckpointInvalid, message, "Take the file from the published checkpoint again.", inner);

    private JsonElement? Find(string key) => element.TryGetProperty(key, out JsonElement value) ? value : null;
}
