using EdgeVL.Capture.Frames;

namespace EdgeVL.Capture;

/// <summary>One captured picture: BGR, 8 bits, tight rows, pinned in memory.</summary>
/// <remarks>A frame has one owner, who disposes it: then its memory returns to the camera's pool and every use of the frame throws
/// <see cref="ObjectDisposedException"/>. A span taken before that must not be read afterwards: it shows a later picture.</remarks>
public sealed class Frame : IDisposable
{
    private readonly FrameSubscription? subscription;
    private PixelBuffer? buffer;

    internal Frame(FrameSubscription subscription) => this.subscription = subscription;

    internal Frame(PixelBuffer buffer) => this.buffer = buffer;

    /// <summary>Width in pixels.</summary>
    public int Width => Buffer.Width;

    /// <summary>Height in pixels.</summary>
    public int Height => Buffer.Height;

    /// <summary>The pixels, [Height, Width, 3], blue first, without padding.</summary>
    public ReadOnlySpan<byte> Pixels => Buffer.Span;

    /// <summary>Number within the camera, from 1, unread frames counted, across reopenings; 0 for a picture that no camera gave.</summary>
    public long Sequence => Buffer.Info.Sequence;

    /// <summary>When it was taken, UTC.</summary>
    public DateTimeOffset CapturedAt => Buffer.Info.CapturedAt;

    /// <summary>The same instant on the monotonic clock, ns: the one that no clock correction moves.</summary>
    public long MonotonicNs => Buffer.Info.MonotonicNs;

    /// <summary>Who says when it was taken.</summary>
    public CaptureClock Clock => Buffer.Info.Clock;

    /// <summary>The file that it came from; null for a camera.</summary>
    public string? Source => Buffer.Info.Source;

    /// <summary>Position in the video file; null where there is none.</summary>
    public TimeSpan? MediaTime => Buffer.Info.MediaTime;

    /// <summary>Position in the video file in frames, or in the folder in pictures, from 0; null where there is none.</summary>
    public long? MediaFrame => Buffer.Info.MediaFrame;

    /// <summary>OpenCV's view of the pixels, for drawing on a copy.</summary>
    internal OpenCvSharp.Mat View => Buffer.View;

    private PixelBuffer Buffer
    {
        get
        {
            PixelBuffer? mine = Volatile.Read(ref buffer);
            ObjectDisposedException.ThrowIf(mine is null, this);
            return mine;
        }
    }

    /// <summary>Time since it was taken, by the monotonic clock of <paramref name="time"/>; never negative.</summary>
    public TimeSpan Age(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return MonotonicTime.Span(long.Max(0, MonotonicTime.Now(time) - MonotonicNs));
    }

    /// <summary>A copy that belongs to no pool, for those who keep a picture.</summary>
    public Frame Copy()
    {
        PixelBuffer mine = Buffer;
        var copy = new PixelBuffer(pool: null, mine.Width, mine.Height) { Info = mine.Info, Taken = true };
        mine.Span.CopyTo(copy.Span);
        return new Frame(copy);
    }

    /// <summary>Gives the picture back; a second time does nothing.</summary>
    public void Dispose()
    {
        PixelBuffer? mine = Interlocked.Exchange(ref buffer, null);
        if (mine is null)
        {
            return;
        }

        mine.Release();
        subscription?.TakeBack(this);
    }

    /// <summary>Lends the frame object, which is used again and again, to a new picture.</summary>
    internal void Bind(PixelBuffer picture) => Volatile.Write(ref buffer, picture);
}
