namespace EdgeVL.Qwen3VL.Constraints;

/// <summary>A part of a constraint that cannot be compiled; whoever knows its place turns it into a fault.</summary>
/// <param name="reason">A clause without a full stop.</param>
internal sealed class UnsupportedConstraintException(string reason) : Exception(reason);
