using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Tasks;
using EdgeVL.Qwen3VL.Constraints;

namespace EdgeVL.Daemon.Inspection;

/// <summary>What is asked of a frame, and who asks.</summary>
public sealed record InspectionRequest
{
    /// <summary>The question.</summary>
    public required TaskQuestion Question { get; init; }

    /// <summary>The part of the frame that is looked at. Default the whole.</summary>
    public RelativeRegion Region { get; init; } = new(0, 0, 1, 1);

    /// <summary>Least pixels the model is given; null for the model's own limit.</summary>
    public long? MinPixels { get; init; }

    /// <summary>Most pixels the model is given; null for the model's own limit.</summary>
    public long? MaxPixels { get; init; }

    /// <summary>The form that the answer must have; null for a free one.</summary>
    public CompiledConstraint? Form { get; init; }

    /// <summary>Longest answer in tokens.</summary>
    public int MaxTokens { get; init; } = 512;

    /// <summary>What asked.</summary>
    public TriggerFacts Trigger { get; init; } = new("cli");

    /// <summary>Timestamp of the trigger, by the inspector's clock; null for now.</summary>
    public long? Triggered { get; init; }
}
