namespace EdgeVL.Qwen3VL.Prompt;

/// <summary>A part of a message: text, or the place of a picture or a video.</summary>
public abstract record ContentPart
{
    private protected ContentPart() { }
}

/// <summary>Text, untrusted: whatever it says, it never becomes a control token.</summary>
/// <param name="Text">The text.</param>
public sealed record TextPart(string Text) : ContentPart;

/// <summary>The place of a picture; pictures are counted through the conversation in order.</summary>
public sealed record ImagePart : ContentPart;

/// <summary>The place of a video; videos are counted through the conversation in order.</summary>
public sealed record VideoPart : ContentPart;
