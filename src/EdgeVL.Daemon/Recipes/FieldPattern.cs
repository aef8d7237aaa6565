using EdgeVL.Contracts.Faults;

namespace EdgeVL.Daemon.Recipes;

/// <summary>A field's regular expression, which means the whole value: only what the run time and the constrained decoder understand alike.</summary>
/// <remarks>The two speak different dialects (.NET and ECMA-262 with flag u). What one of them refuses or reads otherwise is refused here, so that
/// a value that the model may write is never one that the rule does not know.</remarks>
internal sealed class FieldPattern
{
    private const string Escapes = "dDwWsStnrfv";
    private const string Categories = "LMNPSZC";

    private readonly string text;
    private readonly List<int> anchors = [];
    private int depth;
    private int at;

    private FieldPattern(string text) => this.text = text;

    private char Next => at < text.Length ? text[at] : '\0';

    /// <summary>Takes an expression; <c>^</c> and <c>$</c> at the ends say nothing new and are left out.</summary>
    /// <exception cref="FaultException">It is none, or one that the two dialects read differently.</exception>
    public static string Parse(string text) => new FieldPattern(text).Parse();

    private string Parse()
    {
        while (at < text.Length)
        {
            ReadOne();
        }

        return depth == 0 ? WithoutAnchors() : throw Refuse("a bracket is not closed", "Add ')'.");
    }

    private void ReadOne()
    {
        char letter = text[at++];
        switch (letter)
        {
            case '\\':
                ReadEscape();
                break;
            case '[':
                ReadClass();
                break;
            case '(':
                ReadGroup();
                break;
            case ')':
                depth--;
                break;
            case '{' or '*' or '+' or '?':
                ReadQuantifier(letter);
                break;
            case '^' or '$':
                ReadAnchor(letter);
                break;
            default:
                break;
        }

        if (depth < 0)
        {
            throw Refuse("')' closes nothing", "Remove it, or write '\\)'.");
        }
    }

    private void ReadGroup()
    {
        depth++;
        if (Next == '?')
        {
            at++;
            if (Next != ':')
            {
                throw Refuse("'(?' begins no plain group", "Use (…) or (?:…); look-around, names and flags are not offered.");
            }

            at++;
        }
    }

    private void ReadEscape()
    {
        char letter = Next;
        at++;
        switch (letter)
        {
            case 'x':
                ReadHexadecimal(2);
                break;
            case 'u':
                ReadHexadecimal(4);
                break;
            case 'p' or 'P':
                ReadCategory();
                break;
            default:
                if (!Escapes.Contains(letter) && !(letter < 128 && (char.IsPunctuation(letter) || char.IsSymbol(letter))))
                {
                    throw Refuse($"'\\{letter}' is not offered", @"Use \d \w \s, \xHH, \uHHHH, \p{L}, or '\' before a sign.");
                }

                break;
        }
    }

    private void ReadHexadecimal(int digits)
    {
        for (int i = 0; i < digits; i++, at++)
        {
            if (!char.IsAsciiHexDigit(Next))
            {
                throw Refuse("an escape lacks its hexadecimal digits", @"Write \xHH or \uHHHH.");
            }
        }
    }

    private void ReadCategory()
    {
        int end = text.IndexOf('}', at);
        string name = Next == '{' && end > 0 ? text[(at + 1)..end] : "";
        if (name.Length is not (1 or 2) || !Categories.Contains(name[0]) || (name.Length == 2 && !char.IsAsciiLetterLower(name[1])))
        {
            throw Refuse("no general category of characters stands there", @"Write such as \p{L} or \p{Lu}.");
        }

        at = end + 1;
    }

    private void ReadClass()
    {
        if (Next == '^')
        {
            at++;
        }

        if (Next == ']')
        {
            throw Refuse("a class is empty", "Name its characters, ']' as '\\]'.");
        }

        for (; Next != ']'; )
        {
            if (at >= text.Length)
            {
                throw Refuse("a class is not closed", "Add ']'.");
            }

            char letter = text[at++];
            if (letter == '[' || char.IsSurrogate(letter))
            {
                throw Refuse($"'{(letter == '[' ? "[" : "a character beyond U+FFFF")}' stands in a class", "Write '\\[', or alternatives.");
            }

            if (letter == '\\')
            {
                ReadEscape();
            }
        }

        at++;
    }

    /// <summary>Reads what may follow a part: <c>* + ? {n} {n,} {n,m}</c>, and <c>?</c> for the shortest, which changes nothing here.</summary>
    private void ReadQuantifier(char letter)
    {
        if (letter == '{')
        {
            int end = text.IndexOf('}', at);
            string[] bounds = end < 0 ? [] : text[at..end].Split(',');
            bool numbers =
                bounds.Length is 1 or 2 && IsNumber(bounds[0]) && (bounds.Length == 1 || bounds[1].Length == 0 || IsNumber(bounds[1]));
            if (!numbers)
            {
                throw Refuse("'{' begins no repetition", "Write {3}, {3,} or {3,5}, or '\\{' for the sign.");
            }

            at = end + 1;
        }

        if (Next == '?')
        {
            at++;
        }
    }

    private static bool IsNumber(string text) => text.Length is > 0 and < 5 && text.All(char.IsAsciiDigit);

    private void ReadAnchor(char letter)
    {
        int start = at - 1;
        bool first = start == 0 || text[start - 1] == '|';
        bool last = at == text.Length || text[at] == '|';
        if (depth > 0 || !(letter == '^' ? first : last))
        {
            throw Refuse($"'{letter}' stands inside", $"A pattern means the whole value: remove it, or write '\\{letter}' for the sign.");
        }

        anchors.Add(start);
    }

    private string WithoutAnchors()
    {
        string bare = text;
        for (int i = anchors.Count - 1; i >= 0; i--)
        {
            bare = bare.Remove(anchors[i], 1);
        }

        return bare.Length > 0 ? bare : throw Refuse("it matches nothing but an empty text", "Say what the value looks like.");
    }

    private FaultException Refuse(string what, string remedy) =>
        Yaml.ValueFault.Of($"'{text}' cannot be used: {what} (before character {Math.Min(at, text.Length) + 1})", remedy);
}
