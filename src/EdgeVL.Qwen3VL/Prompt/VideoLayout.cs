using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Qwen3VL.Prompt;

/// <summary>A video as a prompt needs it.</summary>
/// <param name="Grid">Size of every temporal patch.</param>
/// <param name="Timestamps">Seconds from its start to the middle of every temporal patch; at least one.</param>
public sealed record VideoLayout(PatchGrid Grid, IReadOnlyList<double> Timestamps);
