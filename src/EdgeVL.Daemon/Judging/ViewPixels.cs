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

    /// <summary>Replaces a part by what stands around it: straight lines from edge to edge, both ways.</summary>
    public void PaintOver(int x1, int y1, int x2, int y2)
    {
        (x1, y1) = (Math.Clamp(x1, 0, width - 1), Math.Clamp(y1, 0, height - 1));
        (x2, y2) = (Math.Clamp(x2, x1, width - 1), Math.Clamp(y2, y1, height - 1));
        for (int y = y1 + 1; y < y2; y++)
        {
            for (int x = x1 + 1; x < x2; x++)
            {
                int across = 256 * (x - x1) / (x2 - x1),
                    down = 256 * (y - y1) / (y2 - y1);
                for (int channel = 0; channel < Channels; channel++)
                {
                    int level = (pixels[At(x1, y) + channel] * (256 - across)) + (pixels[At(x2, y) + channel] * across);
                    int upright = (pixels[At(x, y1) + channel] * (256 - down)) + (pixels[At(x, y2) + channel] * down);
                    pixels[At(x, y) + channel] = (byte)((level + upright) / 512);
                }
            }
        }
    }

    private int At(int x, int y) => ((y * width) + x) * Channels;

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
