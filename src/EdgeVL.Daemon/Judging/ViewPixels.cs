using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Daemon.Judging;

/// <summary>Pixels that were turned or brightened before the model sees them, in memory that is used again.</summary>
internal sealed class ViewPixels
{
    private const int Channels = PixelView.BytesPerPixel;

    private byte[] pixels = [];
    private int width,
        height;

    /// <summary>The picture.</summary>
    public PixelView View => new(pixels, width, height, width * Channels, PixelOrder.Bgr);

    /// <summary>Takes a picture as it is.</summary>
    public void Take(PixelView picture) => Take(picture, turn: 0);

    /// <summary>Takes a picture, turned.</summary>
    /// <param name="turn">Degrees clockwise: 0, 90, 180 or 270.</param>
    public void Take(PixelView picture, int turn)
    {
        (width, height) = turn is 90 or 270 ? (picture.Height, picture.Width) : (picture.Width, picture.Height);
        int length = width * height * Channels;
        pixels = pixels.Length < length ? new byte[length] : pixels;
        for (int y = 0; y < picture.Height; y++)
        {
            ReadOnlySpan<byte> row = picture.Row(y);
            if (turn == 0)
            {
                row.CopyTo(pixels.AsSpan(y * width * Channels));
            }
            else
            {
                WriteTurned(row, y, turn);
            }
        }
    }

    /// <summary>Replaces every value by another.</summary>
    public void Map(ReadOnlySpan<byte> curve)
    {
        foreach (ref byte value in pixels.AsSpan(0, width * height * Channels))
        {
            value = curve[value];
        }
    }

    private void WriteTurned(ReadOnlySpan<byte> row, int y, int turn)
    {
        for (int x = 0; x < row.Length / Channels; x++)
        {
            (int column, int line) = turn switch
            {
                90 => (width - 1 - y, x),
                180 => (width - 1 - x, height - 1 - y),
                _ => (y, height - 1 - x),
            };
            row.Slice(x * Channels, Channels).CopyTo(pixels.AsSpan(((line * width) + column) * Channels));
        }
    }
}
