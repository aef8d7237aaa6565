namespace EdgeVL.Qwen3VL.Prompt;

/// <summary>What a stretch of a rendered conversation is.</summary>
internal enum SegmentKind
{
    /// <summary>The template's own text: control tokens in it are control tokens.</summary>
    Literal,

    /// <summary>Text of somebody else: nothing in it is a control token.</summary>
    Text,

    /// <summary>The place of a picture, not yet expanded.</summary>
    Picture,

    /// <summary>The place of a video, not yet expanded.</summary>
    Video,

    /// <summary>The tokens of a picture or a temporal patch.</summary>
    Visual,
}

/// <summary>A stretch of a rendered conversation.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text; of <see cref="SegmentKind.Visual"/> the text of one of its tokens.</param>
/// <param name="Visual">What the tokens of <see cref="SegmentKind.Visual"/> show, with a start still to be set.</param>
internal readonly record struct PromptSegment(SegmentKind Kind, string Text, VisualSpan Visual = default);
