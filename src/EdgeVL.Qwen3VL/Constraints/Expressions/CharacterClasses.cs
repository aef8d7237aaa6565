namespace EdgeVL.Qwen3VL.Constraints.Expressions;

/// <summary>The classes that ECMA-262 gives a letter, which are not those of .NET.</summary>
internal static class CharacterClasses
{
    private static readonly CodePointSet Digits = CodePointSet.Of(('0', '9'));
    private static readonly CodePointSet Words = CodePointSet.Of(('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z'));

    // Tab to carriage return, every Zs, the two separators and the byte order mark; not U+0085.
    private static readonly CodePointSet Spaces = CodePointSet.Of(
        (0x09, 0x0D),
        (0x20, 0x20),
        (0xA0, 0xA0),
        (0x1680, 0x1680),
        (0x2000, 0x200A),
        (0x2028, 0x2029),
        (0x202F, 0x202F),
        (0x205F, 0x205F),
        (0x3000, 0x3000),
        (0xFEFF, 0xFEFF)
    );

    /// <summary>Everything but the four line terminators.</summary>
    public static CodePointSet Dot { get; } = CodePointSet.Of((0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029)).Complement();

    /// <summary>The class that <c>\</c> and this letter name, or null.</summary>
    public static CodePointSet? Find(int letter) =>
        letter switch
        {
            'd' => Digits,
            'D' => Digits.Complement(),
            'w' => Words,
            'W' => Words.Complement(),
            's' => Spaces,
            'S' => Spaces.Complement(),
            _ => null,
        };
}
