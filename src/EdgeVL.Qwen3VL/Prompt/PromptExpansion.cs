using System.Globalization;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Qwen3VL.Prompt;

/// <summary>Puts as many visual tokens as they need at the places of pictures and videos.</summary>
internal static class PromptExpansion
{
    /// <summary>The place of a picture as a template writes it.</summary>
    public static PromptSegment PicturePlace { get; } =
        new(SegmentKind.Picture, ControlText.VisionStart + ControlText.ImagePad + ControlText.VisionEnd);

    /// <summary>The place of a video as a template writes it; as a whole it gives way to the temporal patches with their time stamps.</summary>
    public static PromptSegment VideoPlace { get; } =
        new(SegmentKind.Video, ControlText.VisionStart + ControlText.VideoPad + ControlText.VisionEnd);

    /// <summary>Expands the places of a rendered conversation.</summary>
    /// <exception cref="FaultException"><see cref="FaultCode.PromptInvalid"/>: more or fewer places than pictures or videos, or a video without
    /// a frame.</exception>
    public static List<PromptSegment> Expand(List<PromptSegment> rendered, Conversation conversation)
    {
        CheckCount(rendered.Count(static segment => segment.Kind == SegmentKind.Picture), conversation.Pictures.Count, "picture");
        CheckCount(rendered.Count(static segment => segment.Kind == SegmentKind.Video), conversation.Videos.Count, "video");
        List<PromptSegment> expanded = [];
        int pictures = 0;
        int videos = 0;
        foreach (PromptSegment segment in rendered)
        {
            switch (segment.Kind)
            {
                case SegmentKind.Picture:
                    AddVisual(expanded, ControlText.ImagePad, new(VisualKind.Picture, 0, conversation.Pictures[pictures], pictures));
                    pictures++;
                    break;
                case SegmentKind.Video:
                    AddVideo(expanded, conversation.Videos[videos], videos);
                    videos++;
                    break;
                default:
                    expanded.Add(segment);
                    break;
            }
        }

        return expanded;
    }

    private static void CheckCount(int places, int given, string what)
    {
        if (places != given)
        {
            throw new FaultException(
                FaultCode.PromptInvalid,
                $"The conversation has {places} place(s) for a {what}, but {given} {what}(s) were given.",
                $"Give one {what} for each place, in the same order."
            );
        }
    }

    private static void AddVideo(List<PromptSegment> expanded, VideoLayout video, int item)
    {
        if (video.Timestamps.Count == 0)
        {
            throw new FaultException(FaultCode.PromptInvalid, $"Video {item + 1} has no frame.", "Sample at least one frame of it.");
        }

        for (int t = 0; t < video.Timestamps.Count; t++)
        {
            string stamp = video.Timestamps[t].ToString("F1", CultureInfo.InvariantCulture);
            expanded.Add(new PromptSegment(SegmentKind.Literal, $"<{stamp} seconds>"));
            AddVisual(expanded, ControlText.VideoPad, new VisualSpan(VisualKind.VideoPatch, 0, video.Grid, item, t));
        }
    }

    private static void AddVisual(List<PromptSegment> expanded, string token, VisualSpan visual)
    {
        expanded.Add(new PromptSegment(SegmentKind.Literal, ControlText.VisionStart));
        expanded.Add(new PromptSegment(SegmentKind.Visual, token, visual));
        expanded.Add(new PromptSegment(SegmentKind.Literal, ControlText.VisionEnd));
    }
}
