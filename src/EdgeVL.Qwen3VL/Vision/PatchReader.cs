namespace EdgeVL.Qwen3VL.Vision;

/// <summary>Puts patches back together: the exact pixels that the model was given.</summary>
/// <param name="settings">The settings they were cut with.</param>
public sealed class PatchReader(PreprocessorSettings settings)
{
    private const int Channels = 3;

    /// <summary>Writes the first frame of the patches as BGR bytes, [rows · side, columns · side, 3].</summary>
    /// <param name="patches">[patches of <paramref name="grid"/>, values of a patch].</param>
    public void Write(ReadOnlySpan<float> patches, PatchGrid grid, Span<byte> bgr)
    {
        int side = settings.PatchSize;
        int stride = grid.Columns * side * Channels;
        for (int patch = 0; patch < grid.PatchCount; patch++)
        {
            (int row, int column) = grid.Place(patch);
            ReadOnlySpan<float> values = patches.Slice(patch * settings.PatchLength, settings.PatchLength);
            Span<byte> corner = bgr[((row * side * stride) + (column * side * Channels))..];
            for (int channel = 0; channel < Channels; channel++)
            {
                ReadOnlySpan<float> plane = values.Slice(channel * settings.TemporalPatchSize * side * side, side * side);
                WritePlane(plane, channel, corner, stride);
            }
        }
    }

    private void WritePlane(ReadOnlySpan<float> plane, int channel, Span<byte> corner, int stride)
    {
        int side = settings.PatchSize;
        for (int i = 0; i < plane.Length; i++)
        {
            double value = ((plane[i] * settings.StandardDeviation[channel]) + settings.Mean[channel]) / settings.RescaleFactor;
            corner[(i / side * stride) + (i % side * Channels) + (Channels - 1 - channel)] = (byte)Math.Clamp(Math.Round(value), 0, 255);
        }
    }
}
