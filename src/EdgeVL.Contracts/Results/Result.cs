using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace EdgeVL.Contracts.Results;

/// <summary>One reading: the record that MQTT, HTTP, the command line and the store share.</summary>
/// <remarks>JSON names are snake_case; a property is never reused with another meaning, a new meaning is a new <see cref="Schema"/>.</remarks>
public sealed record Result
{
    /// <summary>Name and version of this form.</summary>
    public const string SchemaName = "edgevl/result/1";

    /// <summary>Name and version of this form.</summary>
    public string Schema { get; init; } = SchemaName;

    /// <summary>ULID, ordered by time; with <see cref="Seq"/> it makes a double recognisable.</summary>
    public required string Id { get; init; }

    /// <summary>Number of this result on its device: from 1, without a hole or a double across restarts. 0 where nothing is stored.</summary>
    public long Seq { get; init; }

    /// <summary>The site of the configuration.</summary>
    public string? Site { get; init; }

    /// <summary>The device of the configuration.</summary>
    public string? Device { get; init; }

    /// <summary>The camera that took the frame.</summary>
    public string? Camera { get; init; }

    /// <summary>The file where a picture came from one.</summary>
    public string? Source { get; init; }

    /// <summary>The recipe that asked.</summary>
    public string? Recipe { get; init; }

    /// <summary>SHA-256 of the recipe's file.</summary>
    public string? RecipeHash { get; init; }

    /// <summary>The outcome.</summary>
    public Verdict Verdict { get; init; }

    /// <summary>Why the verdict is what it is; empty for a plain accept.</summary>
    public IReadOnlyList<Reason> Reasons { get; init; } = [];

    /// <summary>Named values.</summary>
    public IReadOnlyDictionary<string, FieldReading> Fields { get; init; } = new Dictionary<string, FieldReading>();

    /// <summary>Lines of text, in reading order.</summary>
    public IReadOnlyList<TextReading> Texts { get; init; } = [];

    /// <summary>Objects, in the order of the answer.</summary>
    public IReadOnlyList<ObjectReading> Objects { get; init; } = [];

    /// <summary>Relations between objects.</summary>
    public IReadOnlyList<RelationReading> Relations { get; init; } = [];

    /// <summary>Scene and lighting.</summary>
    public SceneReading? Scene { get; init; }

    /// <summary>The answer as text: of a question, of an answer that could not be parsed, and always on the command line.</summary>
    public string? Answer { get; init; }

    /// <summary>The frame.</summary>
    public required ImageFacts Image { get; init; }

    /// <summary>When the frame was taken.</summary>
    public required CaptureTime Time { get; init; }

    /// <summary>What asked for the reading.</summary>
    public required TriggerFacts Trigger { get; init; }

    /// <summary>Where the time went, milliseconds.</summary>
    public required PhaseTimes TimingMs { get; init; }

    /// <summary>How many tokens each part took.</summary>
    public required TokenCounts Tokens { get; init; }

    /// <summary>The model that answered.</summary>
    public required ModelFacts Model { get; init; }

    /// <summary>Where the exact pixels and the raw answer are kept.</summary>
    public EvidenceLink? Evidence { get; init; }
}

/// <summary>One cause of a verdict.</summary>
/// <param name="Code">Machine-readable code.</param>
/// <param name="Field">The field it speaks of, if one.</param>
/// <param name="Value">What was found.</param>
/// <param name="Limit">What would have been right.</param>
public sealed record Reason(string Code, string? Field = null, JsonNode? Value = null, JsonNode? Limit = null);

/// <summary>A named value.</summary>
/// <param name="Value">The value: string, number, boolean or null.</param>
/// <param name="Raw">The value as the model wrote it.</param>
public sealed record FieldReading(JsonNode? Value, string? Raw)
{
    /// <summary>Measured probability, 0 to 1.</summary>
    public double? Probability { get; init; }

    /// <summary>Probability of the least sure decision in the value, 0 to 1.</summary>
    public double? Weakest { get; init; }

    /// <summary>What would have been read with the likeliest other choice there; a beginning where it ends with <c>…</c>.</summary>
    public string? RunnerUp { get; init; }

    /// <summary>Least share of the model's own distribution that the schema left at one of the value's decisions, 0 to 1.</summary>
    public double? AllowedMass { get; init; }

    /// <summary>Where it stands in the frame.</summary>
    public PixelBox? Box { get; init; }

    /// <summary>How many fresh frames agreed, as <c>3/3</c>.</summary>
    public string? Agreement { get; init; }
}

/// <summary>A line of text.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Box">Where it stands; null where the answer gave no place.</param>
public sealed record TextReading(string Text, PixelBox? Box)
{
    /// <summary>Measured probability, 0 to 1.</summary>
    public double? Probability { get; init; }

    /// <summary>All that was measured of it, for the field that it becomes; not on the wire.</summary>
    [JsonIgnore]
    public FieldReading? Measured { get; init; }
}

/// <summary>An object.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Box">Where it stands; null where the answer gave a point or no place.</param>
public sealed record ObjectReading(string Label, PixelBox? Box)
{
    /// <summary>Measured probability, 0 to 1.</summary>
    public double? Probability { get; init; }
}

/// <summary>Where one thing is relative to another.</summary>
/// <param name="Subject">The thing whose place is told; null where the question did not name it.</param>
/// <param name="Relation">The relation, such as <c>above left</c>.</param>
/// <param name="Reference">The thing it is told against; null where the question did not name it.</param>
public sealed record RelationReading(string? Subject, string Relation, string? Reference)
{
    /// <summary>Measured probability, 0 to 1.</summary>
    public double? Probability { get; init; }
}

/// <summary>Scene and lighting.</summary>
/// <param name="Lighting">Lighting class: <c>bright</c>, <c>normal</c>, <c>dim</c>, <c>dark</c>, or what the model said.</param>
/// <param name="Summary">One or two sentences.</param>
public sealed record SceneReading(string? Lighting, string? Summary)
{
    /// <summary>Measured probability of the lighting class, 0 to 1.</summary>
    public double? Probability { get; init; }
}

/// <summary>The frame a reading was made from.</summary>
public sealed record ImageFacts
{
    /// <summary>Width of the captured frame, pixels.</summary>
    public int Width { get; init; }

    /// <summary>Height of the captured frame, pixels.</summary>
    public int Height { get; init; }

    /// <summary>Number of the frame in its video file, from 0; null for other sources.</summary>
    public long? MediaFrame { get; init; }

    /// <summary>98th percentile of luma over 255, 0 to 1.</summary>
    public double? Brightness { get; init; }

    /// <summary>98th minus 2nd percentile of luma over 255, 0 to 1.</summary>
    public double? Contrast { get; init; }

    /// <summary>Ratio of edge energy at full and half resolution; larger is sharper.</summary>
    public double? Sharpness { get; init; }

    /// <summary>Whether the frame repeats an earlier one.</summary>
    public bool? Frozen { get; init; }

    /// <summary>What was done to the pixels before the model saw them, in order; empty where nothing was.</summary>
    public IReadOnlyList<string> Enhanced { get; init; } = [];

    /// <summary>Age of the frame when the reading began, milliseconds.</summary>
    public double? AgeMs { get; init; }
}

/// <summary>When a frame was taken, and how far that can be trusted.</summary>
public sealed record CaptureTime
{
    /// <summary>UTC.</summary>
    public DateTimeOffset Captured { get; init; }

    /// <summary><c>synced</c>, <c>unsynced</c> or <c>unknown</c>: whether the clock was set from outside.</summary>
    public string Quality { get; init; } = "unknown";

    /// <summary>The kernel's boot id.</summary>
    public string? BootId { get; init; }

    /// <summary>Nanoseconds of the monotonic clock.</summary>
    public long? MonotonicNs { get; init; }
}

/// <summary>What asked for a reading.</summary>
/// <param name="Source"><c>interval</c>, <c>cli</c>, and more to come.</param>
/// <param name="Id">The asker's own name for it.</param>
public sealed record TriggerFacts(string Source, string? Id = null);

/// <summary>Where the time went, milliseconds.</summary>
public sealed record PhaseTimes
{
    /// <summary>Waiting for the model.</summary>
    public double Queue { get; init; }

    /// <summary>Crop, resize, patches.</summary>
    public double Preprocess { get; init; }

    /// <summary>Vision encoder.</summary>
    public double Vision { get; init; }

    /// <summary>Reading the prompt.</summary>
    public double Prefill { get; init; }

    /// <summary>Writing the answer.</summary>
    public double Decode { get; init; }

    /// <summary>From the trigger to the verdict.</summary>
    public double Total { get; init; }
}

/// <summary>How many tokens each part took.</summary>
public sealed record TokenCounts
{
    /// <summary>Tokens of pictures.</summary>
    public int Image { get; init; }

    /// <summary>Tokens of text around them.</summary>
    public int Prompt { get; init; }

    /// <summary>Tokens of the answer, forced ones included.</summary>
    public int Output { get; init; }

    /// <summary>Tokens of the answer that a schema left no choice about.</summary>
    public int Forced { get; init; }

    /// <summary>Why the answer ended: <c>stop</c>, <c>length</c>, <c>repetition</c>, <c>cancelled</c>.</summary>
    public string Finish { get; init; } = "stop";
}

/// <summary>The model that answered.</summary>
public sealed record ModelFacts
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the built model.</summary>
    public required string Hash { get; init; }

    /// <summary><c>fp32</c>, <c>fp16</c>, <c>int8</c> or <c>int4</c>.</summary>
    public required string Precision { get; init; }

    /// <summary>Execution providers that really ran.</summary>
    public IReadOnlyList<string> Providers { get; init; } = [];
}

/// <summary>Where evidence is kept.</summary>
/// <param name="Sha256">Hash that names it.</param>
/// <param name="Href">Path on the device's HTTP server.</param>
public sealed record EvidenceLink(string Sha256, string Href);
