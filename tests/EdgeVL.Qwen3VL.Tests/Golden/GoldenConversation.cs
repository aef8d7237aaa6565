using System.Text.Json;
using EdgeVL.Qwen3VL.Prompt;
using EdgeVL.Qwen3VL.Video;
using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Qwen3VL.Tests.Golden;

/// <summary>A golden case as EdgeVL takes it: its conversation, and its pictures and frames turned into patches.</summary>
public sealed class GoldenConversation
{
    private GoldenConversation(GoldenCase golden, ImagePreprocessor images, VideoPreprocessor videos)
    {
        (PatchGrid Grid, float[] Patches)[] pictures = [.. golden.ImageFiles.Select(file => Picture(file, images))];
        ImagePatches = [.. pictures.SelectMany(static picture => picture.Patches)];
        VideoLayout[] clips = [];
        if (golden.FrameFiles.Length > 0)
        {
            (PatchGrid grid, VideoPatches) = Clip(golden.FrameFiles, videos);
            clips = [new VideoLayout(grid, VideoSampling.Timestamps(golden.FrameIndices, golden.FramesPerSecond))];
        }

        Conversation = new Conversation([.. golden.Messages.EnumerateArray().Select(Message)])
        {
            Pictures = [.. pictures.Select(static picture => picture.Grid)],
            Videos = clips,
        };
    }

    /// <summary>The conversation with the sizes of its pictures.</summary>
    public Conversation Conversation { get; }

    /// <summary>Patches of all pictures, one after the other.</summary>
    public float[] ImagePatches { get; }

    /// <summary>Patches of the video; empty where there is none.</summary>
    public float[] VideoPatches { get; } = [];

    /// <summary>Makes it with the preprocessor settings of a checkpoint's folder.</summary>
    public static GoldenConversation Of(GoldenCase golden, string checkpoint) =>
        new(
            golden,
            new ImagePreprocessor(PreprocessorSettings.Read(Path.Combine(checkpoint, "preprocessor_config.json"))),
            new VideoPreprocessor(VideoSettings.Read(Path.Combine(checkpoint, "video_preprocessor_config.json")))
        );

    /// <summary>A message as the reference has it: content is a text or a list of parts.</summary>
    public static ChatMessage Message(JsonElement message) =>
        new(Enum.Parse<ChatRole>(message.GetProperty("role").GetString()!, ignoreCase: true), Content(message.GetProperty("content")))
        {
            ToolCalls = message.TryGetProperty("tool_calls", out JsonElement calls) ? [.. calls.EnumerateArray().Select(Call)] : [],
            Reasoning = message.TryGetProperty("reasoning_content", out JsonElement reasoning) ? reasoning.GetString() : null,
        };

    private static ContentPart[] Content(JsonElement content) =>
        content.ValueKind == JsonValueKind.Array ? [.. content.EnumerateArray().Select(Part)]
        : content.GetString() is { Length: > 0 } text ? [new TextPart(text)]
        : [];

    private static ContentPart Part(JsonElement part) =>
        part.GetProperty("type").GetString() switch
        {
            "image" => new ImagePart(),
            "video" => new VideoPart(),
            _ => new TextPart(part.GetProperty("text").GetString()!),
        };

    private static ToolCall Call(JsonElement call)
    {
        JsonElement function = call.GetProperty("function");
        return new ToolCall(function.GetProperty("name").GetString()!, function.GetProperty("arguments"));
    }

    private static (PatchGrid, float[]) Picture(string file, ImagePreprocessor images)
    {
        PngPicture picture = PngPicture.Read(GoldenFolder.Path(file));
        return (images.Measure(picture.View.Size), images.Prepare(picture.View, null, out _).ToArray());
    }

    private static (PatchGrid, float[]) Clip(string[] files, VideoPreprocessor videos)
    {
        PngPicture[] frames = [.. files.Select(static file => PngPicture.Read(GoldenFolder.Path(file)))];
        PatchGrid grid = videos.Measure(frames[0].View.Size, frames.Length);
        float[] patches = new float[videos.ValueCount(grid, frames.Length)];
        for (int i = 0; i < frames.Length; i++)
        {
            videos.WriteFrame(frames[i].View, i, frames.Length, grid, patches);
        }

        return (grid, patches);
    }
}
