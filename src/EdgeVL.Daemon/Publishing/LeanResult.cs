using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeVL.Contracts;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Daemon.Publishing;

/// <summary>A result without its details, for a broker that does not take the whole: the verdict arrives, and one of its reasons says what is missing.</summary>
/// <remarks>The whole stays in the store. The lean form takes the whole's number, so it leaves no hole.</remarks>
internal static class LeanResult
{
    /// <param name="json">The whole, UTF-8.</param>
    /// <param name="refusal">Reason code of the broker, 0 for its size.</param>
    /// <param name="limit">Bytes of a packet that the broker takes.</param>
    public static byte[] Of(byte[] json, int refusal, long limit)
    {
        Result whole = JsonSerializer.Deserialize(json, ContractsJson.Wire.Result)!;
        Reason reason =
            refusal == 0
                ? new Reason("too_large", null, JsonValue.Create(json.Length), JsonValue.Create(limit))
                : new Reason("refused_by_broker", null, JsonValue.Create(string.Create(CultureInfo.InvariantCulture, $"0x{refusal:X2}")));
        Result lean = whole with
        {
            Reasons = [reason],
            Fields = new Dictionary<string, FieldReading>(),
            Texts = [],
            Objects = [],
            Relations = [],
            Scene = null,
            Answer = null,
        };
        return JsonSerializer.SerializeToUtf8Bytes(lean, ContractsJson.Wire.Result);
    }
}
