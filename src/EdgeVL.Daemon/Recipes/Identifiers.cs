using System.Text.RegularExpressions;
using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Recipes;

/// <summary>Names that a recipe gives: they stand in expressions and as keys of results.</summary>
internal static partial class Identifiers
{
    private const int Longest = 64;

    // Keys of golden expectations, and words of expressions.
    private static readonly string[] Taken = ["verdict", "texts", "objects", "and", "or", "not", "in", "like", "true", "false", "null"];

    /// <summary>Whether a name is one.</summary>
    public static bool IsOne(string name) => name.Length <= Longest && Form().IsMatch(name);

    /// <summary>Takes the name of a field or of a value.</summary>
    /// <exception cref="FaultException">It does not fit, or means something else already.</exception>
    public static string Parse(string name) =>
        !IsOne(name)
            ? throw ValueFault.Of(
                $"'{new YamlScalar(default, name, plain: false).Shown}' is no name for a field or a value",
                $"Use letters, digits and '_', a letter first, at most {Longest}."
            )
        : Taken.Contains(name, StringComparer.OrdinalIgnoreCase)
            ? throw ValueFault.Of($"'{name}' means something else already", "Choose another name.")
        : name;

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
