using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Recipes;

/// <summary>Reads one field of <c>output</c>.</summary>
/// <param name="map">The field.</param>
/// <param name="name">Its name.</param>
/// <param name="given">Values that the recipe gives itself.</param>
internal sealed class FieldReader(YamlMap map, string name, IReadOnlyDictionary<string, string> given)
{
    private static readonly (string Word, FieldType Type)[] Types =
    [
        ("string", FieldType.String),
        ("number", FieldType.Number),
        ("integer", FieldType.Integer),
        ("boolean", FieldType.Boolean),
        ("date", FieldType.Date),
    ];

    private static readonly FieldType[] Numbers = [FieldType.Number, FieldType.Integer];

    private static readonly (string Key, FieldType[] Types, string Remedy)[] Rules =
    [
        ("pattern", [FieldType.String], "It belongs to texts; a date has its 'format'."),
        ("choice", [FieldType.String, FieldType.Integer], "It belongs to texts and whole numbers."),
        ("min_length", [FieldType.String], "It counts the characters of a text."),
        ("max_length", [FieldType.String], "It counts the characters of a text."),
        ("length", [FieldType.String], "It counts the characters of a text."),
        ("min", Numbers, "It belongs to numbers; a text has 'min_length', a date 'from_days' under 'date'."),
        ("max", Numbers, "It belongs to numbers; a text has 'max_length', a date 'to_days' under 'date'."),
        ("range", Numbers, "It belongs to numbers."),
        ("checksum", [FieldType.String, FieldType.Integer], "It belongs to texts and whole numbers."),
        ("date", [FieldType.Date, FieldType.String], "It belongs to dates, and to texts that hold one."),
        ("rate", Numbers, "It belongs to numbers."),
    ];

    /// <summary>The type, where the task has settled it.</summary>
    public FieldType? Own { get; init; }

    /// <summary>Whether the type could be read.</summary>
    public bool TypeIsKnown { get; private set; } = true;

    /// <summary>Reads the field; what is faulty was reported.</summary>
    public OutputField Read()
    {
        FieldType type = ReadType();
        bool repair = map.Optional("repair", Scalars.Flag, false);
        FieldRule[] rules =
        [
            .. new TextRuleReader(map, type, repair).Read(),
            .. new NumberRuleReader(map).Read(),
            .. new ChecksumReader(map, repair).Read(),
            .. new DateReader(map).Read(),
            .. new ExpectedReader(map, type, given).Read(),
        ];
        var spec = new FieldSpec(name, RuleTypeOf(type))
        {
            Required = map.Optional("required", Scalars.Flag, true),
            MinProbability = map.Optional<double?>("min_probability", static scalar => Scalars.Number(0, 1)(scalar), null),
            Rules = rules,
        };
        map.RefuseUnknownKeys();
        RuleContradictions.Refuse(map, rules);
        return new OutputField(spec, type);
    }

    private FieldType ReadType()
    {
        FieldType? read = map.Optional<FieldType?>("type", static scalar => Scalars.Choice(Types)(scalar), null);
        FieldType type = read ?? Own ?? FieldType.String;
        TypeIsKnown = read is not null || !map.Has("type");
        if (!TypeIsKnown)
        {
            return type;
        }

        if (Own is { } own && type != own)
        {
            map.Refuse("type", $"the task has settled it: {WordOf(own)}", "Remove it.");
        }

        foreach ((string key, FieldType[] types, string remedy) in Rules.Where(rule => !rule.Types.Contains(type)))
        {
            map.Refuse(key, $"a field of the type '{WordOf(type)}' has none", remedy);
        }

        return type;
    }

    private static string WordOf(FieldType type) => Array.Find(Types, known => known.Type == type).Word;

    private static RuleType RuleTypeOf(FieldType type) =>
        type switch
        {
            FieldType.Number or FieldType.Integer => RuleType.Number,
            FieldType.Boolean => RuleType.Boolean,
            FieldType.Date => RuleType.Date,
            _ => RuleType.Text,
        };
}
