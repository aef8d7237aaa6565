using EdgeVL.Capture;

namespace EdgeVL.Cli.Demo;

/// <summary>The sample clip whose last seconds are spoilt on purpose: the camera freezes, then is blinded, then in the dark.</summary>
internal static class SpoiltClip
{
    /// <summary>Frames that are spoilt in each way.</summary>
    public const int FramesEach = 12;

    private const int Ways = 3;

    /// <summary>Number of the first spoilt frame.</summary>
    public static int FirstSpoilt(ClipTruth truth) => truth.Frames.Count - (Ways * FramesEach);

    /// <summary>Writes the clip.</summary>
    public static void Write(string clip, string spoilt, ClipTruth truth, CancellationToken cancellation)
    {
        int first = FirstSpoilt(truth);
        long[] all = [.. Enumerable.Range(0, truth.Frames.Count).Select(static frame => (long)frame)];
        using ClipWriter writer = ClipWriter.Create(spoilt, truth.Width, truth.Height, truth.Fps);
        byte[] pixels = new byte[truth.Width * truth.Height * 3];
        foreach (Frame frame in VideoFile.ReadFrames(clip, all, TimeProvider.System, cancellation))
        {
            using (frame)
            {
                int place = (int)(frame.MediaFrame ?? 0);
                Spoil(frame.Pixels, pixels, place < first ? -1 : (place - first) / FramesEach);
                writer.Write(pixels);
            }
        }
    }

    // A frozen camera gives what it gave last.
    private static void Spoil(ReadOnlySpan<byte> frame, Span<byte> pixels, int way)
    {
        if (way == 0)
        {
            return;
        }

        frame.CopyTo(pixels);
        if (way > 0)
        {
            foreach (ref byte value in pixels)
            {
                value = way == 1 ? (byte)Math.Min(255, (value * 3) + 190) : (byte)(value / 40);
            }
        }
    }
}
