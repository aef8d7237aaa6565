using System.Text.Json;
using System.Text.RegularExpressions;
using EdgeVL.Contracts.Faults;
using EdgeVL.Qwen3VL.Constraints;
using EdgeVL.Qwen3VL.Tests.Constraints.Support;

namespace EdgeVL.Qwen3VL.Tests.Constraints;

public class PatternTests
{
    private static readonly string[] Alphabet =
    [
        "a",
        "b",
        "A",
        "0",
        "7",
        "_",
        " ",
        "-",
        ".",
        "\"",
        "\\",
        "\n",
        "\t",
        "é",
        "€",
        "日",
        "\u2028",
    ];

    [Theory]
    [InlineData("a", "a")]
    [InlineData("^a", "^a")]
    [InlineData("a$", @"a\z")]
    [InlineData("^a$", @"^a\z")]
    [InlineData("^(?:a|ab)(?:b|)$", @"^(?:a|ab)(?:b|)\z")]
    [InlineData("^a|b$", @"^a|b\z")]
    [InlineData("(^a$|^b+$)", @"^a\z|^b+\z")]
    [InlineData("^[a-z]*$", @"^[a-z]*\z")]
    [InlineData("^[^a-z]+$", @"^[^a-z]+\z")]
    [InlineData("^.$", @"^[^\n\r\u2028\u2029]\z")]
    [InlineData("^..?$", @"^[^\n\r\u2028\u2029]{1,2}\z")]
    [InlineData(@"^\w+$", @"^[A-Za-z0-9_]+\z")]
    [InlineData(@"^\W\d*$", @"^[^A-Za-z0-9_][0-9]*\z")]
    [InlineData(@"\S", @"\S")]
    [InlineData(@"^\s$", @"^\s\z")]
    [InlineData("^(?:a|b)*a(?:a|b)$", @"^(?:a|b)*a(?:a|b)\z")]
    [InlineData("^(?<name>a?){2,3}b+?$", @"^(?:a?){2,3}b+\z")]
    [InlineData("^(?:ab){1,2}$", @"^(?:ab){1,2}\z")]
    [InlineData(@"^[\d_.-]+$", @"^[0-9_.\-]+\z")]
    [InlineData(@"^\x61\u0062?$", @"^ab?\z")]
    [InlineData(@"^\\\.$", @"^\\\.\z")]
    [InlineData("^[\"\\\\]+$", "^[\"\\\\]+\\z")]
    [InlineData(@"^\p{L}{1,2}$", @"^\p{L}{1,2}\z")]
    [InlineData(@"^\P{Letter}$", @"^\P{L}\z")]
    [InlineData(@"^[\p{Sc}\n]$", @"^[€\n]\z")]
    [InlineData("^$", @"^\z")]
    [InlineData("", "")]
    [InlineData("a{0}b", "b")]
    [InlineData("a{2,}", "aa")]
    [InlineData("^[€é日]+$", @"^[€é日]+\z")]
    [InlineData("^(?:|a)b$", @"^a?b\z")]
    public void A_pattern_means_what_it_means_in_JavaScript(string pattern, string reference)
    {
        CompiledConstraint constraint = Compile(pattern);
        var expression = new Regex(reference);
        foreach (string text in Texts())
        {
            string json = JsonSerializer.Serialize(text, Relaxed).Replace("\\u2028", "\u2028", StringComparison.Ordinal);
            if (expression.IsMatch(text) != constraint.Accepts(json))
            {
                Assert.Fail($"{json} for {pattern}");
            }
        }
    }

    [Theory]
    [InlineData("(?=a)", "look-around")]
    [InlineData("(?!a)", "look-around")]
    [InlineData("(?<=a)", "look-around")]
    [InlineData("(?<!a)", "look-around")]
    [InlineData(@"(a)\1", "back-references")]
    [InlineData(@"(?<n>a)\k<n>", "back-references")]
    [InlineData(@"\bword\b", "word boundaries")]
    [InlineData(@"\B", "word boundaries")]
    [InlineData("(?i)a", "flags")]
    [InlineData("a^b", "two ends")]
    [InlineData("a$b", "two ends")]
    [InlineData("(?:a$)*", "two ends")]
    [InlineData("^a{0,9000}$", "more than")]
    [InlineData("(?:a{1000}){1000}", "too large")]
    [InlineData("^.{0,3000}$", "states")]
    [InlineData("a{2,1}", "out of order")]
    [InlineData("[b-a]", "out of order")]
    [InlineData(@"[\d-z]", "single characters")]
    [InlineData("[a", "not closed")]
    [InlineData("(a", "not closed")]
    [InlineData("a)", "closes nothing")]
    [InlineData("*", "nothing to repeat")]
    [InlineData("a**", "nothing to repeat")]
    [InlineData("a{", "no quantifier")]
    [InlineData(@"\a", "no escape")]
    [InlineData(@"\p{Latin}", "no general category")]
    [InlineData(@"\p{Script=Latin}", "no general category")]
    [InlineData(@"\ud800", "surrogate")]
    [InlineData(@"\u{110000}", "no code point")]
    [InlineData("[]", "no text")]
    [InlineData(@"^\x01$", "no text")]
    [InlineData("\\", "single")]
    public void What_is_not_regular_or_too_large_is_refused_with_the_reason(string pattern, string reason)
    {
        string schema = """{"type":"object","properties":{"p":{"type":"string","pattern":""" + JsonSerializer.Serialize(pattern) + "}}}";
        FaultException fault = Assert.Throws<FaultException>(() => JsonSchemaCompiler.Compile(schema));
        Assert.Equal(FaultCode.SchemaUnsupported, fault.Code);
        Assert.Contains("#/properties/p/pattern: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("^[a-z]+$", 3, 5, "ab", false)]
    [InlineData("^[a-z]+$", 3, 5, "abc", true)]
    [InlineData("^[a-z]+$", 3, 5, "abcdef", false)]
    [InlineData("^(?:ab)+$", 3, 5, "abab", true)]
    [InlineData("^(?:ab)+$", 3, 5, "ab", false)]
    [InlineData("^(?:ab)+$", 3, 5, "ababab", false)]
    [InlineData("é", 0, 2, "éé", true)]
    [InlineData("é", 0, 2, "aéa", false)]
    public void A_pattern_and_a_length_both_hold(string pattern, int least, int most, string text, bool accepted)
    {
        string schema = $$"""{"type":"string","pattern":"{{pattern}}","minLength":{{least}},"maxLength":{{most}}}""";
        Assert.Equal(accepted, JsonSchemaCompiler.Compile(schema).Accepts($"\"{text}\""));
    }

    [Fact]
    public void A_pattern_whose_lengths_miss_the_bounds_is_refused() =>
        Assert.Contains(
            "as long as",
            Assert
                .Throws<FaultException>(() =>
                    JsonSchemaCompiler.Compile("""{"type":"string","pattern":"^(?:ab)+$","minLength":3,"maxLength":3}""")
                )
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void An_answer_that_is_no_json_matches_from_end_to_end()
    {
        var lot = CompiledConstraint.ForRegex("(?:lot|LOT)-[0-9]{4}|none");
        Assert.True(lot.Accepts("LOT-4821"));
        Assert.True(lot.Accepts("none"));
        Assert.False(lot.Accepts("a LOT-4821"));
        Assert.False(lot.Accepts("LOT-48211"));
        Assert.True(CompiledConstraint.ForRegex("^a\"\n$").Accepts("a\"\n"));
        Assert.False(CompiledConstraint.ForRegex("a*", new ConstraintOptions { MaxStringLength = 3 }).Accepts("aaaa"));
        Assert.True(CompiledConstraint.ForRegex("a*", new ConstraintOptions { MaxStringLength = 3 }).Accepts("aaa"));
        Assert.True(CompiledConstraint.ForRegex("a{5}", new ConstraintOptions { MaxStringLength = 3 }).Accepts("aaaaa"));
        Assert.Throws<FaultException>(() => CompiledConstraint.ForRegex("[]"));
        Assert.Throws<FaultException>(() => CompiledConstraint.ForRegex("(?=a)"));
    }

    [Fact]
    public void A_choice_is_one_of_its_texts()
    {
        var choice = CompiledConstraint.ForChoice("yes", "no", "not sure", "日本", "yes");
        Assert.All(["yes", "no", "not sure", "日本"], text => Assert.True(choice.Accepts(text)));
        Assert.All(["", "y", "not", "nope", "yes "], text => Assert.False(choice.Accepts(text)));
        Assert.Throws<FaultException>(() => CompiledConstraint.ForChoice());
        Assert.Throws<FaultException>(() => CompiledConstraint.ForChoice("a", ""));
    }

    private static readonly JsonSerializerOptions Relaxed = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static CompiledConstraint Compile(string pattern) =>
        JsonSchemaCompiler.Compile($$"""{"type":"string","pattern":{{JsonSerializer.Serialize(pattern)}}}""");

    private static IEnumerable<string> Texts()
    {
        yield return "";
        foreach (string a in Alphabet)
        {
            yield return a;
            foreach (string b in Alphabet)
            {
                yield return a + b;
                foreach (string c in Alphabet)
                {
                    yield return a + b + c;
                }
            }
        }
    }
}
