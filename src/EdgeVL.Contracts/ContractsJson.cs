using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeVL.Contracts.Messages;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Contracts;

/// <summary>The one way in which contract records become JSON: snake_case names, compact, Unicode unescaped.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    GenerationMode = JsonSourceGenerationMode.Metadata
)]
[JsonSerializable(typeof(Result))]
[JsonSerializable(typeof(DeviceStatus))]
[JsonSerializable(typeof(CameraStatus))]
[JsonSerializable(typeof(LastReading))]
[JsonSerializable(typeof(DeviceEvent))]
public sealed partial class ContractsJson : JsonSerializerContext
{
    /// <summary>Compact, for the wire and the store.</summary>
    public static ContractsJson Wire { get; } = new(SerializerOptions(indented: false));

    /// <summary>Indented, for people.</summary>
    public static ContractsJson Readable { get; } = new(SerializerOptions(indented: true));

    // Payloads are JSON, never spliced into HTML: text in any script stays readable.
    private static JsonSerializerOptions SerializerOptions(bool indented) =>
        new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            WriteIndented = indented,
            Converters = { new UtcTimeConverter() },
        };
}
