using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Recipes;

/// <summary>A prompt in the user's words, with places for <c>{camera}</c>, <c>{recipe}</c>, <c>{site}</c>, <c>{device}</c> and
/// <c>{trigger.NAME}</c>; <c>{{</c> and <c>}}</c> stand for braces.</summary>
/// <remarks>What is put in is text and stays text: it is never looked through for places itself, it is one line of at most
/// <see cref="LongestValue"/> characters, and the chat template lets no text of a user become a control token.</remarks>
public sealed partial class PromptText
{
    /// <summary>Most UTF-16 units of a value; the rest is cut off.</summary>
    public const int LongestValue = 256;

    /// <summary>Start of the variables that a trigger brings.</summary>
    public const string TriggerPrefix = "trigger.";

    private static readonly string[] Known = ["camera", "recipe", "site", "device", $"{TriggerPrefix}NAME"];

    private readonly List<(string Text, bool IsVariable)> parts = [];

    private PromptText() { }

    /// <summary>The variables, each once, in order.</summary>
    public IReadOnlyList<string> Variables => [.. parts.Where(static part => part.IsVariable).Select(static part => part.Text).Distinct()];

    /// <summary>Takes a prompt.</summary>
    /// <param name="refuse">Told of each fault: UTF-16 units in front of it, what is wrong, the remedy.</param>
    internal static PromptText Parse(string text, Action<int, string, string> refuse)
    {
        var prompt = new PromptText();
        foreach (Match piece in Piece().Matches(text))
        {
            switch (piece.Value)
            {
                case "{{" or "}}":
                    prompt.parts.Add((piece.Value[..1], false));
                    break;
                case "{" or "}":
                    refuse(
                        piece.Index,
                        $"a single '{piece.Value}' belongs to no variable",
                        $"Write '{piece.Value}{piece.Value}' for the sign."
                    );
                    break;
                case ['{', .. var name, '}']:
                    if (!IsKnown(name))
                    {
                        refuse(piece.Index, $"there is no variable '{new YamlScalar(default, name, plain: false).Shown}'", RemedyFor(name));
                    }

                    prompt.parts.Add((name, true));
                    break;
                default:
                    prompt.parts.Add((piece.Value, false));
                    break;
            }
        }

        return prompt;
    }

    /// <summary>The prompt with its values.</summary>
    /// <param name="values">Values by name: <c>camera</c>, <c>trigger.lot</c>; more than are needed do no harm.</param>
    /// <exception cref="FaultException"><see cref="FaultCode.PromptInvalid"/>: one is missing.</exception>
    public string Render(IReadOnlyDictionary<string, string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var text = new StringBuilder();
        foreach ((string part, bool isVariable) in parts)
        {
            text.Append(isVariable ? Plain(ValueOf(part, values)) : part);
        }

        return text.ToString().Trim(); // a block of lines ends with a line break
    }

    private static string ValueOf(string name, IReadOnlyDictionary<string, string> values) =>
        values.TryGetValue(name, out string? value)
            ? value
            : throw new FaultException(
                FaultCode.PromptInvalid,
                $"The prompt needs '{name}', and nothing brought it.",
                name.StartsWith(TriggerPrefix, StringComparison.Ordinal)
                    ? $"Send it with the trigger, or give it under 'verdict.values' as '{name[TriggerPrefix.Length..]}'."
                    : "Give it a value."
            );

    /// <summary>One line: a value is a word or a number of the plant, and no second prompt.</summary>
    private static string Plain(string value)
    {
        ReadOnlySpan<char> cut = value.AsSpan(0, Math.Min(value.Length, LongestValue));
        if (cut.Length > 0 && char.IsHighSurrogate(cut[^1]))
        {
            cut = cut[..^1];
        }

        var plain = new StringBuilder(cut.Length);
        foreach (Rune rune in cut.EnumerateRunes())
        {
            bool breaks =
                Rune.GetUnicodeCategory(rune)
                is UnicodeCategory.Control
                    or UnicodeCategory.Format
                    or UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator;
            plain.Append(breaks ? " " : rune.ToString());
        }

        return plain.ToString();
    }

    private static bool IsKnown(string name) =>
        Known.SkipLast(1).Contains(name)
        || (name.StartsWith(TriggerPrefix, StringComparison.Ordinal) && Identifiers.IsOne(name[TriggerPrefix.Length..]));

    private static string RemedyFor(string name) =>
        NearMiss.Of(name, Known) is { } meant ? $"Did you mean '{meant}'?" : $"Known: {string.Join(", ", Known)}; '{{{{' is a brace.";

    [GeneratedRegex(@"\{\{|\}\}|\{[A-Za-z_][A-Za-z0-9_.]*\}|[{}]|[^{}]+", RegexOptions.CultureInvariant)]
    private static partial Regex Piece();
}
