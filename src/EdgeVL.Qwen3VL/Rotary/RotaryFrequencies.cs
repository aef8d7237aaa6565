using System.Numerics.Tensors;

namespace EdgeVL.Qwen3VL.Rotary;

/// <summary>Positions to the cos and sin of the text decoder: interleaved MRoPE, with or without YaRN. Safe on any thread.</summary>
/// <remarks>Frequency i turns with the height for i = 1, 4, … below 3 times its section, with the width for i = 2, 5, … below 3 times its,
/// and with the time elsewhere. An angle is the FP32 product of an FP32 position and an FP32 frequency, as in the reference.</remarks>
public sealed class RotaryFrequencies
{
    private const int Axes = 3;
    private const int MostPairs = 512;

    private readonly float[] frequencies;
    private readonly byte[] axes;

    /// <summary>Prepares the frequencies.</summary>
    /// <exception cref="ArgumentException">The head size is odd or above 1,024, or the sections do not add up to half of it.</exception>
    public RotaryFrequencies(RotarySettings settings)
    {
        bool fits = settings.Sections.Count == Axes && settings.Sections.All(static section => section >= 0);
        if (!fits || settings.HeadDim != 2 * settings.Sections.Sum() || settings.HeadDim is < 2 or > 2 * MostPairs)
        {
            throw new ArgumentException(
                $"The sections [{string.Join(", ", settings.Sections)}] are not three that add up to half of the head size {settings.HeadDim}.",
                nameof(settings)
            );
        }

        frequencies = settings.Yarn is YarnSettings yarn
            ? InverseFrequencies.Stretched(settings.HeadDim, settings.Theta, yarn)
            : InverseFrequencies.Plain(settings.HeadDim, settings.Theta);
        AttentionScaling = settings.Yarn is null ? 1 : InverseFrequencies.Attention(settings.Yarn);
        axes = [.. Enumerable.Range(0, frequencies.Length).Select(i => AxisOf(i, settings.Sections))];
    }

    /// <summary>Pairs of values that turn together: half of the head size. Length of a row of cos or sin.</summary>
    public int PairCount => frequencies.Length;

    /// <summary>Inverse frequency of every pair.</summary>
    public ReadOnlySpan<float> Frequencies => frequencies;

    /// <summary>Axis of every pair: 0 time, 1 height, 2 width.</summary>
    public ReadOnlySpan<byte> AxisOfPair => axes;

    /// <summary>What cos and sin are multiplied with: 1 without YaRN.</summary>
    public float AttentionScaling { get; }

    /// <summary>Writes cos and sin of some tokens.</summary>
    /// <param name="positions">[3, tokens] row-major: time, height, width.</param>
    /// <param name="cos">Receives [tokens, <see cref="PairCount"/>].</param>
    /// <param name="sin">Receives [tokens, <see cref="PairCount"/>].</param>
    public void Write(ReadOnlySpan<int> positions, Span<float> cos, Span<float> sin)
    {
        int count = positions.Length / Axes;
        for (int token = 0; token < count; token++)
        {
            WriteToken(
                positions[token],
                positions[count + token],
                positions[(2 * count) + token],
                cos.Slice(token * PairCount, PairCount),
                sin.Slice(token * PairCount, PairCount)
            );
        }
    }

    /// <summary>As the FP32 form, rounded to FP16.</summary>
    public void Write(ReadOnlySpan<int> positions, Span<Half> cos, Span<Half> sin)
    {
        Span<float> cosRow = stackalloc float[MostPairs];
        Span<float> sinRow = stackalloc float[MostPairs];
        cosRow = cosRow[..PairCount];
        sinRow = sinRow[..PairCount];
        int count = positions.Length / Axes;
        for (int token = 0; token < count; token++)
        {
            WriteToken(positions[token], positions[count + token], positions[(2 * count) + token], cosRow, sinRow);
            TensorPrimitives.ConvertToHalf(cosRow, cos[(token * PairCount)..]);
            TensorPrimitives.ConvertToHalf(sinRow, sin[(token * PairCount)..]);
        }
    }

    private static byte AxisOf(int pair, IReadOnlyList<int> sections)
    {
        int axis = pair % Axes;
        return (byte)(axis > 0 && pair < Axes * sections[axis] ? axis : 0);
    }

    private void WriteToken(int time, int height, int width, Span<float> cos, Span<float> sin)
    {
        Span<float> angles = stackalloc float[MostPairs];
        Span<float> places = [time, height, width];
        angles = angles[..PairCount];
        for (int i = 0; i < angles.Length; i++)
        {
            angles[i] = places[axes[i]] * frequencies[i];
        }

        TensorPrimitives.SinCos(angles, sin, cos);
        if (AttentionScaling != 1)
        {
            TensorPrimitives.Multiply(cos, AttentionScaling, cos);
            TensorPrimitives.Multiply(sin, AttentionScaling, sin);
        }
    }
}
