using System.Text.Json;

namespace EdgeVL.Qwen3VL.Constraints;

/// <summary>One value of an answer and how surely it was read; a container stands before what it contains.</summary>
/// <remarks>Probabilities are of the constrained distribution at temperature 1. That of a value is a lower bound: other tokens for the same bytes
/// are not summed. It says nothing where the constraint left no choice that the picture supports: look at the allowed mass then.</remarks>
public sealed record FieldReading
{
    /// <summary>JSON pointer of the value; empty for the whole answer.</summary>
    public required string Pointer { get; init; }

    /// <summary>Kind of the value; <see cref="JsonValueKind.Undefined"/> where the answer is plain text.</summary>
    public required JsonValueKind Kind { get; init; }

    /// <summary>The value as it stands in the answer: JSON, or the plain text.</summary>
    public required string Text { get; init; }

    /// <summary>Product of the probabilities of all decisions of the value, those inside it included; 0 to 1.</summary>
    public required double Probability { get; init; }

    /// <summary>Probability of its least sure decision, all tokens that agree with what was written summed.</summary>
    public required double Weakest { get; init; }

    /// <summary>Least part of the unconstrained distribution that the constraint kept at one of its decisions; 1 where nothing was decided.</summary>
    public required double AllowedMass { get; init; }

    /// <summary>The value with the likeliest other token at the least sure decision; null where there is none, and for containers.</summary>
    public string? RunnerUp { get; init; }

    /// <summary>Whether <see cref="RunnerUp"/> is a whole value, not only its beginning.</summary>
    public bool RunnerUpIsWhole { get; init; }

    /// <summary>False where the value, or a part of it, was written to end the answer within its budget.</summary>
    public required bool IsRead { get; init; }

    /// <summary>First byte of the value in the answer.</summary>
    public required int Start { get; init; }

    /// <summary>Byte behind the value.</summary>
    public required int End { get; init; }
}
