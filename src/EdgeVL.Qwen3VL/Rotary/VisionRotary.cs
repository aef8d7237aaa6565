using System.Numerics.Tensors;
using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Qwen3VL.Rotary;

/// <summary>cos and sin of the vision encoder: half of the pairs turn with a patch's row, half with its column; time turns nothing.</summary>
/// <remarks>Keeps the rows of the largest picture so far: one caller at a time.</remarks>
public sealed class VisionRotary
{
    private const double Theta = 10000;

    private readonly float[] frequencies;
    private float[] cosOf = []; // [place, frequency], for rows and columns alike
    private float[] sinOf = [];

    /// <summary>Prepares the frequencies.</summary>
    /// <param name="headDim">Size of a head of the vision encoder; a multiple of 4.</param>
    public VisionRotary(int headDim)
    {
        if (headDim < 4 || headDim % 4 != 0)
        {
            throw new ArgumentException($"A head of {headDim} values has no half to turn with the row.", nameof(headDim));
        }

        frequencies = InverseFrequencies.Plain(headDim / 2, Theta);
    }

    /// <summary>Length of a row of cos or sin: half of the head size.</summary>
    public int PairCount => 2 * frequencies.Length;

    /// <summary>Writes cos and sin of one picture or one temporal patch.</summary>
    /// <param name="grid">Its size.</param>
    /// <param name="cos">Receives [patches in merge order, <see cref="PairCount"/>].</param>
    /// <param name="sin">Receives [patches in merge order, <see cref="PairCount"/>].</param>
    public void Write(PatchGrid grid, Span<float> cos, Span<float> sin)
    {
        Reserve(Math.Max(grid.Rows, grid.Columns));
        for (int patch = 0; patch < grid.PatchCount; patch++)
        {
            (int row, int column) = grid.Place(patch);
            WritePatch(cosOf, row, column, cos.Slice(patch * PairCount, PairCount));
            WritePatch(sinOf, row, column, sin.Slice(patch * PairCount, PairCount));
        }
    }

    private void WritePatch(float[] valuesOf, int row, int column, Span<float> values)
    {
        int half = frequencies.Length;
        valuesOf.AsSpan(row * half, half).CopyTo(values);
        valuesOf.AsSpan(column * half, half).CopyTo(values[half..]);
    }

    private void Reserve(int places)
    {
        int half = frequencies.Length;
        if (cosOf.Length >= places * half)
        {
            return;
        }

        cosOf = new float[places * half];
        sinOf = new float[places * half];
        float[] angles = new float[half];
        for (int place = 0; place < places; place++)
        {
            TensorPrimitives.Multiply(frequencies, (float)place, angles);
            TensorPrimitives.SinCos(angles, sinOf.AsSpan(place * half, half), cosOf.AsSpan(place * half, half));
        }
    }
}
