using EdgeVL.Qwen3VL.Prompt;

namespace EdgeVL.Qwen3VL.Rotary;

/// <summary>Position ids of a prompt for interleaved MRoPE: one row each for time, height and width.</summary>
/// <remarks>Text moves all three rows on together; a picture's tokens share one time step and take their row and column. Text after a
/// picture resumes one past the largest id that the picture used, on whichever axis that was.</remarks>
public static class RopePositions
{
    /// <summary>Writes the position ids of a prompt, or of a turn that continues one.</summary>
    /// <param name="spans">The visual stretches in increasing order, their starts counted from the first of the tokens.</param>
    /// <param name="start">Position of the first token: 0, or for a later turn the next position of what came before.</param>
    /// <param name="ids">Receives [3, T], row-major; the caller owns it, its length says T.</param>
    /// <returns>Next position: that of the first token after these. Less the number of tokens, it is the delta of the reference.</returns>
    /// <exception cref="ArgumentException">The spans overlap, are out of order or reach beyond the tokens.</exception>
    public static int Write(ReadOnlySpan<VisualSpan> spans, int start, Span<int> ids)
    {
        int count = ids.Length / 3;
        Span<int> time = ids[..count];
        Span<int> height = ids.Slice(count, count);
        Span<int> width = ids.Slice(2 * count, count);
        int next = start;
        int token = 0;
        foreach (VisualSpan span in spans)
        {
            if (span.Start < token || span.End > count)
            {
                throw new ArgumentException(
                    $"The visual stretch {span.Start} to {span.End} does not fit after {token} of {count} tokens.",
                    nameof(spans)
                );
            }

            for (; token < span.Start; token++)
            {
                time[token] = height[token] = width[token] = next++;
            }

            for (int k = 0; k < span.Length; k++, token++)
            {
                time[token] = next;
                height[token] = next + (k / span.Grid.MergedColumns);
                width[token] = next + (k % span.Grid.MergedColumns);
            }

            next += Math.Max(span.Grid.MergedRows, span.Grid.MergedColumns);
        }

        for (; token < count; token++)
        {
            time[token] = height[token] = width[token] = next++;
        }

        return next;
    }
}
