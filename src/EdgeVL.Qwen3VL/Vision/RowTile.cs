using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EdgeVL.Qwen3VL.Vision;

/// <summary>Some rows of a picture laid side by side, so that resampling along a row becomes a sum of rows of bytes.</summary>
/// <remarks>For every column the pixels of <see cref="Rows"/> rows stand together, <see cref="Stride"/> bytes a column.</remarks>
internal static class RowTile
{
    /// <summary>Most rows of a tile.</summary>
    public const int Rows = 10;

    /// <summary>Bytes of a column: ten pixels of three bytes, and room for the fourth byte that comes along when pixels move as words.</summary>
    public const int Stride = 32;

    /// <summary>Lays one row of pixels into the tile; rows must come in increasing order.</summary>
    /// <param name="pixels">Bytes of the row.</param>
    /// <param name="row">Its place in the tile, 0 to <see cref="Rows"/> - 1.</param>
    /// <param name="tile">At least <see cref="Stride"/> bytes for every pixel.</param>
    public static void Pack(ReadOnlySpan<byte> pixels, int row, Span<byte> tile)
    {
        int last = (pixels.Length / PixelView.BytesPerPixel) - 1;
        ArgumentOutOfRangeException.ThrowIfLessThan(tile.Length, (last + 1) * Stride, nameof(tile));
        ref byte source = ref MemoryMarshal.GetReference(pixels);
        ref byte target = ref Unsafe.Add(ref MemoryMarshal.GetReference(tile), row * PixelView.BytesPerPixel);
        for (int x = 0; x < last; x++)
        {
            Unsafe.WriteUnaligned(ref target, Unsafe.ReadUnaligned<uint>(ref source));
            source = ref Unsafe.Add(ref source, PixelView.BytesPerPixel);
            target = ref Unsafe.Add(ref target, Stride);
        }

        pixels[^PixelView.BytesPerPixel..].CopyTo(tile[((last * Stride) + (row * PixelView.BytesPerPixel))..]);
    }

    /// <summary>Takes one row of pixels out of the tile.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="row">Place of the row in it.</param>
    /// <param name="pixels">Receives the bytes of the row.</param>
    public static void Unpack(ReadOnlySpan<byte> tile, int row, Span<byte> pixels)
    {
        int last = (pixels.Length / PixelView.BytesPerPixel) - 1;
        ArgumentOutOfRangeException.ThrowIfLessThan(tile.Length, (last + 1) * Stride, nameof(tile));
        ref byte source = ref Unsafe.Add(ref MemoryMarshal.GetReference(tile), row * PixelView.BytesPerPixel);
        ref byte target = ref MemoryMarshal.GetReference(pixels);
        for (int x = 0; x < last; x++)
        {
            Unsafe.WriteUnaligned(ref target, Unsafe.ReadUnaligned<uint>(ref source));
            source = ref Unsafe.Add(ref source, Stride);
            target = ref Unsafe.Add(ref target, PixelView.BytesPerPixel);
        }

        tile.Slice((last * Stride) + (row * PixelView.BytesPerPixel), PixelView.BytesPerPixel).CopyTo(pixels[^PixelView.BytesPerPixel..]);
    }
}
