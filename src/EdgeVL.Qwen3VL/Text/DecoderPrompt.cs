using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Qwen3VL.Text;

/// <summary>A prompt as the decoder reads it: tokens, rotary positions, and the encoder's rows for its pictures.</summary>
public sealed class DecoderPrompt
{
    private readonly int[] positions;

    /// <summary>Rotary positions, [3, T]: time, height, width.</summary>
    public ReadOnlyMemory<int> Positions => positions;

    /// <summary>Joins the parts of a prompt.</summary>
    /// <param name="tokens">Token ids, [T].</param>
    /// <param name="positions">Rotary positions, [3, T]: time, height, width.</param>
    /// <param name="nextPosition">Rotary position of the first generated token.</param>
    /// <param name="spans">Pictures and temporal patches, in order.</param>
    public DecoderPrompt(int[] tokens, int[] positions, int nextPosition, IReadOnlyList<VisionSpan> spans)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(positions.Length, 3 * tokens.Length);
        Tokens = tokens;
        this.positions = positions;
        NextPosition = nextPosition;
        Spans = spans;
    }

    /// <summary>Token ids.</summary>
    public int[] Tokens { get; }

    /// <summary>Pictures and temporal patches.</summary>
    public IReadOnlyList<VisionSpan> Spans { get; }

    /// <summary>Rotary position of the first generated token.</summary>
    public int NextPosition { get; }

    /// <summary>Rotary position of one token.</summary>
    internal RotaryPosition PositionOf(int index) =>
        new(positions[index], positions[Tokens.Length + index], positions[(2 * Tokens.Length) + index]);

    /// <summary>The same prompt with text tokens behind it, as if they had been generated.</summary>
    public DecoderPrompt Followed(ReadOnlySpan<int> text)
    {
        int length = Tokens.Length + text.Length;
        int[] rows = new int[3 * length];
        for (int axis = 0; axis < 3; axis++)
        {
            positions.AsSpan(axis * Tokens.Length, Tokens.Length).CopyTo(rows.AsSpan(axis * length));
            for (int i = 0; i < text.Length; i++)
            {
                rows[(axis * length) + Tokens.Length + i] = NextPosition + i;
            }
        }

        return new DecoderPrompt([.. Tokens, .. text], rows, NextPosition + text.Length, Spans);
    }

    /// <summary>Whether a picture's row stands at <paramref name="index"/>.</summary>
    internal bool IsPicture(int index)
    {
        for (int i = 0; i < Spans.Count; i++)
        {
            if (index >= Spans[i].Start && index < Spans[i].Start + Spans[i].Features.Tokens)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Number of leading tokens that are the same here and in <paramref name="other"/>, pictures included.</summary>
    internal int CommonPrefix(PromptMemory other)
    {
        int limit = Math.Min(Tokens.Length, other.Length);
        int count = Tokens.AsSpan(0, limit).CommonPrefixLength(other.Tokens[..limit]);
        foreach (VisionSpan span in Spans)
        {
            if (span.Start < count && other.KeyAt(span.Start) != span.Features.Key)
            {
                count = span.Start;
            }
        }

        // A picture there whose placeholders are nothing but tokens here.
        foreach (int start in other.PictureStarts)
        {
            if (start < count && !IsPicture(start))
            {
                count = start;
            }
        }

        return count;
    }
}

/// <summary>Where the rows of a picture stand in a prompt.</summary>
/// <param name="Start">Index of the first placeholder.</param>
/// <param name="Features">The encoder's rows, one a placeholder.</param>
public sealed record VisionSpan(int Start, VisionFeatures Features);

/// <summary>Rotary position on the three axes.</summary>
internal readonly record struct RotaryPosition(int Time, int Height, int Width);
