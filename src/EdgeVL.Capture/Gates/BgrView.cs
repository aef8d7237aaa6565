namespace EdgeVL.Capture.Gates;

/// <summary>A picture that somebody else owns: BGR, 8 bits, blue first.</summary>
public readonly ref struct BgrView
{
    /// <summary>Bytes of a pixel.</summary>
    internal const int Channels = 3;

    private readonly ReadOnlySpan<byte> pixels;

    /// <summary>Looks at pixels.</summary>
    /// <param name="pixels">Rows of <paramref name="stride"/> bytes; the last one may end after its last pixel.</param>
    /// <param name="stride">Bytes from one row to the next; 0 for tight rows.</param>
    /// <exception cref="ArgumentException">The pixels are fewer than the size needs.</exception>
    public BgrView(ReadOnlySpan<byte> pixels, int width, int height, int stride = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        int tight = checked(width * Channels);
        Stride = stride == 0 ? tight : stride;
        ArgumentOutOfRangeException.ThrowIfLessThan(Stride, tight, nameof(stride));
        long needed = ((long)(height - 1) * Stride) + tight;
        if (pixels.Length < needed)
        {
            throw new ArgumentException($"{width} x {height} pixels need {needed} bytes, there are {pixels.Length}.", nameof(pixels));
        }

        this.pixels = pixels;
        (Width, Height) = (width, height);
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>Bytes from one row to the next.</summary>
    public int Stride { get; }

    /// <summary>A frame's pixels; valid until the frame is disposed.</summary>
    public static BgrView Of(Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        return new BgrView(frame.Pixels, frame.Width, frame.Height);
    }

    /// <summary>Part of a row, 3 bytes a pixel.</summary>
    internal ReadOnlySpan<byte> Row(int y, int x, int count) => pixels.Slice((y * Stride) + (x * Channels), count * Channels);
}
