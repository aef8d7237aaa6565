using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeVL.Contracts;
using EdgeVL.Contracts.Messages;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Daemon.Publishing;

/// <summary>Keeps <c>last</c> of each recipe: the newest result that the broker has acknowledged, never one that a subscriber cannot have yet.</summary>
/// <remarks>
/// It follows the result, so it neither overtakes nor contradicts it, and it never goes back: a backlog's result counts only where none
/// newer was acknowledged. While a backlog drains its results are not announced one by one; the newest is, at the end.
/// </remarks>
/// <param name="topics">Names of the topics.</param>
/// <param name="retain">Announces a payload.</param>
internal sealed class LastReadings(TopicNames topics, Action<string, ReadOnlyMemory<byte>> retain)
{
    /// <summary>Name and version of the payload's form.</summary>
    public const string Schema = "edgevl/last/1";

    private readonly Dictionary<string, long> announced = [];
    private readonly Dictionary<string, (long Seq, ReadOnlyMemory<byte> Json)> held = [];

    /// <summary>The broker has a result.</summary>
    /// <param name="result">The record, UTF-8.</param>
    /// <param name="seq">Its number.</param>
    /// <param name="topic">The topic of its recipe's results.</param>
    /// <param name="backlog">Whether more of its lane follow.</param>
    public void Acknowledged(ReadOnlyMemory<byte> result, long seq, string topic, bool backlog)
    {
        if (seq <= announced.GetValueOrDefault(topic) || seq <= held.GetValueOrDefault(topic).Seq)
        {
            return;
        }

        if (backlog)
        {
            held[topic] = (seq, result);
            return;
        }

        held.Remove(topic);
        announced[topic] = seq;
        Announce(result);
    }

    /// <summary>No backlog is left: announces the newest of it.</summary>
    public void EndBacklog()
    {
        foreach ((string topic, (long seq, ReadOnlyMemory<byte> json)) in held)
        {
            announced[topic] = seq;
            Announce(json);
        }

        held.Clear();
    }

    /// <summary>The lean form of a result.</summary>
    public static LastReading Of(Result result) => new(ValueOf(result), result.Verdict, result.Time.Captured, result.Seq);

    private void Announce(ReadOnlyMemory<byte> json)
    {
        Result result = JsonSerializer.Deserialize(json.Span, ContractsJson.Wire.Result)!;
        byte[] payload = JsonSerializer.SerializeToUtf8Bytes(Of(result), ContractsJson.Wire.LastReading);
        retain(topics.Last(result.Camera!, result.Recipe!), payload);
    }

    private static JsonNode? ValueOf(Result result) =>
        result switch
        {
            { Verdict: Verdict.Error or Verdict.NoRead } => null,
            { Fields.Count: > 0 } => new JsonObject(
                result.Fields.Select(static field => KeyValuePair.Create(field.Key, field.Value.Value?.DeepClone()))
            ),
            { Texts.Count: > 0 } => List(result.Texts.Select(static text => text.Text)),
            { Objects.Count: > 0 } => List(result.Objects.Select(static thing => thing.Label)),
            { Relations.Count: > 0 } => List(result.Relations.Select(static relation => relation.Relation)),
            { Scene: not null } => result.Scene.Summary,
            _ => result.Answer,
        };

    private static JsonArray List(IEnumerable<string> values) => [.. values.Select(static value => (JsonNode?)JsonValue.Create(value))];
}
