using System.Text.Json.Nodes;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Daemon.Tasks;

/// <summary>The parts of a <see cref="Result"/> that an answer decides.</summary>
public sealed record TaskAnswer
{
    private static readonly Dictionary<string, FieldReading> NoFields = [];

    /// <summary>The outcome.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Why.</summary>
    public IReadOnlyList<Reason> Reasons { get; init; } = [];

    /// <summary>Named values.</summary>
    public IReadOnlyDictionary<string, FieldReading> Fields { get; init; } = NoFields;

    /// <summary>Lines of text, in the model's order.</summary>
    public IReadOnlyList<TextReading> Texts { get; init; } = [];

    /// <summary>Objects, in the model's order.</summary>
    public IReadOnlyList<ObjectReading> Objects { get; init; } = [];

    /// <summary>Relations.</summary>
    public IReadOnlyList<RelationReading> Relations { get; init; } = [];

    /// <summary>Scene and lighting.</summary>
    public SceneReading? Scene { get; init; }

    /// <summary>The answer as text: of a question, and of an answer that could not be read.</summary>
    public string? Answer { get; init; }

    /// <summary>A result with these parts in it.</summary>
    public Result ApplyTo(Result result) =>
        result with
        {
            Verdict = Verdict,
            Reasons = Reasons,
            Fields = Fields,
            Texts = Texts,
            Objects = Objects,
            Relations = Relations,
            Scene = Scene,
            Answer = Answer,
        };

    /// <summary>The outcome of a list of readings, some of which the model may have declined.</summary>
    /// <param name="read">How many were read.</param>
    /// <param name="declined">How many the model saw and did not read.</param>
    internal static TaskAnswer Of(int read, int declined) =>
        (read, declined) switch
        {
            (0, _) => NothingRead(),
            (_, 0) => new() { Verdict = Verdict.Accept },
            _ => new() { Verdict = Verdict.Accept, Reasons = [new Reason(ReasonCode.Unreadable, Value: JsonValue.Create(declined))] },
        };

    /// <summary>There was nothing to read, or the model declined.</summary>
    internal static TaskAnswer NothingRead() => new() { Verdict = Verdict.NoRead, Reasons = [new Reason(ReasonCode.Unreadable)] };

    /// <summary>Nothing valid was computed: no reading leaves such an answer, its text is kept.</summary>
    internal static TaskAnswer Failed(RawAnswer answer, string what) =>
        new()
        {
            Verdict = Verdict.Error,
            Reasons =
            [
                answer.Finish switch
                {
                    RawAnswer.Length => new Reason(ReasonCode.Truncated, Value: JsonValue.Create(RawAnswer.Length)),
                    RawAnswer.Repetition => new Reason(ReasonCode.ModelError, Value: JsonValue.Create(RawAnswer.Repetition)),
                    _ => new Reason(ReasonCode.ModelError, Value: JsonValue.Create(what)),
                },
            ],
            Answer = answer.Text,
        };
}
