using EdgeVL.Contracts.Results;

namespace EdgeVL.Daemon.Tasks;

/// <summary>What the model wrote, before anybody made sense of it.</summary>
/// <param name="Text">The text, without special tokens.</param>
/// <param name="Finish">Why it ended: <c>stop</c>, <c>length</c>, <c>repetition</c>, <c>cancelled</c>.</param>
/// <param name="Crop">The part of the frame that the model saw, to which its boxes are relative.</param>
public sealed record RawAnswer(string Text, string Finish, FrameCrop Crop)
{
    /// <summary>The model ended its answer itself.</summary>
    public const string Stop = "stop";

    /// <summary>The answer was cut at its longest length.</summary>
    public const string Length = "length";

    /// <summary>The answer went round in circles and was cut.</summary>
    public const string Repetition = "repetition";

    /// <summary>Whoever asked did not wait.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>How surely each value was read, by JSON pointer; empty where the answer was written freely.</summary>
    public IReadOnlyDictionary<string, FieldReading> Measured { get; init; } = new Dictionary<string, FieldReading>();

    /// <summary>Measured probability of one value; null where it is not known.</summary>
    internal double? ProbabilityAt(string pointer) => Measured.GetValueOrDefault(pointer)?.Probability;

    /// <summary>A reading with what was measured of the value at <paramref name="pointer"/>.</summary>
    internal FieldReading WithMeasured(FieldReading reading, string pointer) =>
        Measured.TryGetValue(pointer, out FieldReading? measured)
            ? reading with
            {
                Probability = measured.Probability,
                Weakest = measured.Weakest,
                RunnerUp = measured.RunnerUp,
                AllowedMass = measured.AllowedMass,
            }
            : reading;

    /// <summary>The pointer of a property of the whole answer.</summary>
    internal static string PointerTo(string name) =>
        $"/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
}
