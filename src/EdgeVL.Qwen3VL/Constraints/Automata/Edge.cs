namespace EdgeVL.Qwen3VL.Constraints.Automata;

/// <summary>What taking an edge counts or asks for, beside its byte.</summary>
internal enum EdgeAction : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Begins a code point of the open string; the string must have room for it.</summary>
    Count,

    /// <summary>Goes on inside a code point of the open string, which must still be able to end.</summary>
    Inside,

    /// <summary>Ends the open string, which must be long enough.</summary>
    EndString,

    /// <summary>Begins another item of an array, which must have room for it.</summary>
    Comma,

    /// <summary>Ends an array, which must have items enough.</summary>
    EndArray,
}

/// <summary>A move for the bytes from <paramref name="First"/> to <paramref name="Last"/>.</summary>
/// <param name="First">Smallest byte.</param>
/// <param name="Last">Largest byte.</param>
/// <param name="Target">State behind it.</param>
/// <param name="Action">What is counted.</param>
/// <param name="Bound">Index of the string's or array's bound that the action names.</param>
internal readonly record struct Edge(byte First, byte Last, ushort Target, EdgeAction Action = EdgeAction.None, ushort Bound = 0)
{
    /// <summary>An edge for one byte.</summary>
    public static Edge On(char value, int target, EdgeAction action = EdgeAction.None, int bound = 0) =>
        Range(value, value, target, action, bound);

    /// <summary>An edge for a range of bytes.</summary>
    public static Edge Range(int first, int last, int target, EdgeAction action = EdgeAction.None, int bound = 0) =>
        new((byte)first, (byte)last, (ushort)target, action, (ushort)bound);

    /// <summary>Whether the edge takes <paramref name="value"/>.</summary>
    public bool Takes(int value) => First <= value && value <= Last;
}
