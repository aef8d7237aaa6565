namespace EdgeVL.Qwen3VL.Video;

/// <summary>Which frames of a video the model sees, and the time that each pair of them is labelled with.</summary>
public static class VideoSampling
{
    /// <summary>Frames a second where a video does not say.</summary>
    public const double UnknownRate = 24;

    /// <summary>Numbers of the frames to take, evenly spread from the first to the last.</summary>
    /// <param name="frameCount">Frames of the video, at least 1.</param>
    /// <param name="rate">Its frames a second, above 0.</param>
    /// <param name="settings">How many to take.</param>
    public static int[] Indices(int frameCount, double rate, VideoSettings settings)
    {
        int wanted = (int)Math.Min(frameCount / rate * settings.FramesPerSecond, int.MaxValue);
        return Spread(frameCount, Math.Min(Math.Min(Math.Max(wanted, settings.MinFrames), settings.MaxFrames), frameCount));
    }

    /// <summary>As <see cref="Indices"/>, for a given number of frames.</summary>
    /// <param name="frameCount">Frames of the video, at least 1.</param>
    /// <param name="wanted">Frames to take, 1 to <paramref name="frameCount"/>.</param>
    public static int[] Spread(int frameCount, int wanted)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(wanted, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(wanted, frameCount);
        var indices = new int[wanted];
        double step = (frameCount - 1.0) / Math.Max(wanted - 1, 1);
        for (int i = 0; i < wanted; i++)
        {
            indices[i] = (int)Math.Round(i * step, MidpointRounding.ToEven);
        }

        indices[^1] = wanted > 1 ? frameCount - 1 : 0;
        return indices;
    }

    /// <summary>Seconds from the start of the video to the middle of every temporal patch.</summary>
    /// <param name="indices">Numbers of the sampled frames; the last one fills up an incomplete patch.</param>
    /// <param name="rate">Frames a second of the video that the numbers count in.</param>
    /// <param name="temporal">Frames of a temporal patch.</param>
    public static double[] Timestamps(ReadOnlySpan<int> indices, double rate, int temporal = 2)
    {
        var stamps = new double[(indices.Length + temporal - 1) / temporal];
        for (int patch = 0; patch < stamps.Length; patch++)
        {
            int first = patch * temporal;
            int last = Math.Min(first + temporal, indices.Length) - 1;
            stamps[patch] = ((indices[first] / rate) + (indices[last] / rate)) / 2;
        }

        return stamps;
    }
}
