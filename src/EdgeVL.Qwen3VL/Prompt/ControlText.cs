namespace EdgeVL.Qwen3VL.Prompt;

/// <summary>Control tokens and markers that the chat templates write, by their literal text.</summary>
internal static class ControlText
{
    public const string TurnStart = "<|im_start|>";
    public const string TurnEnd = "<|im_end|>";
    public const string VisionStart = "<|vision_start|>";
    public const string VisionEnd = "<|vision_end|>";
    public const string ImagePad = "<|image_pad|>";
    public const string VideoPad = "<|video_pad|>";
    public const string ThinkStart = "<think>";
    public const string ThinkEnd = "</think>";
    public const string ToolResponseStart = "<tool_response>";
    public const string ToolResponseEnd = "</tool_response>";

    /// <summary>Those without which no conversation can be written.</summary>
    public static IReadOnlyList<string> Required { get; } = [TurnStart, TurnEnd, VisionStart, VisionEnd, ImagePad, VideoPad];
}
