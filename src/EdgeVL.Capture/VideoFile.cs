using EdgeVL.Capture.Frames;
using EdgeVL.Capture.Sources;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Capture;

/// <summary>What a video file claims to be.</summary>
/// <param name="Width">Width of a frame in pixels.</param>
/// <param name="Height">Height of a frame in pixels.</param>
/// <param name="Frames">Frames; 0 where the file does not say, an estimate in some containers.</param>
/// <param name="Rate">Frames a second; 0 where the file does not say.</param>
public sealed record VideoInfo(int Width, int Height, long Frames, double Rate)
{
    /// <summary>Frames divided by rate; zero where the file does not say.</summary>
    public TimeSpan Duration => Rate > 0 ? TimeSpan.FromSeconds(Frames / Rate) : TimeSpan.Zero;
}

/// <summary>Chosen frames of a video file, for prompts that hold a video.</summary>
public static class VideoFile
{
    /// <summary>Looks at a file without decoding it.</summary>
    /// <exception cref="FaultException"><see cref="FaultCode.CaptureOpenFailed"/>: missing, empty, damaged or no video; the message names the file.</exception>
    public static VideoInfo Probe(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using VideoDecoder decoder = VideoDecoder.Open(path);
        return new VideoInfo(decoder.Size.Width, decoder.Size.Height, decoder.ClaimedFrames, decoder.Rate);
    }

    /// <summary>Reads frames by number, one as each is asked for, decoding in order: seeking is not exact.</summary>
    /// <param name="path">The file; it is opened when the first frame is asked for, and closed after the last.</param>
    /// <param name="indices">Frame numbers from 0, not descending; one may stand several times.</param>
    /// <param name="time">Clock of the frames' capture time, which is when they were read.</param>
    /// <param name="cancellationToken">Looked at between frames.</param>
    /// <returns>A frame for each number; the caller disposes them, and the memory of those disposed is used again.</returns>
    /// <exception cref="FaultException"><see cref="FaultCode.CaptureOpenFailed"/>: no readable video, or it ends before the last of these frames.</exception>
    public static IEnumerable<Frame> ReadFrames(
        string path,
        IReadOnlyList<long> indices,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(time);
        ThrowIfNotAscending(indices);
        return ReadInOrder(path, indices, time, cancellationToken);
    }

    private static IEnumerable<Frame> ReadInOrder(
        string path,
        IReadOnlyList<long> indices,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        using VideoDecoder decoder = VideoDecoder.Open(path);
        using var pool = new FramePool(indices.Count + 1);
        PixelBuffer? last = null;
        try
        {
            foreach (long index in indices)
            {
                if (index >= decoder.Position)
                {
                    last?.Release();
                    last = null;
                    last = ReadAt(decoder, pool, index, cancellationToken) ?? throw TooShort(path, decoder.Position, index);
                    last.Info = last.Info with { CapturedAt = time.GetUtcNow(), MonotonicNs = MonotonicTime.Now(time) };
                }

                last!.Hold(); // once for the caller, once for a number that stands again
                yield return new Frame(last);
            }
        }
        finally
        {
            last?.Release();
        }
    }

    private static PixelBuffer? ReadAt(VideoDecoder decoder, FramePool pool, long index, CancellationToken cancellationToken)
    {
        bool more = true;
        while (more && decoder.Position < index)
        {
            cancellationToken.ThrowIfCancellationRequested();
            more = decoder.Skip();
        }

        cancellationToken.ThrowIfCancellationRequested();
        return more ? decoder.Next(pool) : null;
    }

    private static void ThrowIfNotAscending(IReadOnlyList<long> indices)
    {
        for (int i = 0; i < indices.Count; i++)
        {
            if (indices[i] < (i == 0 ? 0 : indices[i - 1]))
            {
                throw new ArgumentException("Frame numbers begin at 0 and do not descend.", nameof(indices));
            }
        }
    }

    private static FaultException TooShort(string path, long frames, long wanted) =>
        new(
            FaultCode.CaptureOpenFailed,
            $"The video '{path}' cannot be read: it ended after {frames} frames, and frame {wanted} was asked for.",
            "Replace the file by a whole one, or ask for earlier frames."
        );
}
