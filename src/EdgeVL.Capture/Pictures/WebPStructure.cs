using System.Buffers.Binary;

namespace EdgeVL.Capture.Pictures;

/// <summary>Walks a WebP file's chunks.</summary>
internal static class WebPStructure
{
    private const int FileHeader = 12; // RIFF, size, WEBP
    private const int ChunkHeader = 8;
    private const int SizeCounted = 8; // what the size in the file's header leaves out

    /// <summary>Orientation, or why the file is not whole.</summary>
    public static PictureFacts Read(ReadOnlySpan<byte> file)
    {
        long size = BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) + (long)SizeCounted;
        if (size > file.Length)
        {
            return PictureFacts.Broken($"it is truncated: {size} bytes are announced and {file.Length} are here");
        }

        int orientation = ExifOrientation.Upright;
        for (int at = FileHeader; at + ChunkHeader <= size; )
        {
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 4)..]);
            long end = (long)at + ChunkHeader + length;
            if (end > size)
            {
                return PictureFacts.Broken($"a chunk claims {length} bytes where {size - at - ChunkHeader} are left: it is damaged");
            }

            if (file.Slice(at, 4).SequenceEqual("EXIF"u8))
            {
                orientation = ExifOrientation.Read(file.Slice(at + ChunkHeader, (int)length));
            }

            at = (int)(end + (length & 1)); // chunks begin at even places
        }

        return new PictureFacts { Orientation = orientation };
    }
}
