using System.Buffers.Binary;
using OpenCvSharp;

namespace EdgeVL.Capture.Pictures;

/// <summary>How the camera was held, as EXIF says it: 1 upright, 2 to 8 mirrored or turned.</summary>
internal static class ExifOrientation
{
    public const int Upright = 1;

    private const ushort Tag = 0x0112;
    private const ushort Short = 3;
    private const int HeaderLength = 8;
    private const int EntryLength = 12;

    /// <summary>Finds the orientation in a block of EXIF; upright where it says nothing or is damaged.</summary>
    public static int Read(ReadOnlySpan<byte> exif)
    {
        if (exif.StartsWith("Exif\0\0"u8))
        {
            exif = exif[6..]; // some writers keep JPEG's prefix
        }

        bool little = exif.StartsWith("II"u8);
        if (exif.Length < HeaderLength || !(little || exif.StartsWith("MM"u8)))
        {
            return Upright;
        }

        uint directory = little ? BinaryPrimitives.ReadUInt32LittleEndian(exif[4..]) : BinaryPrimitives.ReadUInt32BigEndian(exif[4..]);
        if (directory > exif.Length - 2)
        {
            return Upright;
        }

        int count = UInt16(exif[(int)directory..], little);
        ReadOnlySpan<byte> entries = exif[((int)directory + 2)..];
        for (int i = 0; i < count && entries.Length >= EntryLength; i++, entries = entries[EntryLength..])
        {
            if (UInt16(entries, little) == Tag && UInt16(entries[2..], little) == Short)
            {
                int value = UInt16(entries[8..], little);
                return value is >= 1 and <= 8 ? value : Upright;
            }
        }

        return Upright;
    }

    /// <summary>Turns a picture upright, in place.</summary>
    public static void Apply(Mat picture, int orientation)
    {
        if (orientation is 5 or 6 or 7 or 8)
        {
            using var turned = new Mat();
            Cv2.Transpose(picture, turned);
            turned.CopyTo(picture);
        }

        FlipMode? flip = orientation switch
        {
            2 or 6 => FlipMode.Y, // around the upright axis
            4 or 8 => FlipMode.X,
            3 or 7 => FlipMode.XY,
            _ => null,
        };
        if (flip is { } mode)
        {
            Cv2.Flip(picture, picture, mode);
        }
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
