namespace EdgeVL.Qwen3VL.Constraints.Automata;

/// <summary>Where an answer stands: the state, the code points of the open string, and the commas of each open array.</summary>
internal record struct Configuration
{
    /// <summary>Arrays inside one another that are counted.</summary>
    public const int MostArrays = 8;

    /// <summary>Largest count.</summary>
    public const int MostCounted = ushort.MaxValue - 1;

    private const int Width = 16;
    private const int InOneWord = 4;

    private ulong outerArrays;
    private ulong innerArrays;

    /// <summary>State of the automaton; 0 is no place to be.</summary>
    public ushort State { get; set; }

    /// <summary>Code points begun in the open string; 0 outside strings.</summary>
    public ushort Characters { get; set; }

    /// <summary>Commas so far in the open array at <paramref name="depth"/>; 0 where none is open.</summary>
    public readonly int Commas(int depth) =>
        (int)((depth < InOneWord ? outerArrays : innerArrays) >> (Width * (depth & (InOneWord - 1)))) & ushort.MaxValue;

    /// <summary>Sets the number of commas at <paramref name="depth"/>.</summary>
    public void SetCommas(int depth, int value)
    {
        int shift = Width * (depth & (InOneWord - 1));
        if (depth >= InOneWord)
        {
            innerArrays = (innerArrays & ~((ulong)ushort.MaxValue << shift)) | ((ulong)value << shift);
            return;
        }

        outerArrays = (outerArrays & ~((ulong)ushort.MaxValue << shift)) | ((ulong)value << shift);
    }
}
