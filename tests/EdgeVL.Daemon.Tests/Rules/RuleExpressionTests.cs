using System.Diagnostics;
using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Rules.Expressions;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeVL.Daemon.Tests.Rules;

public sealed class RuleExpressionTests
{
    private static readonly ExpressionNames Names = new(
        new Dictionary<string, RuleType>
        {
            ["lot"] = RuleType.Text,
            ["count"] = RuleType.Number,
            ["sealed"] = RuleType.Boolean,
            ["expiry"] = RuleType.Date,
            ["lot code"] = RuleType.Text,
        }
    );

    private static readonly Dictionary<string, object> Values = new()
    {
        ["lot"] = "LOT-4821",
        ["lot code"] = "A",
        ["expected"] = "LOT-1",
        ["count"] = 12.0,
        ["sealed"] = true,
        ["probability"] = 0.95,
        ["expiry"] = new DateTime(2027, 1, 1),
        ["today"] = new DateTime(2026, 11, 22),
    };

    [Theory]
    [InlineData("lot != expected and probability > 0.9", true)]
    [InlineData("lot == 'LOT-4821'", true)]
    [InlineData("lot = \"LOT-4821\"", true)]
    [InlineData("not (lot == expected)", true)]
    [InlineData("!sealed || count >= 12", true)]
    [InlineData("sealed && count <> 12", false)]
    [InlineData("lot in ('LOT-1', 'LOT-4821')", true)]
    [InlineData("count not in (1, 2, 3)", true)]
    [InlineData("lot like 'LOT-%'", true)]
    [InlineData("length(lot) == 8", true)]
    [InlineData("abs(0 - count) + min(1, 2) * max(3, 4) - 8 % 3 == 14", true)]
    [InlineData("round(count / 7) == 2", true)]
    [InlineData("expiry > today", true)]
    [InlineData("[lot code] == 'A'", true)]
    [InlineData("-count < 0", true)]
    [InlineData("7 / 2 == 3.5", true)] // integers do not truncate
    [InlineData("true", true)]
    public void An_expression_computes(string text, bool expected) => Assert.Equal(expected, Parsed(text).Evaluate(Values));

    [Theory]
    [InlineData("lot == 'lot-4821'", false)]
    [InlineData("lot == 'LOT\u2010 4821'", false)]
    public void Texts_are_compared_character_by_character(string text, bool expected) =>
        Assert.Equal(expected, Parsed(text).Evaluate(Values));

    [Fact]
    public void A_letter_is_not_equal_to_its_decomposed_form()
    {
        var values = new Dictionary<string, object> { ["lot"] = "u\u0308" };
        Assert.False(Parsed("lot == 'ü'").Evaluate(values));
        Assert.False(Parsed("lot in ('ü', 'x')").Evaluate(values));
    }

    [Theory]
    [InlineData("lott != expected", 1, 1, "'lot'")] // the nearest name
    [InlineData("lot != expected and probabilty > 0.9", 1, 21, "'probability'")]
    [InlineData("lot == 'probabilty' and probabilty > 0.9", 1, 25, "'probability'")] // not the one between quotes
    [InlineData("lot !=\n  expectd", 2, 3, "'expected'")]
    [InlineData("lot < 3", 1, 7, "a text")]
    [InlineData("count == '3'", 1, 10, "a number")]
    [InlineData("expiry > '2026-01-01'", 1, 10, "a day")]
    [InlineData("lot < expected", 1, 1, "no order")]
    [InlineData("not lot == expected", 1, 5, "'not'")] // binds closer than ==
    [InlineData("count and sealed", 1, 1, "true or false")]
    [InlineData("count + 1", 1, 1, "true or false")]
    [InlineData("lot + expected == 'x'", 1, 1, "arithmetic")]
    [InlineData("1 < count < 3", 1, 13, "is true or false")]
    [InlineData("lenght(lot) > 1", 1, 1, "'length'")]
    [InlineData("length(count) > 1", 1, 8, "'length'")]
    [InlineData("length(lot, lot) > 1", 1, 1, "takes 1")]
    [InlineData("count > 1 ? sealed : sealed", 1, 1, "'? :'")]
    [InlineData("count in (1, '2')", 1, 14, "a text")]
    [InlineData("lot in (lot, 'x')", 1, 9, "constants")]
    [InlineData("lot in 'x'", 1, 1, "list")]
    [InlineData("count & 1 == 1", 1, 1, "operator")]
    [InlineData("count ** 2 == 1", 1, 1, "operator")]
    [InlineData("lot ?? expected == 'x'", 1, 1, "operator")]
    [InlineData("count == 1e999", 1, 10, "too large")]
    [InlineData("lot == null", 1, 8, "'null'")]
    [InlineData("lot !=", 1, 5, "cannot be read")]
    [InlineData("lot lot", 1, 5, "cannot be read")]
    [InlineData("(sealed\n or sealed", 2, 11, "bracket")]
    [InlineData("lot.length > 1", 1, 4, "cannot be read")]
    [InlineData("", 1, 1, "empty")]
    [InlineData("lot == 'open", 1, 5, "cannot be read")]
    public void A_bad_expression_is_refused_with_its_place_and_a_hint(string text, int line, int column, string said)
    {
        ExpressionFault? fault = RuleExpression.Parse(text, Names).Fault;
        Assert.NotNull(fault);
        Assert.Equal((line, column), (fault.Line, fault.Column));
        Assert.Contains(said, fault.Message + fault.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void The_names_that_are_used_are_known()
    {
        Assert.Equal(["expected", "lot", "probability"], Parsed("lot != expected and probability > 0.9").Names.Keys.Order());
    }

    [Theory]
    [InlineData('(', ')')]
    [InlineData('-', ' ')]
    [InlineData('!', ' ')]
    public void A_hundred_thousand_brackets_or_signs_are_refused(char open, char close)
    {
        string text = new string(open, 100_000) + "1" + new string(close, 100_000);
        Assert.NotNull(RuleExpression.Parse(text, Names).Fault);
        RuleExpression.Parse(new string(open, 499) + "1" + new string(close, 499), Names); // within the limit: any outcome, but one
    }

    [Fact]
    public void No_text_ends_otherwise_than_in_an_expression_or_a_fault()
    {
        string[] pieces =
        [
            "lot",
            "count",
            "sealed",
            "expected",
            " ",
            "==",
            "!=",
            "<",
            ">=",
            "and",
            "or",
            "not",
            "in",
            "like",
            "(",
            ")",
            ",",
            "'a'",
            "\"",
            "'",
            "1",
            "0.5",
            "1e5",
            "0x1F",
            "+",
            "-",
            "*",
            "/",
            "%",
            "?",
            ":",
            "[",
            "]",
            "{",
            "}",
            "#",
            "&",
            "|",
            "^",
            "~",
            "!",
            "\n",
            "\\",
            "length(",
            "null",
            "ü",
            "\ud800",
            "\0",
            "??",
            "**",
            "<<",
            "true",
            "/*",
            "//",
            ".",
            ";",
            "@",
            "$",
            "in (1,2)",
            "#2024-01-01#",
        ];
        Prop.ForAll(
                (from parts in Gen.Elements(pieces).ListOf() select string.Concat(parts)).ToArbitrary(),
                static text =>
                {
                    ExpressionParse parse = RuleExpression.Parse(text, Names);
                    if (
                        parse.Expression is { } expression
                        && !text.Contains('/', StringComparison.Ordinal)
                        && !text.Contains('%', StringComparison.Ordinal)
                    )
                    {
                        expression.Evaluate(Values.Concat([new("brightness", 0.1)]).ToDictionary());
                    }

                    return parse.Expression is null != parse.Fault is null
                        && (parse.Fault is not { } fault || fault is { Line: > 0, Column: > 0 });
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Fact]
    public void Computing_takes_microseconds()
    {
        RuleExpression expression = Parsed("lot != expected and probability > 0.9");
        double best = double.MaxValue;
        for (int round = 0; round < 20; round++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < 200; i++)
            {
                expression.Evaluate(Values);
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMicroseconds / 200);
        }

        Assert.True(best < 100, $"{best:F1} µs");
    }

    private static RuleExpression Parsed(string text)
    {
        ExpressionParse parse = RuleExpression.Parse(text, Names);
        Assert.True(parse.Fault is null, parse.Fault?.ToString());
        return parse.Expression!;
    }
}
