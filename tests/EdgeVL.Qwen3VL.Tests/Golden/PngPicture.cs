using System.Buffers.Binary;
using System.IO.Compression;
using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Qwen3VL.Tests.Golden;

/// <summary>A PNG picture, 8-bit RGB and not interlaced: the one kind among the reference vectors.</summary>
public sealed class PngPicture
{
    private const int BytesPerPixel = 3;

    private PngPicture(int width, int height, byte[] pixels)
    {
        Width = width;
        Height = height;
        Pixels = pixels;
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>Bytes R, G, B of every pixel, row by row without gaps.</summary>
    public byte[] Pixels { get; }

    /// <summary>The whole picture.</summary>
    public PixelView View => new(Pixels, Width, Height, Width * BytesPerPixel, PixelOrder.Rgb);

    /// <summary>Reads a file.</summary>
    public static PngPicture Read(string path)
    {
        ReadOnlySpan<byte> file = File.ReadAllBytes(path);
        using var packed = new MemoryStream();
        ReadOnlySpan<byte> header = [];
        for (int at = 8; at < file.Length; )
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file[at..]);
            ReadOnlySpan<byte> kind = file.Slice(at + 4, 4);
            ReadOnlySpan<byte> data = file.Slice(at + 8, length);
            if (kind.SequenceEqual("IHDR"u8))
            {
                header = data;
            }
            else if (kind.SequenceEqual("IDAT"u8))
            {
                packed.Write(data);
            }

            at += length + 12;
        }

        if (header is not [.., 8, 2, 0, 0, 0])
        {
            throw new InvalidDataException($"'{path}' is no 8-bit RGB picture without interlace.");
        }

        int width = BinaryPrimitives.ReadInt32BigEndian(header);
        int height = BinaryPrimitives.ReadInt32BigEndian(header[4..]);
        packed.Position = 0;
        return new PngPicture(width, height, Unfilter(packed, width * BytesPerPixel, height));
    }

    private static byte[] Unfilter(Stream packed, int rowLength, int rows)
    {
        using var lines = new ZLibStream(packed, CompressionMode.Decompress);
        byte[] pixels = new byte[rowLength * rows];
        byte[] above = new byte[rowLength];
        for (int row = 0; row < rows; row++)
        {
            int filter = lines.ReadByte();
            Span<byte> line = pixels.AsSpan(row * rowLength, rowLength);
            lines.ReadExactly(line);
            UnfilterLine(filter, line, above);
            line.CopyTo(above);
        }

        return pixels;
    }

    private static void UnfilterLine(int filter, Span<byte> line, ReadOnlySpan<byte> above)
    {
        for (int i = 0; i < line.Length; i++)
        {
            int left = i >= BytesPerPixel ? line[i - BytesPerPixel] : 0;
            int corner = i >= BytesPerPixel ? above[i - BytesPerPixel] : 0;
            line[i] += filter switch
            {
                0 => 0,
                1 => (byte)left,
                2 => above[i],
                3 => (byte)((left + above[i]) / 2),
                4 => (byte)Paeth(left, above[i], corner),
                _ => throw new InvalidDataException($"Filter {filter} is not one of PNG's five."),
            };
        }
    }

    private static int Paeth(int left, int above, int corner)
    {
        int guess = left + above - corner;
        int toLeft = Math.Abs(guess - left);
        int toAbove = Math.Abs(guess - above);
        int toCorner = Math.Abs(guess - corner);
        return toLeft <= toAbove && toLeft <= toCorner ? left
            : toAbove <= toCorner ? above
            : corner;
    }
}
