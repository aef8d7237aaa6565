namespace EdgeVL.Qwen3VL.Vision;

/// <summary>Resizes 8-bit pictures as Pillow does, byte for byte: bicubic with antialiasing, axis by axis, 8 bits in between.</summary>
/// <remarks>Rows are resampled first; only where the height shrinks and the width does not, columns are. That is the order of the Pillow
/// that made the reference vectors, and it shows by up to three grey levels. Owns its buffers and the weights of the sizes that it met
/// last: one caller at a time; nothing is allocated once it knows a size.</remarks>
public sealed class BicubicResampler
{
    // A recipe needs two; a daemon with a few recipes and some pictures from elsewhere stays within this.
    private readonly ResampleWeights?[] known = new ResampleWeights?[16];
    private int oldest;
    private byte[] halfway = [];
    private byte[] tile = [];
    private byte[] resampledTile = [];

    /// <summary>Writes <paramref name="source"/> in another size; a pass along an axis that keeps its length is left out.</summary>
    /// <param name="source">The picture; the order of its bytes is kept.</param>
    /// <param name="size">The new size.</param>
    /// <param name="target">Receives three bytes a pixel, rows without gaps.</param>
    /// <exception cref="ArgumentException"><paramref name="target"/> is too short.</exception>
    public void Resample(PixelView source, PixelSize size, Span<byte> target)
    {
        int rowLength = size.Width * PixelView.BytesPerPixel;
        target = target[..(rowLength * size.Height)];
        if (source.Height == size.Height)
        {
            ResampleRows(source, size.Width, target);
            return;
        }

        if (source.Width == size.Width)
        {
            ResampleColumns(source, size.Height, target);
            return;
        }

        bool columnsFirst = size.Height < source.Height && size.Width > source.Width;
        var half = columnsFirst ? new PixelSize(source.Width, size.Height) : new PixelSize(size.Width, source.Height);
        int stride = half.Width * PixelView.BytesPerPixel;
        Span<byte> between = Room(ref halfway, stride * half.Height);
        var view = new PixelView(between, half.Width, half.Height, stride, source.Order);
        if (columnsFirst)
        {
            ResampleColumns(source, half.Height, between);
            ResampleRows(view, size.Width, target);
        }
        else
        {
            ResampleRows(source, half.Width, between);
            ResampleColumns(view, size.Height, target);
        }
    }

    private void ResampleRows(PixelView source, int width, Span<byte> target)
    {
        int rowLength = width * PixelView.BytesPerPixel;
        if (source.Width == width)
        {
            for (int y = 0; y < source.Height; y++)
            {
                source.Row(y).CopyTo(target[(y * rowLength)..]);
            }

            return;
        }

        ResampleWeights weights = WeightsOf(source.Width, width);
        Span<byte> columns = Room(ref tile, source.Width * RowTile.Stride);
        Span<byte> resampled = Room(ref resampledTile, width * RowTile.Stride);
        for (int top = 0; top < source.Height; top += RowTile.Rows)
        {
            int count = Math.Min(RowTile.Rows, source.Height - top);
            for (int row = 0; row < count; row++)
            {
                RowTile.Pack(source.Row(top + row), row, columns);
            }

            for (int x = 0; x < width; x++)
            {
                Span<byte> column = resampled.Slice(x * RowTile.Stride, RowTile.Stride);
                WeightedRows.Sum(columns[(weights.First(x) * RowTile.Stride)..], RowTile.Stride, weights.Of(x), column);
            }

            for (int row = 0; row < count; row++)
            {
                RowTile.Unpack(resampled, row, target.Slice((top + row) * rowLength, rowLength));
            }
        }
    }

    private void ResampleColumns(PixelView source, int height, Span<byte> target)
    {
        int rowLength = source.Width * PixelView.BytesPerPixel;
        ResampleWeights weights = WeightsOf(source.Height, height);
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> rows = source.Pixels[(weights.First(y) * source.Stride)..];
            WeightedRows.Sum(rows, source.Stride, weights.Of(y), target.Slice(y * rowLength, rowLength));
        }
    }

    private ResampleWeights WeightsOf(int sourceLength, int targetLength)
    {
        foreach (ResampleWeights? weights in known)
        {
            if (weights is not null && weights.SourceLength == sourceLength && weights.TargetLength == targetLength)
            {
                return weights;
            }
        }

        var fresh = new ResampleWeights(sourceLength, targetLength);
        known[oldest] = fresh;
        oldest = (oldest + 1) % known.Length;
        return fresh;
    }

    private static Span<byte> Room(ref byte[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = new byte[length];
        }

        return buffer.AsSpan(0, length);
    }
}
