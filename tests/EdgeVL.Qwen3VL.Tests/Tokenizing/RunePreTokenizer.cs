using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace EdgeVL.Qwen3VL.Tests.Tokenizing;

/// <summary>The Qwen pattern by .NET's own expressions, over a text in which every supplementary character is one stand-in of its kind.</summary>
internal sealed partial class RunePreTokenizer : PreTokenizer
{
    // Letters, numbers and symbols beyond U+FFFF are stood in for by one of each inside the Basic Multilingual Plane.
    private const char Letter = 'ｘ';
    private const char Number = '０';
    private const char Symbol = '※';

    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text) => Pieces(text);

    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) => Pieces(text.ToString());

    private static List<(int Offset, int Length)> Pieces(string text)
    {
        var standIn = new StringBuilder();
        List<int> starts = [];
        int at = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            standIn.Append(rune.IsBmp ? (char)rune.Value : StandInFor(rune));
            starts.Add(at);
            at += rune.Utf16SequenceLength;
        }

        starts.Add(at);
        return
        [
            .. Pattern()
                .Matches(standIn.ToString())
                .Select(match => (starts[match.Index], starts[match.Index + match.Length] - starts[match.Index])),
        ];
    }

    private static char StandInFor(Rune rune) =>
        Rune.GetUnicodeCategory(rune) switch
        {
            <= UnicodeCategory.OtherLetter => Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Number,
            _ => Symbol,
        };

    [GeneratedRegex(
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Pattern();
}
