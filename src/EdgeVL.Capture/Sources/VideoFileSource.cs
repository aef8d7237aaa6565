using EdgeVL.Capture.Frames;

namespace EdgeVL.Capture.Sources;

/// <summary>Frames of a video file, from the first to the last, once or again and again.</summary>
internal sealed class VideoFileSource(string path, bool loop) : IFrameSource
{
    private VideoDecoder? decoder;

    public string? Shortcoming => null;

    public void Open() => decoder = VideoDecoder.Open(path);

    public PixelBuffer? Read(FramePool pool)
    {
        PixelBuffer? frame = decoder!.Next(pool);
        if (frame is not null)
        {
            return frame;
        }

        decoder.ThrowIfEndedEarly();
        if (!loop)
        {
            return null;
        }

        decoder.Dispose();
        Open();
        return decoder.Next(pool);
    }

    /// <summary>OpenCV's reads cannot be interrupted: releasing a capture during one ends the process.</summary>
    public void Interrupt() { }

    public void Dispose() => decoder?.Dispose();
}
