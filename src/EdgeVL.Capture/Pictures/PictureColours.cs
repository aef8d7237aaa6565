using OpenCvSharp;

namespace EdgeVL.Capture.Pictures;

/// <summary>Turns every pixel layout that pictures come in into 8-bit BGR.</summary>
internal static class PictureColours
{
    private const int White = 255;
    private const int ScaleTo8 = 257; // 65535 / 255

    /// <summary>Writes tight BGR rows. False for a layout that no picture should have.</summary>
    /// <param name="picture">Grey, BGR or BGRA, 8 or 16 bits.</param>
    /// <param name="premultiplied">Colours of 8-bit BGRA are multiplied by their alpha already.</param>
    /// <param name="bgr">Receives [height, width, 3].</param>
    public static bool TryWrite(Mat picture, bool premultiplied, Span<byte> bgr)
    {
        int channels = picture.Channels();
        MatType type = picture.Type();
        bool wide = type.Depth == MatType.CV_16U;
        if (channels is not (1 or 3 or 4) || (!wide && type.Depth != MatType.CV_8U))
        {
            return false;
        }

        int width = picture.Width;
        int height = picture.Height;
        byte[]? narrowed = wide ? new byte[width * channels] : null;
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> source = Row(picture, y, width * channels, narrowed);
            Span<byte> target = bgr.Slice(y * width * 3, width * 3);
            switch (channels)
            {
                case 1:
                    Replicate(source, target);
                    break;
                case 3:
                    source.CopyTo(target);
                    break;
                default:
                    BlendOverWhite(source, target, premultiplied && !wide);
                    break;
            }
        }

        return true;
    }

    private static unsafe ReadOnlySpan<byte> Row(Mat picture, int y, int samples, byte[]? narrowed)
    {
        if (narrowed is null)
        {
            return new ReadOnlySpan<byte>((void*)picture.Ptr(y), samples);
        }

        var wide = new ReadOnlySpan<ushort>((void*)picture.Ptr(y), samples);
        for (int i = 0; i < wide.Length; i++)
        {
            narrowed[i] = (byte)((wide[i] + (ScaleTo8 / 2)) / ScaleTo8);
        }

        return narrowed;
    }

    private static void Replicate(ReadOnlySpan<byte> grey, Span<byte> bgr)
    {
        for (int x = 0; x < grey.Length; x++)
        {
            bgr.Slice(x * 3, 3).Fill(grey[x]);
        }
    }

    private static void BlendOverWhite(ReadOnlySpan<byte> bgra, Span<byte> bgr, bool premultiplied)
    {
        for (int x = 0; x < bgra.Length / 4; x++)
        {
            int alpha = bgra[(x * 4) + 3];
            for (int c = 0; c < 3; c++)
            {
                int colour = bgra[(x * 4) + c];
                int rest = White - alpha;
                bgr[(x * 3) + c] = (byte)(
                    premultiplied ? int.Min(White, colour + rest) : ((colour * alpha) + (White * rest) + (White / 2)) / White
                );
            }
        }
    }
}
