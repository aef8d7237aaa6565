namespace EdgeVL.Qwen3VL.Constraints.Automata;

/// <summary>What is known of a state beside its edges.</summary>
[Flags]
internal enum StateTraits : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The answer may end here.</summary>
    Accepting = 1,

    /// <summary>A value begins or has ended here, or a key begins: what owns the bytes may change.</summary>
    Seam = 2,

    /// <summary>Inside a string that takes every text, between two code points.</summary>
    FreeText = 4,
}
