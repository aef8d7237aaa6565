namespace EdgeVL.Daemon.Rules.Expressions;

/// <summary>The names that an expression may use, with their types.</summary>
public sealed class ExpressionNames
{
    /// <summary>The least measured probability of the fields that were read.</summary>
    public const string Probability = "probability";

    /// <summary>The day on the device's wall.</summary>
    public const string Today = "today";

    /// <summary>After a field's name: its own measured probability.</summary>
    public const string ProbabilityOf = "_probability";

    private static readonly string[] PictureNumbers = ["brightness", "contrast", "sharpness", "noise", "age_ms"];

    /// <summary>The names that every reading has a value for.</summary>
    public static IReadOnlyCollection<string> OfEveryReading { get; } = [.. PictureNumbers, Probability, Today];

    private readonly Dictionary<string, RuleType> types = [];

    /// <summary>Takes the fields and the values that a trigger brings.</summary>
    /// <param name="fields">The recipe's fields by name; a field hides everything else of its name.</param>
    /// <param name="trigger">Names of values that come with the trigger, with their types. Default: <c>expected</c>, a text.</param>
    public ExpressionNames(IReadOnlyDictionary<string, RuleType> fields, IReadOnlyDictionary<string, RuleType>? trigger = null)
    {
        ArgumentNullException.ThrowIfNull(fields);
        Fields = fields;
        foreach (string number in PictureNumbers)
        {
            types[number] = RuleType.Number;
        }

        (types[Probability], types[Today]) = (RuleType.Number, RuleType.Date);
        foreach ((string name, RuleType type) in trigger ?? new Dictionary<string, RuleType> { ["expected"] = RuleType.Text })
        {
            types[name] = type;
        }

        foreach (string field in fields.Keys)
        {
            types[field + ProbabilityOf] = RuleType.Number;
        }

        foreach ((string field, RuleType type) in fields)
        {
            types[field] = type;
        }
    }

    /// <summary>The fields among them.</summary>
    public IReadOnlyDictionary<string, RuleType> Fields { get; }

    /// <summary>All names.</summary>
    public IReadOnlyCollection<string> All => types.Keys;

    /// <summary>The type of a name; null for one that does not exist.</summary>
    public RuleType? TypeOf(string name) => types.TryGetValue(name, out RuleType type) ? type : null;
}
