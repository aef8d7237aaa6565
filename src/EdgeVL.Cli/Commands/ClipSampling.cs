using EdgeVL.Capture;
using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Inspection;
using EdgeVL.Qwen3VL.Video;

namespace EdgeVL.Cli.Commands;

/// <summary>Takes the frames of a video file that the model will see.</summary>
internal static class ClipSampling
{
    public static ClipFrames Read(string file, VideoSettings settings, CancellationToken cancellation)
    {
        VideoInfo info = VideoFile.Probe(file);
        int count = checked((int)info.Frames);
        if (count < 2)
        {
            throw new FaultException(
                FaultCode.CaptureOpenFailed,
                $"The video '{file}' has {count} frames.",
                "A video needs two frames or more; ask about a picture instead."
            );
        }

        double rate = info.Rate > 0 ? info.Rate : VideoSampling.UnknownRate;
        int[] indices = VideoSampling.Indices(count, rate, settings);
        long[] places = [.. indices.Select(static index => (long)index)];
        Frame first = VideoFile.ReadFrames(file, places[..1], TimeProvider.System, cancellation).Single();
        return new ClipFrames(first, VideoFile.ReadFrames(file, places, TimeProvider.System, cancellation), indices, rate);
    }
}
