using EdgeVL.Contracts.Faults;
using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Qwen3VL.Video;

/// <summary>How a video becomes frames and frames become patches; the defaults are those of the published checkpoints.</summary>
public sealed record VideoSettings
{
    /// <summary>How its frames become patches; the budget is for all frames together. Default 4,096 to 25,165,824 pixels.</summary>
    public PreprocessorSettings Frames { get; init; } = new() { Budget = new PixelBudget(4096, 25165824) };

    /// <summary>Frames taken of each second. Default 2.</summary>
    public double FramesPerSecond { get; init; } = 2;

    /// <summary>Fewest frames taken, where the video has as many. Default 4.</summary>
    public int MinFrames { get; init; } = 4;

    /// <summary>Most frames taken. Default 768.</summary>
    public int MaxFrames { get; init; } = 768;

    /// <summary>Reads a <c>video_preprocessor_config.json</c>.</summary>
    /// <exception cref="FaultException"><see cref="FaultCode.CheckpointInvalid"/>: unreadable, or it asks for another kind of preprocessing.</exception>
    public static VideoSettings Read(string path)
    {
        var defaults = new VideoSettings();
        var file = new PreprocessorFile(path);
        return new VideoSettings
        {
            Frames = file.Settings(defaults.Frames),
            FramesPerSecond = file.Positive("fps", defaults.FramesPerSecond),
            MinFrames = file.Integer("min_frames", defaults.MinFrames),
            MaxFrames = file.Integer("max_frames", defaults.MaxFrames),
        };
    }
}
