using System.Text.RegularExpressions;
using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Rules.Expressions;

namespace EdgeVL.Daemon.Recipes;

/// <summary>Reads an expression whose types are known for fields, and are to be found for the values that a trigger brings as texts.</summary>
/// <param name="fields">The fields with their types.</param>
/// <param name="given">Names of the values that the recipe gives itself.</param>
internal sealed partial class ExpressionReader(IReadOnlyDictionary<string, RuleType> fields, IReadOnlyCollection<string> given)
{
    /// <summary>More values than this are texts: all their types together would be too many to try.</summary>
    private const int MostTyped = 4;

    private static readonly RuleType[] Types = [RuleType.Text, RuleType.Number, RuleType.Boolean, RuleType.Date];

    /// <summary>Reads an expression; where no types fit, the fault is the one that the best of them came to.</summary>
    public ExpressionParse Read(string text)
    {
        string[] used = [.. Word().Matches(text).Select(static match => match.Value).Distinct().Where(IsOfTrigger)];
        ExpressionParse? best = null;
        foreach (RuleType[] types in Assignments(Math.Min(used.Length, MostTyped)))
        {
            Dictionary<string, RuleType> names = Names(used);
            for (int i = 0; i < types.Length; i++)
            {
                names[used[i]] = types[i];
            }

            ExpressionParse parse = RuleExpression.Parse(text, new ExpressionNames(fields, names));
            if (parse.Fault is not { } fault)
            {
                return parse;
            }

            if (best?.Fault is not { } before || (fault.Line, fault.Column).CompareTo((before.Line, before.Column)) > 0)
            {
                best = parse;
            }
        }

        return best!;
    }

    private bool IsOfTrigger(string name) =>
        !fields.ContainsKey(name)
        && (
            TriggerNames.IsBare(name, given)
            || (name.StartsWith(TriggerNames.Prefix, StringComparison.Ordinal) && name.Length > TriggerNames.Prefix.Length)
        );

    private Dictionary<string, RuleType> Names(string[] used)
    {
        var names = new Dictionary<string, RuleType> { [TriggerNames.Expected] = RuleType.Text };
        foreach (string name in given.Concat(used))
        {
            names[name] = RuleType.Text;
        }

        return names;
    }

    /// <summary>Every combination of types, texts first.</summary>
    private static IEnumerable<RuleType[]> Assignments(int count)
    {
        int all = (int)Math.Pow(Types.Length, count);
        for (int number = 0; number < all; number++)
        {
            var types = new RuleType[count];
            for (int i = 0, rest = number; i < count; i++, rest /= Types.Length)
            {
                types[i] = Types[rest % Types.Length];
            }

            yield return types;
        }
    }

    [GeneratedRegex("[A-Za-z_][A-Za-z0-9_]*", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
