using EdgeVL.Contracts.Faults;
using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Qwen3VL.Video;

/// <summary>Frames of a video to patches, frame by frame, so that no clip needs to be in memory at once.</summary>
/// <remarks>Owns its buffers: one caller at a time.</remarks>
public sealed class VideoPreprocessor
{
    private readonly ImagePreprocessor frames;

    /// <summary>Makes a preprocessor.</summary>
    public VideoPreprocessor(VideoSettings settings)
    {
        Settings = settings;
        frames = new ImagePreprocessor(settings.Frames);
    }

    /// <summary>What it works by.</summary>
    public VideoSettings Settings { get; }

    /// <summary>Size in patches that every frame is given.</summary>
    /// <param name="size">Size of the frames.</param>
    /// <param name="frameCount">Number of sampled frames.</param>
    /// <param name="budget">Pixels allowed in all frames together; where null, those of <see cref="Settings"/>.</param>
    /// <exception cref="FaultException"><see cref="FaultCode.PictureUnreadable"/>: too few frames, or too narrow.</exception>
    public PatchGrid Measure(PixelSize size, int frameCount, PixelBudget? budget = null)
    {
        PreprocessorSettings settings = Settings.Frames;
        return frames.GridOf(ResizeRule.ForVideo(size, frameCount, settings.Factor, settings.TemporalPatchSize, budget ?? settings.Budget));
    }

    /// <summary>Temporal patches of so many frames; an incomplete one is filled up with the last frame.</summary>
    public int TemporalPatches(int frameCount) => (frameCount + Settings.Frames.TemporalPatchSize - 1) / Settings.Frames.TemporalPatchSize;

    /// <summary>Values of all patches of a video: the length of the buffer for <see cref="WriteFrame"/>.</summary>
    public int ValueCount(PatchGrid grid, int frameCount) => TemporalPatches(frameCount) * PatchValues(grid);

    /// <summary>Writes one sampled frame to its place; the last one also fills up an incomplete temporal patch.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="number">Its number among the sampled frames, from 0.</param>
    /// <param name="frameCount">Number of sampled frames.</param>
    /// <param name="grid">Size that every frame is given, from <see cref="Measure"/>.</param>
    /// <param name="patches">[temporal patches, patches of <paramref name="grid"/>, values of a patch] of the whole video.</param>
    public void WriteFrame(PixelView frame, int number, int frameCount, PatchGrid grid, Span<float> patches)
    {
        (int temporal, int slice) = Math.DivRem(number, Settings.Frames.TemporalPatchSize);
        int slices = number == frameCount - 1 ? Settings.Frames.TemporalPatchSize - slice : 1;
        frames.WriteFrame(frame, grid, slice, slices, patches.Slice(temporal * PatchValues(grid), PatchValues(grid)));
    }

    private int PatchValues(PatchGrid grid) => grid.PatchCount * Settings.Frames.PatchLength;
}
