using System.Globalization;
using System.Text;

namespace EdgeVL.Qwen3VL.Constraints.Expressions;

/// <summary>Reads the regular part of ECMA-262's expressions, flag <c>u</c>; everything else is refused.</summary>
internal sealed class ExpressionParser
{
    private const int End = -1;
    private const int MostRepeats = 10_000;
    private const int DeepestGroup = 100;

    private readonly int[] text;
    private int at;
    private int depth;

    private ExpressionParser(string pattern) => text = [.. pattern.EnumerateRunes().Select(static rune => rune.Value)];

    private int Next => at < text.Length ? text[at] : End;

    /// <summary>Parses <paramref name="pattern"/>.</summary>
    /// <exception cref="UnsupportedConstraintException">It is no regular expression, or uses more than the regular part.</exception>
    public static Expression Parse(string pattern)
    {
        var parser = new ExpressionParser(pattern);
        Expression whole = parser.Alternatives();
        return parser.Next == End ? whole : throw parser.Refuse("')' closes nothing");
    }

    private Expression.Choice Alternatives()
    {
        List<Expression> parts = [Sequence()];
        while (TryTake('|'))
        {
            parts.Add(Sequence());
        }

        return new Expression.Choice(parts);
    }

    private Expression.Sequence Sequence()
    {
        var parts = new List<Expression>();
        while (Next is not (End or '|' or ')'))
        {
            Expression part = Term();
            parts.Add(part is Expression.Anchor ? part : Repeated(part));
        }

        return new Expression.Sequence(parts);
    }

    private Expression Repeated(Expression part)
    {
        (int least, int? most) = Next switch
        {
            '*' => (0, null),
            '+' => (1, null),
            '?' => (0, 1),
            '{' => (-1, (int?)null),
            _ => (1, 1),
        };
        if ((least, most) == (1, 1))
        {
            return part;
        }

        at++;
        if (least < 0)
        {
            (least, most) = Bounds();
        }

        // The lazy form has the same language.
        TryTake('?');
        return Next is '*' or '+' or '?' or '{' ? throw Refuse("nothing to repeat") : new Expression.Repeat(part, least, most);
    }

    private (int Least, int? Most) Bounds()
    {
        int least = Number();
        int? most = least;
        if (TryTake(','))
        {
            most = Next == '}' ? null : Number();
        }

        return !TryTake('}') ? throw Refuse("'{' begins no quantifier")
            : most < least ? throw Refuse("a quantifier whose bounds are out of order")
            : (least, most);
    }

    private int Number()
    {
        int start = at;
        int value = 0;
        while (Next is >= '0' and <= '9')
        {
            value = Math.Min((10 * value) + (text[at++] - '0'), MostRepeats + 1);
        }

        return at == start ? throw Refuse("'{' begins no quantifier")
            : value > MostRepeats ? throw Refuse($"more than {MostRepeats} repetitions")
            : value;
    }

    private Expression Term()
    {
        int character = text[at++];
        return character switch
        {
            '^' => new Expression.Anchor(IsStart: true),
            '$' => new Expression.Anchor(IsStart: false),
            '(' => Group(),
            '.' => new Expression.Character(CharacterClasses.Dot),
            '[' => new Expression.Character(Class()),
            '\\' => new Expression.Character(Escape(inClass: false)),
            '*' or '+' or '?' => throw Refuse("nothing to repeat"),
            '{' => throw Refuse("'{' begins no quantifier"),
            _ => new Expression.Character(CodePointSet.Single(character)),
        };
    }

    private Expression.Choice Group()
    {
        if (TryTake('?') && !TryTake(':'))
        {
            SkipGroupName();
        }

        if (++depth > DeepestGroup)
        {
            throw Refuse($"groups deeper than {DeepestGroup}");
        }

        Expression.Choice inner = Alternatives();
        depth--;
        return TryTake(')') ? inner : throw Refuse("a group is not closed");
    }

    private void SkipGroupName()
    {
        if (Next is '=' or '!' || (Next == '<' && at + 1 < text.Length && text[at + 1] is '=' or '!'))
        {
            throw Refuse("look-around is not regular");
        }

        if (!TryTake('<'))
        {
            throw Refuse("flags inside an expression are not supported");
        }

        while (Next is not ('>' or End))
        {
            at++;
        }

        if (!TryTake('>'))
        {
            throw Refuse("a group's name is not closed");
        }
    }

    private CodePointSet Class()
    {
        bool negated = TryTake('^');
        var members = new List<(int First, int Last)>();
        while (!TryTake(']'))
        {
            CodePointSet first = ClassMember();
            bool range = Next == '-' && at + 1 < text.Length && text[at + 1] != ']';
            if (!range)
            {
                members.AddRange(first.Ranges);
                continue;
            }

            at++;
            members.Add(Range(first, ClassMember()));
        }

        CodePointSet set = CodePointSet.Of(members);
        return negated ? set.Complement() : set;
    }

    private (int First, int Last) Range(CodePointSet first, CodePointSet last)
    {
        if (first.Ranges is not [(int low, int lowEnd)] || low != lowEnd || last.Ranges is not [(int high, int highEnd)] || high != highEnd)
        {
            throw Refuse("a range in a class needs two single characters");
        }

        return low <= high ? (low, high) : throw Refuse("a range in a class is out of order");
    }

    private CodePointSet ClassMember()
    {
        if (Next == End)
        {
            throw Refuse("a class is not closed");
        }

        int character = text[at++];
        return character == '\\' ? Escape(inClass: true) : CodePointSet.Single(character);
    }

    private CodePointSet Escape(bool inClass)
    {
        int character = Next == End ? throw Refuse("a single '\\' at the end") : text[at++];
        return CharacterClasses.Find(character) ?? CharacterEscape(character, inClass);
    }

    private CodePointSet CharacterEscape(int character, bool inClass) =>
        character switch
        {
            'p' or 'P' => Category(negated: character == 'P'),
            't' => CodePointSet.Single('\t'),
            'n' => CodePointSet.Single('\n'),
            'v' => CodePointSet.Single('\v'),
            'f' => CodePointSet.Single('\f'),
            'r' => CodePointSet.Single('\r'),
            'b' when inClass => CodePointSet.Single('\b'),
            'b' or 'B' => throw Refuse("word boundaries are not supported"),
            'c' => CodePointSet.Single(ControlLetter()),
            'x' => CodePointSet.Single(Hexadecimal(2)),
            'u' => CodePointSet.Single(UnicodeEscape()),
            '0' when Next is not (>= '0' and <= '9') => CodePointSet.Single(0),
            >= '0' and <= '9' or 'k' => throw Refuse("back-references are not regular"),
            (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or > 0x7F => throw Refuse($"'\\{new Rune(character)}' is no escape"),
            _ => CodePointSet.Single(character),
        };

    private int ControlLetter() =>
        Next is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') ? text[at++] & 0x1F : throw Refuse("'\\c' needs a letter");

    private CodePointSet Category(bool negated)
    {
        int start = at;
        while (Next is not ('}' or End))
        {
            at++;
        }

        string name = string.Concat(text[Math.Min(start + 1, at)..at].Select(static value => new Rune(value).ToString()));
        if (start == text.Length || text[start] != '{' || !TryTake('}'))
        {
            throw Refuse("'\\p' needs a name in braces");
        }

        foreach (string prefix in (string[])["General_Category=", "gc="])
        {
            name = name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name;
        }

        CodePointSet set = GeneralCategories.Find(name) ?? throw Refuse($"'\\p{{{name}}}' is no general category");
        return negated ? set.Complement() : set;
    }

    private int UnicodeEscape()
    {
        if (TryTake('{'))
        {
            int start = at;
            while (Next is not ('}' or End))
            {
                at++;
            }

            string digits = Text(start, at);
            return
                TryTake('}')
                && int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value)
                && Rune.IsValid(value)
                ? value
                : throw Refuse("'\\u{…}' is no code point");
        }

        int unit = Hexadecimal(4);
        if (!char.IsSurrogate((char)unit))
        {
            return unit;
        }

        if (TryTake('\\') && TryTake('u'))
        {
            int second = Hexadecimal(4);
            if (char.IsSurrogatePair((char)unit, (char)second))
            {
                return char.ConvertToUtf32((char)unit, (char)second);
            }
        }

        throw Refuse("half a surrogate pair");
    }

    private int Hexadecimal(int digits)
    {
        string number = Text(at, Math.Min(at + digits, text.Length));
        at += number.Length;
        return number.Length == digits && int.TryParse(number, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw Refuse($"an escape that needs {digits} hexadecimal digits");
    }

    private string Text(int start, int end) => string.Concat(text[start..end].Select(static value => new Rune(value).ToString()));

    private bool TryTake(char wanted)
    {
        bool found = Next == wanted;
        at += found ? 1 : 0;
        return found;
    }

    private UnsupportedConstraintException Refuse(string reason) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{reason} (before character {at + 1} of the expression)"));
}
