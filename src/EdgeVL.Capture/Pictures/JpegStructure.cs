using System.Buffers.Binary;

namespace EdgeVL.Capture.Pictures;

/// <summary>Walks a JPEG file's segments to its end: libjpeg fills what is missing with grey and only mutters.</summary>
internal static class JpegStructure
{
    private const byte Prefix = 0xFF;
    private const byte Stuffed = 0x00;
    private const byte FirstFrame = 0xC0;
    private const byte LastFrame = 0xCF;
    private const byte HuffmanTables = 0xC4;
    private const byte JpegExtension = 0xC8;
    private const byte ArithmeticTables = 0xCC;
    private const byte FirstRestart = 0xD0;
    private const byte LastRestart = 0xD7;
    private const byte Start = 0xD8;
    private const byte End = 0xD9;
    private const byte Scan = 0xDA;
    private const byte RestartInterval = 0xDD;
    private const byte Temporary = 0x01;

    public static ReadOnlySpan<byte> Signature => [Prefix, Start, Prefix];

    /// <summary>Size, or why the file is not whole. The decoder itself turns the picture upright.</summary>
    public static PictureFacts Read(ReadOnlySpan<byte> file)
    {
        var facts = new PictureFacts { Orientation = ExifOrientation.Upright };
        var coding = new JpegCoding();
        int at = 2;
        bool scanned = false;
        while (NextMarker(file, ref at) is { } marker)
        {
            if (marker == End)
            {
                return scanned ? facts : PictureFacts.Broken("it ends before any picture data");
            }

            if (marker is Temporary or Start or (>= FirstRestart and <= LastRestart))
            {
                continue;
            }

            if (TakeSegment(file, ref at) is not { } range)
            {
                break;
            }

            ReadOnlySpan<byte> body = file[range];
            if (IsFrame(marker) && body.Length >= 5)
            {
                coding.TakeFrame(marker, body);
                facts = facts with
                {
                    Height = BinaryPrimitives.ReadUInt16BigEndian(body[1..]),
                    Width = BinaryPrimitives.ReadUInt16BigEndian(body[3..]),
                };
                if (facts.Width * facts.Height > PictureLimits.Pixels)
                {
                    return facts; // refused for that; no need to look further
                }
            }
            else if (marker == HuffmanTables)
            {
                coding.TakeTables(body);
            }
            else if (marker == RestartInterval)
            {
                coding.TakeRestartInterval(body);
            }
            else if (marker == Scan)
            {
                scanned = true;
                if (coding.CheckScan(body, file[at..]) is { } fault)
                {
                    return PictureFacts.Broken(fault);
                }
            }
        }

        return PictureFacts.Broken("it is truncated: the end-of-image marker is missing");
    }

    private static bool IsFrame(byte marker) =>
        marker is >= FirstFrame and <= LastFrame and not (HuffmanTables or JpegExtension or ArithmeticTables);

    /// <summary>Goes past a segment; null where it reaches beyond the file.</summary>
    private static Range? TakeSegment(ReadOnlySpan<byte> file, ref int at)
    {
        if (at + 2 > file.Length)
        {
            return null;
        }

        int begin = at + 2;
        at += int.Max(2, BinaryPrimitives.ReadUInt16BigEndian(file[at..]));
        return at <= file.Length ? begin..at : null;
    }

    /// <summary>The next marker, picture data and stray bytes skipped; null at the end of the file.</summary>
    private static byte? NextMarker(ReadOnlySpan<byte> file, ref int at)
    {
        while (at < file.Length)
        {
            int prefix = file[at..].IndexOf(Prefix);
            if (prefix < 0)
            {
                break;
            }

            at += prefix + 1;
            while (at < file.Length && file[at] == Prefix)
            {
                at++;
            }

            if (at < file.Length && file[at] != Stuffed)
            {
                return file[at++];
            }
        }

        return null;
    }
}
