using System.Buffers.Binary;
using System.IO.Compression;
using OpenCvSharp;

namespace EdgeVL.Capture.Tests.Support;

/// <summary>Picture files of kinds that the encoder does not write.</summary>
internal static class TestPictures
{
    public const int Width = 60;
    public const int Height = 40;

    /// <summary>Red falls to the right, green downwards: no two corners are alike.</summary>
    public static byte[] Bgr { get; } = MakeBgr();

    public static byte[] Png => ImageEncoder.Png(Bgr, Width, Height);

    public static byte[] Jpeg => ImageEncoder.Jpeg(Bgr, Width, Height, 95);

    /// <summary>The same picture as OpenCV writes it by a file name's ending.</summary>
    public static byte[] Encoded(string ending, params int[] parameters)
    {
        CaptureRuntime.Require();
        using Mat picture = Mat.FromPixelData(Height, Width, MatType.CV_8UC3, Bgr);
        int[] exact = ending == ".webp" ? [(int)ImwriteFlags.WebPQuality, 101] : parameters;
        Cv2.ImEncode(ending, picture, out byte[] file, exact);
        return file;
    }

    /// <summary>A grey JPEG.</summary>
    public static byte[] GreyJpeg()
    {
        CaptureRuntime.Require();
        using Mat picture = Mat.FromPixelData(Height, Width * 3, MatType.CV_8UC1, Bgr);
        Cv2.ImEncode(".jpg", picture, out byte[] file);
        return file;
    }

    /// <summary>A lossless WebP in the extended form, with EXIF.</summary>
    public static byte[] WebPWithExif(int orientation)
    {
        byte[] simple = Encoded(".webp");
        byte[] exif = Exif(orientation);
        byte[] header = [0x08, 0, 0, 0, Width - 1, 0, 0, Height - 1, 0, 0];
        byte[] body = [.. "WEBP"u8, .. WebPChunk("VP8X", header), .. simple.AsSpan(12), .. WebPChunk("EXIF", exif)];
        return WebPChunk("RIFF", body);
    }

    /// <summary>A PNG of samples as they stand in the file, most significant byte first.</summary>
    public static byte[] RawPng(
        byte colourType,
        byte depth,
        int bytesPerPixel,
        ReadOnlySpan<byte> samples,
        params (string Type, byte[] Data)[] extra
    )
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Height);
        (header[8], header[9]) = (depth, colourType);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            int row = Width * bytesPerPixel;
            for (int y = 0; y < Height; y++)
            {
                zlib.WriteByte(0); // no filter
                zlib.Write(samples.Slice(y * row, row));
            }
        }

        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        WriteChunk(file, "IHDR", header);
        foreach ((string type, byte[] data) in extra)
        {
            WriteChunk(file, type, data);
        }

        WriteChunk(file, "IDAT", packed.ToArray());
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>EXIF that says nothing but how the camera was held.</summary>
    public static byte[] Exif(int orientation)
    {
        byte[] exif = new byte[26];
        "MM\0*"u8.CopyTo(exif);
        BinaryPrimitives.WriteInt32BigEndian(exif.AsSpan(4), 8);
        BinaryPrimitives.WriteInt16BigEndian(exif.AsSpan(8), 1);
        BinaryPrimitives.WriteInt16BigEndian(exif.AsSpan(10), 0x0112);
        BinaryPrimitives.WriteInt16BigEndian(exif.AsSpan(12), 3);
        BinaryPrimitives.WriteInt32BigEndian(exif.AsSpan(14), 1);
        BinaryPrimitives.WriteInt16BigEndian(exif.AsSpan(18), (short)orientation);
        return exif;
    }

    /// <summary>A JPEG with an EXIF segment right after its first marker.</summary>
    public static byte[] JpegWithExif(int orientation)
    {
        byte[] exif = [.. "Exif\0\0"u8, .. Exif(orientation)];
        byte[] length = new byte[2];
        BinaryPrimitives.WriteInt16BigEndian(length, (short)(exif.Length + 2));
        return [0xFF, 0xD8, 0xFF, 0xE1, .. length, .. exif, .. Jpeg.AsSpan(2)];
    }

    private static byte[] WebPChunk(string type, byte[] data)
    {
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, data.Length);
        return [.. System.Text.Encoding.ASCII.GetBytes(type), .. length, .. data];
    }

    private static void WriteChunk(MemoryStream file, string type, byte[] data)
    {
        byte[] body = [.. System.Text.Encoding.ASCII.GetBytes(type), .. data];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32(body));
        file.Write(number);
    }

    private static uint Crc32(byte[] bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            }
        }

        return ~crc;
    }

    private static byte[] MakeBgr()
    {
        byte[] pixels = new byte[Width * Height * 3];
        for (int i = 0; i < Width * Height; i++)
        {
            (int y, int x) = int.DivRem(i, Width);
            (pixels[i * 3], pixels[(i * 3) + 1], pixels[(i * 3) + 2]) = ((byte)((x + y) * 2), (byte)(y * 6), (byte)(x * 4));
        }

        return pixels;
    }
}
