using System.Runtime.Intrinsics;

namespace EdgeVL.Qwen3VL.Vision;

/// <summary>Cuts a resized picture into normalised patches in merge order.</summary>
/// <remarks>A patch is [channel R G B, frame, row, column]. A value is <c>((float)(byte * factor) - mean) / deviation</c>, in FP32 after the
/// cast: the arithmetic of the Pillow-based reference processor, bit for bit.</remarks>
public sealed class PatchWriter
{
    private const int Channels = 3;

    private readonly PreprocessorSettings settings;
    private readonly float[] mean;
    private readonly float[] deviation;
    private readonly float[] table = new float[Channels * 256];
    private readonly float divisor;

    // Division by 255 in FP32 gives what multiplication by 1/255 in FP64 and a cast do, for every byte; other factors may not.
    private readonly bool arithmeticIsExact;

    /// <summary>Prepares the values of all bytes.</summary>
    public PatchWriter(PreprocessorSettings settings)
    {
        this.settings = settings;
        mean = [.. settings.Mean];
        deviation = [.. settings.StandardDeviation];
        divisor = (float)(1 / settings.RescaleFactor);
        arithmeticIsExact = true;
        for (int i = 0; i < table.Length; i++)
        {
            (int channel, int value) = (i / 256, i % 256);
            table[i] = ((float)(value * settings.RescaleFactor) - mean[channel]) / deviation[channel];
            arithmeticIsExact &= table[i] == ((value / divisor) - mean[channel]) / deviation[channel];
        }
    }

    /// <summary>Writes one frame into some temporal slices of all patches.</summary>
    /// <param name="frame">The resized picture; its sides are those of <paramref name="grid"/> times the patch side.</param>
    /// <param name="grid">Its size in patches.</param>
    /// <param name="firstSlice">First frame of each patch that receives it.</param>
    /// <param name="sliceCount">How many frames of each patch receive it: all of them for a still picture, one for a frame of a video.</param>
    /// <param name="patches">[patches of <paramref name="grid"/>, values of a patch]; only the slices named are written.</param>
    /// <exception cref="ArgumentException">The sizes do not fit together.</exception>
    public void Write(PixelView frame, PatchGrid grid, int firstSlice, int sliceCount, Span<float> patches)
    {
        int side = settings.PatchSize;
        if (frame.Width != grid.Columns * side || frame.Height != grid.Rows * side)
        {
            throw new ArgumentException($"{frame.Width}x{frame.Height} pixels are not {grid.Columns}x{grid.Rows} patches.", nameof(grid));
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstSlice + sliceCount, settings.TemporalPatchSize, nameof(sliceCount));
        ArgumentOutOfRangeException.ThrowIfLessThan(patches.Length, grid.PatchCount * settings.PatchLength, nameof(patches));
        for (int patch = 0; patch < grid.PatchCount; patch++)
        {
            (int row, int column) = grid.Place(patch);
            int pixel = (row * side * frame.Stride) + (column * side * PixelView.BytesPerPixel);
            Span<float> values = patches.Slice(patch * settings.PatchLength, settings.PatchLength);
            WritePatch(frame.Pixels[pixel..], frame, values, firstSlice, sliceCount);
        }
    }

    private void WritePatch(ReadOnlySpan<byte> pixels, PixelView frame, Span<float> values, int firstSlice, int sliceCount)
    {
        int side = settings.PatchSize;
        bool byVector = arithmeticIsExact && side == PatchLine.Pixels && Vector128.IsHardwareAccelerated;
        for (int row = 0; row < side; row++)
        {
            ReadOnlySpan<byte> line = pixels.Slice(row * frame.Stride, side * PixelView.BytesPerPixel);
            for (int channel = 0; channel < Channels; channel++)
            {
                int place = frame.Order == PixelOrder.Rgb ? channel : Channels - 1 - channel;
                Span<float> target = values[(((((channel * settings.TemporalPatchSize) + firstSlice) * side) + row) * side)..];
                if (byVector)
                {
                    PatchLine.Normalize(PatchLine.Bytes(line, place), divisor, mean[channel], deviation[channel], target);
                }
                else
                {
                    WriteByTable(line, place, channel, target[..side]);
                }

                Repeat(target, side, sliceCount);
            }
        }
    }

    private void WriteByTable(ReadOnlySpan<byte> line, int place, int channel, Span<float> target)
    {
        ReadOnlySpan<float> values = table.AsSpan(channel * 256, 256);
        for (int x = 0; x < target.Length; x++)
        {
            target[x] = values[line[(x * PixelView.BytesPerPixel) + place]];
        }
    }

    private static void Repeat(Span<float> target, int side, int sliceCount)
    {
        for (int slice = 1; slice < sliceCount; slice++)
        {
            target[..side].CopyTo(target[(slice * side * side)..]);
        }
    }
}
