using System.Diagnostics;
using System.Globalization;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Daemon.Yaml;

/// <summary>Readers of single values: each returns the value, or faults with what is wrong and the remedy.</summary>
internal static class Scalars
{
    /// <summary>A text that is not empty.</summary>
    /// <exception cref="FaultException">It is a number, <c>true</c>, <c>false</c> or empty.</exception>
    public static string Text(YamlScalar scalar) =>
        scalar switch
        {
            { Kind: ScalarKind.Null } => throw ValueFault.Of("it has no value", "Write one, or remove the key."),
            { Kind: not ScalarKind.Text } => throw ValueFault.Of(
                $"{scalar.Described}, where a text is needed",
                $"Put it in quotes: \"{scalar.Text}\"."
            ),
            _ when string.IsNullOrWhiteSpace(scalar.Text) => throw ValueFault.Of("the text is empty", "Write one, or remove the key."),
            _ => scalar.Text,
        };

    /// <summary>The same, with its place.</summary>
    public static YamlScalar Placed(YamlScalar scalar) => Text(scalar) is not null ? scalar : throw new UnreachableException();

    /// <summary>A text in a form of its own.</summary>
    public static Func<YamlScalar, T> Text<T>(Func<string, T> parse) => scalar => parse(Text(scalar));

    /// <summary>A quantity with its unit, such as <c>5s</c>; a bare number gets the answer of a faulty one, which names the units.</summary>
    public static Func<YamlScalar, T> Quantity<T>(Func<string, T> parse) =>
        scalar => parse(scalar.Kind == ScalarKind.Number ? scalar.Text : Text(scalar));

    /// <summary>A whole number.</summary>
    public static Func<YamlScalar, int> Integer(int atLeast, int atMost) =>
        scalar =>
            scalar.Kind == ScalarKind.Number
            && int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            && value >= atLeast
            && value <= atMost
                ? value
                : throw ValueFault.Of(
                    $"{scalar.Described}, where a whole number is needed",
                    Invariant($"Write one from {atLeast} to {atMost}.")
                );

    /// <summary>A number.</summary>
    public static Func<YamlScalar, double> Number(double atLeast, double atMost) =>
        scalar =>
            scalar.Kind == ScalarKind.Number
            && double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && value >= atLeast
            && value <= atMost
                ? value
                : throw ValueFault.Of($"{scalar.Described}, where a number is needed", Invariant($"Write one from {atLeast} to {atMost}."));

    /// <summary>A number of at most 28 digits, exactly as it is written.</summary>
    public static decimal Decimal(YamlScalar scalar) =>
        scalar.Kind == ScalarKind.Number
        && decimal.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value)
            ? value
            : throw ValueFault.Of($"{scalar.Described}, where a number is needed", "Write one of at most 28 digits, without quotes.");

    /// <summary>A day, <c>2026-11-22</c>.</summary>
    public static DateOnly Day(YamlScalar scalar) =>
        DateOnly.TryParseExact(scalar.Text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
            ? day
            : throw ValueFault.Of($"{scalar.Described}, where a day is needed", "Write YYYY-MM-DD.");

    /// <summary>Any value as it is written.</summary>
    public static string Written(YamlScalar scalar) =>
        scalar.Kind == ScalarKind.Null ? throw ValueFault.Of("it has no value", "Write one, or remove the key.") : scalar.Text;

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public static bool Flag(YamlScalar scalar) =>
        scalar.Kind == ScalarKind.Boolean
            ? scalar.Text == "true"
            : throw ValueFault.Of($"{scalar.Described}, where true or false is needed", "Write true or false, without quotes.");

    /// <summary>One word of a few; a number is taken as it is written.</summary>
    public static Func<YamlScalar, T> Choice<T>(params (string Word, T Value)[] choices) =>
        scalar =>
        {
            foreach ((string word, T value) in choices)
            {
                if (scalar.Kind is ScalarKind.Text or ScalarKind.Number && scalar.Text == word)
                {
                    return value;
                }
            }

            string[] words = [.. choices.Select(static choice => choice.Word)];
            string remedy = NearMiss.Of(scalar.Text, words) is { } meant
                ? $"Did you mean '{meant}'?"
                : $"Write {string.Join(", ", words)}.";
            throw ValueFault.Of($"{scalar.Described}, which is none of the choices", remedy);
        };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
