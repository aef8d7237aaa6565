namespace EdgeVL.Qwen3VL.Vision;

/// <summary>A look at 8-bit pixels that somebody else owns: a whole picture or a rectangle of one, nothing is copied.</summary>
public readonly ref struct PixelView
{
    /// <summary>Bytes of a pixel.</summary>
    public const int BytesPerPixel = 3;

    /// <summary>Makes a view.</summary>
    /// <param name="pixels">Three bytes a pixel, row by row.</param>
    /// <param name="width">Pixels in a row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="stride">Bytes from the start of one row to that of the next.</param>
    /// <param name="order">Which byte is red.</param>
    /// <exception cref="ArgumentException">The rows do not fit into <paramref name="pixels"/>.</exception>
    public PixelView(ReadOnlySpan<byte> pixels, int width, int height, int stride, PixelOrder order)
    {
        if (width < 1 || height < 1 || stride < (long)width * BytesPerPixel)
        {
            throw new ArgumentException($"A picture of {width}x{height} pixels cannot have rows of {stride} bytes.", nameof(stride));
        }

        long needed = ((long)stride * (height - 1)) + ((long)width * BytesPerPixel);
        if (pixels.Length < needed)
        {
            throw new ArgumentException($"{width}x{height} pixels need {needed} bytes, not {pixels.Length}.", nameof(pixels));
        }

        Pixels = pixels[..(int)needed];
        Width = width;
        Height = height;
        Stride = stride;
        Order = order;
    }

    /// <summary>From the first byte of the first row to the last byte of the last.</summary>
    public ReadOnlySpan<byte> Pixels { get; }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Number of rows.</summary>
    public int Height { get; }

    /// <summary>Bytes from the start of one row to that of the next.</summary>
    public int Stride { get; }

    /// <summary>Which byte is red.</summary>
    public PixelOrder Order { get; }

    /// <summary>Width and height.</summary>
    public PixelSize Size => new(Width, Height);

    /// <summary>The bytes of one row.</summary>
    public ReadOnlySpan<byte> Row(int row) => Pixels.Slice(row * Stride, Width * BytesPerPixel);

    /// <summary>A rectangle of this view.</summary>
    /// <param name="left">First column, 0 to width - 1.</param>
    /// <param name="top">First row, 0 to height - 1.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rectangle is empty or reaches over the edge.</exception>
    public PixelView Crop(int left, int top, int width, int height)
    {
        bool inside = left >= 0 && top >= 0 && width >= 1 && height >= 1 && width <= Width - left && height <= Height - top;
        return inside
            ? new PixelView(Pixels[((top * Stride) + (left * BytesPerPixel))..], width, height, Stride, Order)
            : throw new ArgumentOutOfRangeException(
                nameof(left),
                $"The rectangle {width}x{height} at ({left}, {top}) is empty or reaches over a picture of {Width}x{Height} pixels."
            );
    }
}
