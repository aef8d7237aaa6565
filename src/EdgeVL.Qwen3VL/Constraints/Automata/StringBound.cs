namespace EdgeVL.Qwen3VL.Constraints.Automata;

/// <summary>How many code points a string may have, alone or together with a pattern.</summary>
/// <param name="least">Fewest code points.</param>
/// <param name="most">Most code points.</param>
internal sealed class StringBound(int least, int most)
{
    /// <summary>Fewest code points.</summary>
    public int Least => least;

    /// <summary>Most code points.</summary>
    public int Most => most;

    /// <summary>What a pattern leaves open at each length; null where there is none.</summary>
    public PatternLengths? Pattern { get; set; }

    /// <summary>Whether a string that stands in <paramref name="state"/> behind so many code points can still end.</summary>
    public bool IsLive(int state, int count) => count <= most && (Pattern is null || Pattern.IsLive(state, count));

    /// <summary>Whether the closing quote may follow, as far as the length is concerned.</summary>
    public bool MayEnd(int count) => count >= least;

    /// <summary>Bytes that the string still needs beyond what its state says.</summary>
    public long MissingLength(int state, int count) => Pattern is null ? Math.Max(0, least - count) : Pattern.Distance(state, count);

    /// <summary>Whether no text of <paramref name="horizon"/> code points meets a bound.</summary>
    public bool IsFar(int count, int horizon) => count >= least && count + horizon <= (Pattern is null ? most : Pattern.Open);

    /// <summary>The count that stands for all those which no text of <paramref name="horizon"/> code points can tell apart.</summary>
    public int Canonical(int count, int horizon)
    {
        if (Pattern is not null)
        {
            return Pattern.Canonical(count, horizon);
        }

        if (count + horizon > most)
        {
            return count;
        }

        return count >= least ? least
            : count + horizon < least ? 0
            : count;
    }
}
