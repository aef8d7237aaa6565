using System.Text.Json;
using EdgeVL.Contracts;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Daemon.Store;

/// <summary>A result as it lies in the store.</summary>
/// <param name="Seq">Its number.</param>
/// <param name="Delivery">How far it has come.</param>
/// <param name="Json">The record as it is or was published, UTF-8.</param>
public sealed record StoredResult(long Seq, Delivery Delivery, ReadOnlyMemory<byte> Json)
{
    /// <summary>Reads the record; each call reads it anew.</summary>
    public Result Read() => JsonSerializer.Deserialize(Json.Span, ContractsJson.Wire.Result)!;
}
