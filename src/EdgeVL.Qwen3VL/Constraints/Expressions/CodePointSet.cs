namespace EdgeVL.Qwen3VL.Constraints.Expressions;

/// <summary>A set of Unicode scalar values as sorted, disjoint ranges; surrogates are never members.</summary>
internal sealed class CodePointSet
{
    /// <summary>The largest code point.</summary>
    public const int Largest = 0x10FFFF;

    private const int FirstSurrogate = 0xD800;
    private const int LastSurrogate = 0xDFFF;

    private readonly (int First, int Last)[] ranges;

    private CodePointSet((int First, int Last)[] ranges) => this.ranges = ranges;

    /// <summary>No code point.</summary>
    public static CodePointSet Empty { get; } = new([]);

    /// <summary>Every scalar value.</summary>
    public static CodePointSet All { get; } = Of((0, Largest));

    /// <summary>The ranges, ascending, never touching.</summary>
    public ReadOnlySpan<(int First, int Last)> Ranges => ranges;

    /// <summary>Whether there is no member.</summary>
    public bool IsEmpty => ranges.Length == 0;

    /// <summary>The union of ranges in any order, without surrogates.</summary>
    public static CodePointSet Of(params IReadOnlyCollection<(int First, int Last)> parts)
    {
        var merged = new List<(int First, int Last)>();
        foreach ((int first, int last) in parts.SelectMany(WithoutSurrogates).OrderBy(static range => range.First))
        {
            if (merged.Count > 0 && first <= merged[^1].Last + 1)
            {
                merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, last));
            }
            else
            {
                merged.Add((first, last));
            }
        }

        return new CodePointSet([.. merged]);
    }

    /// <summary>The set of one code point.</summary>
    public static CodePointSet Single(int codePoint) => Of((codePoint, codePoint));

    /// <summary>Members of either set.</summary>
    public CodePointSet Union(CodePointSet other) => Of([.. ranges, .. other.ranges]);

    /// <summary>Scalar values that are no members.</summary>
    public CodePointSet Complement()
    {
        var gaps = new List<(int First, int Last)>();
        int next = 0;
        foreach ((int first, int last) in ranges)
        {
            gaps.Add((next, first - 1));
            next = last + 1;
        }

        gaps.Add((next, Largest));
        return Of(gaps);
    }

    /// <summary>Whether <paramref name="codePoint"/> is a member.</summary>
    public bool Contains(int codePoint)
    {
        int low = 0;
        int high = ranges.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (codePoint < ranges[middle].First)
            {
                high = middle - 1;
            }
            else if (codePoint > ranges[middle].Last)
            {
                low = middle + 1;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<(int First, int Last)> WithoutSurrogates((int First, int Last) range)
    {
        (int First, int Last) below = (range.First, Math.Min(range.Last, FirstSurrogate - 1));
        (int First, int Last) above = (Math.Max(range.First, LastSurrogate + 1), range.Last);
        return new[] { below, above }.Where(static part => part.First <= part.Last);
    }
}
