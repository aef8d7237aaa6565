namespace EdgeVL.Qwen3VL.Prompt;

/// <summary>What a stretch of visual tokens shows.</summary>
public enum VisualKind
{
    /// <summary>A still picture.</summary>
    Picture,

    /// <summary>One temporal patch of a video.</summary>
    VideoPatch,
}
