using System.Buffers.Binary;

namespace EdgeVL.Capture.Pictures;

/// <summary>Walks a PNG file's chunks: a false length would make the decoder ask for gigabytes.</summary>
internal static class PngStructure
{
    private const int ChunkOverhead = 12; // length, type, checksum
    private const int HeaderLength = 13;

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <summary>Size and orientation, or why the file is not whole.</summary>
    public static PictureFacts Read(ReadOnlySpan<byte> file)
    {
        var facts = new PictureFacts { Orientation = ExifOrientation.Upright };
        for (int at = Signature.Length; at + ChunkOverhead <= file.Length; )
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            ReadOnlySpan<byte> type = file.Slice(at + 4, 4);
            int left = file.Length - at - ChunkOverhead;
            if (length > left)
            {
                return PictureFacts.Broken($"a chunk claims {length} bytes where {left} are left: it is truncated or damaged");
            }

            ReadOnlySpan<byte> data = file.Slice(at + 8, (int)length);
            if (type.SequenceEqual("IEND"u8))
            {
                return facts;
            }

            if (type.SequenceEqual("IHDR"u8) && length == HeaderLength)
            {
                facts = facts with
                {
                    Width = BinaryPrimitives.ReadUInt32BigEndian(data),
                    Height = BinaryPrimitives.ReadUInt32BigEndian(data[4..]),
                };
            }
            else if (type.SequenceEqual("eXIf"u8))
            {
                facts = facts with { Orientation = ExifOrientation.Read(data) };
            }

            at += ChunkOverhead + (int)length;
        }

        return PictureFacts.Broken("it is truncated: the end chunk is missing");
    }
}
