using System.Globalization;

namespace EdgeVL.Qwen3VL.Constraints.Expressions;

/// <summary>The code points of Unicode's general categories, by the names that <c>\p{…}</c> takes.</summary>
internal static class GeneralCategories
{
    // The order is that of UnicodeCategory.
    private static readonly string[] ShortNames =
    [
        "Lu",
        "Ll",
        "Lt",
        "Lm",
        "Lo",
        "Mn",
        "Mc",
        "Me",
        "Nd",
        "Nl",
        "No",
        "Zs",
        "Zl",
        "Zp",
        "Cc",
        "Cf",
        "Cs",
        "Co",
        "Pc",
        "Pd",
        "Ps",
        "Pe",
        "Pi",
        "Pf",
        "Po",
        "Sm",
        "Sc",
        "Sk",
        "So",
        "Cn",
    ];

    private static readonly Dictionary<string, string> LongNames = new(StringComparer.Ordinal)
    {
        ["Letter"] = "L",
        ["Cased_Letter"] = "LC",
        ["Uppercase_Letter"] = "Lu",
        ["Lowercase_Letter"] = "Ll",
        ["Titlecase_Letter"] = "Lt",
        ["Modifier_Letter"] = "Lm",
        ["Other_Letter"] = "Lo",
        ["Mark"] = "M",
        ["Combining_Mark"] = "M",
        ["Nonspacing_Mark"] = "Mn",
        ["Spacing_Mark"] = "Mc",
        ["Enclosing_Mark"] = "Me",
        ["Number"] = "N",
        ["Decimal_Number"] = "Nd",
        ["digit"] = "Nd",
        ["Letter_Number"] = "Nl",
        ["Other_Number"] = "No",
        ["Punctuation"] = "P",
        ["punct"] = "P",
        ["Connector_Punctuation"] = "Pc",
        ["Dash_Punctuation"] = "Pd",
        ["Open_Punctuation"] = "Ps",
        ["Close_Punctuation"] = "Pe",
        ["Initial_Punctuation"] = "Pi",
        ["Final_Punctuation"] = "Pf",
        ["Other_Punctuation"] = "Po",
        ["Symbol"] = "S",
        ["Math_Symbol"] = "Sm",
        ["Currency_Symbol"] = "Sc",
        ["Modifier_Symbol"] = "Sk",
        ["Other_Symbol"] = "So",
        ["Separator"] = "Z",
        ["Space_Separator"] = "Zs",
        ["Line_Separator"] = "Zl",
        ["Paragraph_Separator"] = "Zp",
        ["Other"] = "C",
        ["Control"] = "Cc",
        ["cntrl"] = "Cc",
        ["Format"] = "Cf",
        ["Private_Use"] = "Co",
        ["Unassigned"] = "Cn",
    };

    private static readonly Lazy<CodePointSet[]> Sets = new(Scan);

    /// <summary>The category of that short or long name; null where there is none.</summary>
    public static CodePointSet? Find(string name)
    {
        string wanted = LongNames.GetValueOrDefault(name, name);
        CodePointSet[] members =
        [
            .. ShortNames
                .Index()
                .Where(category => category.Item == wanted || Covers(wanted, category.Item))
                .Select(static category => Sets.Value[category.Index]),
        ];
        return members.Length == 0 ? null : CodePointSet.Of([.. members.SelectMany(static set => set.Ranges.ToArray())]);
    }

    private static bool Covers(string group, string category) =>
        group == "LC" ? category is "Lu" or "Ll" or "Lt" : group.Length == 1 && category[0] == group[0];

    private static CodePointSet[] Scan()
    {
        var ranges = new List<(int First, int Last)>[ShortNames.Length];
        for (int i = 0; i < ranges.Length; i++)
        {
            ranges[i] = [];
        }

        int start = 0;
        UnicodeCategory current = CharUnicodeInfo.GetUnicodeCategory(0);
        for (int codePoint = 1; codePoint <= CodePointSet.Largest; codePoint++)
        {
            UnicodeCategory category = CharUnicodeInfo.GetUnicodeCategory(codePoint);
            if (category != current)
            {
                ranges[(int)current].Add((start, codePoint - 1));
                (start, current) = (codePoint, category);
            }
        }

        ranges[(int)current].Add((start, CodePointSet.Largest));
        return [.. ranges.Select(static list => CodePointSet.Of(list))];
    }
}
