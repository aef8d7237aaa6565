using System.Globalization;

namespace EdgeVL.Daemon.Yaml;

/// <summary>A span of time as people write it: <c>200ms</c>, <c>5s</c>, <c>1.5 min</c>, <c>2h</c>, <c>30d</c>.</summary>
internal static class Duration
{
    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("min", TimeSpan.FromMinutes(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
        ("d", TimeSpan.FromDays(1)),
    ];

    /// <summary>Reads a duration within bounds, both included.</summary>
    public static Func<YamlScalar, TimeSpan> Within(TimeSpan atLeast, TimeSpan atMost) =>
        Scalars.Quantity(text => Parse(text, atLeast, atMost));

    /// <summary>The shortest exact form: <c>90000 ms</c> is <c>90s</c>.</summary>
    public static string Format(TimeSpan length)
    {
        (string unit, TimeSpan one) = Units
            .Where(static unit => unit.Unit != "min")
            .Last(unit => unit.Length == Units[0].Length || length.Ticks % unit.Length.Ticks == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{length / one}{unit}");
    }

    private static TimeSpan Parse(string text, TimeSpan atLeast, TimeSpan atMost)
    {
        if (!TryParse(text, out TimeSpan length))
        {
            throw ValueFault.Of($"'{text}' is no duration", "Write a number and ms, s, min, h or d, such as 5s.");
        }

        return length >= atLeast && length <= atMost
            ? length
            : throw ValueFault.Of($"'{text}' is out of range", $"Write a duration from {Format(atLeast)} to {Format(atMost)}.");
    }

    private static bool TryParse(string text, out TimeSpan length)
    {
        length = default;
        if (!Quantity.TrySplit(text, out double number, out string unit))
        {
            return false;
        }

        (string Unit, TimeSpan Length) found = Array.Find(Units, known => known.Unit == unit);
        double ticks = number * found.Length.Ticks;
        if (found.Unit is null || ticks >= long.MaxValue)
        {
            return false;
        }

        length = TimeSpan.FromTicks((long)Math.Round(ticks));
        return true;
    }
}
