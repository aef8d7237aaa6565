using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Qwen3VL.Prompt;

/// <summary>A stretch of a prompt's tokens whose embeddings come from the vision encoder.</summary>
/// <param name="Kind">What it shows.</param>
/// <param name="Start">Index of its first token in the prompt.</param>
/// <param name="Grid">Size in patches; <see cref="PatchGrid.TokenCount"/> is the length of the stretch.</param>
/// <param name="Item">Number of the picture among the pictures, or of the video among the videos, from 0.</param>
/// <param name="TemporalPatch">Number of the temporal patch in its video, from 0; 0 for a picture.</param>
public readonly record struct VisualSpan(VisualKind Kind, int Start, PatchGrid Grid, int Item, int TemporalPatch = 0)
{
    /// <summary>Number of its tokens.</summary>
    public int Length => Grid.TokenCount;

    /// <summary>Index of the first token after it.</summary>
    public int End => Start + Length;
}
