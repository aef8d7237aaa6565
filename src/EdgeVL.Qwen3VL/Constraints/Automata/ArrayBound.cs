namespace EdgeVL.Qwen3VL.Constraints.Automata;

/// <summary>How many items an array may have.</summary>
/// <param name="parent">Bound of the array around it; -1 where there is none.</param>
/// <param name="depth">Arrays around it.</param>
/// <param name="least">Fewest items.</param>
/// <param name="most">Most items.</param>
internal sealed class ArrayBound(int parent, int depth, int least, int most)
{
    /// <summary>Bound of the array around it; -1 where there is none.</summary>
    public int Parent => parent;

    /// <summary>Arrays around it: the index of its counter.</summary>
    public int Depth => depth;

    /// <summary>Fewest items.</summary>
    public int Least => least;

    /// <summary>Most items.</summary>
    public int Most => most;

    /// <summary>Bytes of the shortest item; known once the item is built.</summary>
    public long ItemLength { get; set; }

    /// <summary>Whether another item may begin behind so many commas.</summary>
    public bool MayGoOn(int commas) => commas + 1 < most;

    /// <summary>Whether the array may end behind an item and so many commas.</summary>
    public bool MayEnd(int commas) => commas + 1 >= least;

    /// <summary>Bytes of the items that are still missing.</summary>
    public long MissingLength(int commas) => Math.Max(0L, least - commas - 1L) * (1 + ItemLength);

    /// <summary>The count that stands for all those which no text of <paramref name="horizon"/> commas can tell apart.</summary>
    public int Canonical(int commas, int horizon)
    {
        if (commas + 1 + horizon >= most)
        {
            return commas;
        }

        return commas + 1 >= least ? Math.Max(least - 1, 0)
            : commas + 1 + horizon < least ? 0
            : commas;
    }
}
