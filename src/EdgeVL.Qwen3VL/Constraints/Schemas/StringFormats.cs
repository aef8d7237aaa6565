using EdgeVL.Qwen3VL.Constraints.Expressions;

namespace EdgeVL.Qwen3VL.Constraints.Schemas;

/// <summary>Formats as patterns: subsets of RFC 3339 and RFC 4122 without leap seconds, so that every validator agrees.</summary>
internal static class StringFormats
{
    private const string Year = "(?:[0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)";
    private const string ByFour = "(?:0[48]|[2468][048]|[13579][26])";
    private const string LeapYear = $"(?:[0-9]{{2}}{ByFour}|{ByFour}00)";
    private const string AnyYearsDay =
        "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))";
    private const string Date = $"(?:{Year}-{AnyYearsDay}|{LeapYear}-02-29)";
    private const string HourMinute = "(?:[01][0-9]|2[0-3]):[0-5][0-9]";
    private const string Time = $"{HourMinute}:[0-5][0-9](?:\\.[0-9]{{1,9}})?(?:Z|[+-]{HourMinute})";
    private const string Uuid = "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}";

    private static readonly Dictionary<string, Lazy<CharacterAutomaton>> Known = new(StringComparer.Ordinal)
    {
        ["date"] = Lazily(Date),
        ["time"] = Lazily(Time),
        ["date-time"] = Lazily($"{Date}T{Time}"),
        ["uuid"] = Lazily(Uuid),
    };

    /// <summary>The texts of a format, or null where the format is not supported.</summary>
    public static CharacterAutomaton? Find(string format) => Known.GetValueOrDefault(format)?.Value;

    private static Lazy<CharacterAutomaton> Lazily(string pattern) =>
        new(() => CharacterAutomaton.Compile(Anchoring.Whole(ExpressionParser.Parse(pattern)), CodePointSet.All));
}
