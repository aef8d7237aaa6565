using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Recipes;

/// <summary>Reads the rules on a number: <c>min</c>, <c>max</c> or <c>range</c>, and <c>rate</c>.</summary>
internal sealed class NumberRuleReader(YamlMap field)
{
    private const int MostDigits = 28;

    /// <summary>Reads them.</summary>
    public IEnumerable<FieldRule> Read() => ((FieldRule?[])[ReadRange(), ReadRate()]).OfType<FieldRule>();

    private RangeRule? ReadRange()
    {
        RangeRule? rule = ReadBounds(field);
        if (field.Map("range") is not { } map)
        {
            return rule;
        }

        field.Refuse("min", "it stands in 'range' already", "Keep one of the two.");
        field.Refuse("max", "it stands in 'range' already", "Keep one of the two.");
        RangeRule? inner = ReadBounds(map);
        if (inner is null)
        {
            map.RefuseWhole("it says nothing", "Write 'min', 'max' or both.");
        }

        inner = inner is null ? null : inner with { Broken = BrokenVerdict.Read(map) };
        map.RefuseUnknownKeys();
        return inner;
    }

    private static RangeRule? ReadBounds(YamlMap map)
    {
        decimal? min = Number(map, "min"),
            max = Number(map, "max");
        if (min > max)
        {
            map.Refuse("min", "it is larger than 'max'", "Exchange them.");
        }

        return min is null && max is null ? null : new RangeRule(min, max);
    }

    private RateRule? ReadRate()
    {
        if (field.Map("rate") is not { } map)
        {
            return null;
        }

        var usual = new RateRule();
        var rule = new RateRule
        {
            Min = Number(map, "min"),
            Max = Number(map, "max"),
            Per = map.Optional("per", Duration.Within(TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(3650)), usual.Per),
            Jitter = Number(map, "jitter") ?? usual.Jitter,
            Direction = map.Optional(
                "direction",
                Scalars.Choice(("any", RateDirection.Any), ("up", RateDirection.Up), ("down", RateDirection.Down)),
                usual.Direction
            ),
            Digits = map.Optional<int?>("digits", static scalar => Scalars.Integer(1, MostDigits)(scalar), null),
            MaxAge = map.Optional<TimeSpan?>(
                "max_age",
                static scalar => Duration.Within(TimeSpan.FromSeconds(1), TimeSpan.FromDays(3650))(scalar),
                null
            ),
            Broken = BrokenVerdict.Read(map),
        };
        RefuseContradictions(map, rule);
        map.RefuseUnknownKeys();
        return rule;
    }

    private static void RefuseContradictions(YamlMap map, RateRule rule)
    {
        if (rule is { Min: null, Max: null, Direction: RateDirection.Any })
        {
            map.RefuseWhole("it limits nothing", "Write 'min', 'max' or 'direction'.");
        }

        if (rule.Min > rule.Max)
        {
            map.Refuse("min", "it is larger than 'max'", "Exchange them; what falls has a negative rate.");
        }

        if (rule.Jitter < 0)
        {
            map.Refuse("jitter", "it is negative", "Write 0 or more, in the value's own unit.");
        }

        if ((rule.Direction == RateDirection.Up && rule.Max < 0) || (rule.Direction == RateDirection.Down && rule.Min > 0))
        {
            map.Refuse("direction", "the limits allow only the other way", "Correct one of them.");
        }

        if (rule.Direction == RateDirection.Down)
        {
            map.Refuse("digits", "only what rises starts again at 0", "Remove it, or change 'direction'.");
        }
    }

    private static decimal? Number(YamlMap map, string key) => map.Optional<decimal?>(key, static scalar => Scalars.Decimal(scalar), null);
}
