using System.Text;
using EdgeVL.Qwen3VL.Constraints;
using EdgeVL.Qwen3VL.Constraints.Automata;
using EdgeVL.Qwen3VL.Constraints.Vocabularies;
using EdgeVL.Qwen3VL.Tests.Constraints.Support;

namespace EdgeVL.Qwen3VL.Tests.Constraints;

public class MaskTests
{
    public static TheoryData<string, string> Constraints =>
        [
            .. from vocabulary in (string[])["nano", "published"]
            from schema in new[]
            {
                """{"type":"string"}""",
                """{"type":"string","maxLength":7}""",
                """{"type":"string","minLength":3,"maxLength":30}""",
                """{"type":"string","pattern":"^[A-Z]+[0-9]*$"}""",
                """{"type":"string","pattern":"é.*x","minLength":2,"maxLength":12}""",
                """{"type":"string","pattern":"^(?:[a-c]\\n?)+$","minLength":3,"maxLength":14}""",
                """{"type":"array","items":{"type":"array","items":{"type":"string","maxLength":2},"minItems":1,"maxItems":2},"minItems":2,"maxItems":3}""",
                """{"type":"array","items":{"type":"number","minimum":-1.5,"maximum":20}}""",
                """{"type":"object","properties":{"order":{"type":["string","null"]},"orderId":{"enum":["a","ab","日本",1,12]},"x":{"type":"boolean"}},"required":["x"]}""",
            }
            select (vocabulary, schema),
        ];

    [Theory]
    [MemberData(nameof(Constraints))]
    public void A_mask_holds_the_tokens_whose_bytes_may_follow_and_no_others(string vocabularyName, string schema)
    {
        ConstraintVocabulary vocabulary = TestVocabularies.Find(vocabularyName);
        CompiledConstraint constraint = JsonSchemaCompiler.Compile(schema);
        var state = new ConstraintState(vocabulary, constraint);
        var random = new Random(1);
        for (int i = 0; i < (vocabularyName == "nano" ? 60 : 12); i++)
        {
            Configuration at = constraint.Wander(random, random.Next(40));
            state.Restore(new ConstraintSnapshot(at));
            AssertMaskIsRight(vocabulary, constraint, state, at);
        }
    }

    [Fact]
    public void A_small_cache_changes_no_mask()
    {
        CompiledConstraint constraint = JsonSchemaCompiler.Compile(
            """{"type":"array","items":{"type":"string","minLength":2,"maxLength":9},"minItems":2,"maxItems":4}"""
        );
        var large = new ConstraintState(TestVocabularies.Nano, constraint);
        var small = new ConstraintState(
            new ConstraintVocabulary(TestVocabularies.Nano.Tokenizer, 2048, [2002], cachedMasks: 3),
            constraint
        );
        var none = new ConstraintState(new ConstraintVocabulary(TestVocabularies.Nano.Tokenizer, 2048, [2002], cachedMasks: 0), constraint);
        var random = new Random(2);
        for (int i = 0; i < 400; i++)
        {
            var at = new ConstraintSnapshot(constraint.Wander(random, random.Next(30)));
            ulong[][] words =
            [
                .. new[] { large, small, none }.Select(state =>
                {
                    state.Restore(at);
                    return state.Mask.Words.ToArray();
                }),
            ];
            // The large one knows one more stop token.
            words[0][2000 >> 6] &= ~(1UL << (2000 & 63));
            Assert.Equal(words[1], words[0]);
            Assert.Equal(words[1], words[2]);
        }
    }

    [Fact]
    public void Whole_characters_and_the_remainder_are_what_a_plain_walk_finds_at_every_length()
    {
        ConstraintVocabulary vocabulary = TestVocabularies.Published;
        CompiledConstraint constraint = JsonSchemaCompiler.Compile("""{"type":"string","minLength":5,"maxLength":300}""");
        var state = new ConstraintState(vocabulary, constraint);
        var walker = new MaskWalker();
        state.TryAdvance("\""u8);
        for (int length = 0; length <= 300; length++)
        {
            if (length < 8 || length % 23 == 0 || length > 292)
            {
                TokenMask plain = vocabulary.NewMask();
                walker.Walk(constraint.Automaton, state.At, vocabulary.Trie, vocabulary.Characters, plain.WritableWords);
                plain.WritableWords[^1] &= ulong.MaxValue >> 1;
                Assert.Equal(plain.Words, state.Mask.Words);
            }

            state.TryAdvance("x"u8);
        }
    }

    [Theory]
    [InlineData("nano", true, @"^\\S.*\\S$", "x", 0)]
    [InlineData("published", true, @"^\\S.*\\S$", "x", 0)]
    [InlineData("published", true, @"^\\S.*\\S$", "x", 25)]
    [InlineData("published", true, @"^(?:[^,;]|\\n)*$", @"\n", 0)]
    [InlineData("published", true, @"^(?:ab)+$", "ab", 0)]
    [InlineData("published", true, @"^a{20}.*[!?]$", "a", 0)]
    [InlineData("nano", false, @"(?:[a-z]|\s|[\\""日])*", "\n", 0)]
    [InlineData("published", false, @"(?:[a-z]|\s|[\\""日])*", "\n", 0)]
    public void The_masks_of_a_pattern_are_what_a_plain_walk_finds_at_every_length(
        string vocabularyName,
        bool isJson,
        string pattern,
        string piece,
        int least
    )
    {
        const int Most = 44;
        ConstraintVocabulary vocabulary = TestVocabularies.Find(vocabularyName);
        CompiledConstraint constraint = isJson
            ? JsonSchemaCompiler.Compile($$"""{"type":"string","pattern":"{{pattern}}","minLength":{{least}},"maxLength":{{Most}}}""")
            : CompiledConstraint.ForRegex(pattern, new ConstraintOptions { MaxStringLength = Most });
        var state = new ConstraintState(vocabulary, constraint);
        var walker = new MaskWalker();
        byte[] bytes = Encoding.UTF8.GetBytes(piece);
        int length = 0;
        bool goesOn = !isJson || state.TryAdvance("\""u8);
        for (; goesOn; length++)
        {
            TokenMask plain = vocabulary.NewMask();
            walker.Walk(constraint.Automaton, state.At, vocabulary.Trie, vocabulary.Characters, plain.WritableWords);
            plain.WritableWords[^1] &= ulong.MaxValue >> 1;
            foreach (int stop in state.CanEnd ? vocabulary.StopTokens : [])
            {
                plain.WritableWords[stop >> 6] |= 1UL << (stop & 63);
            }

            Assert.Equal(plain.Words, state.Mask.Words);
            goesOn = state.TryAdvance([bytes[length % bytes.Length]]);
        }

        Assert.InRange(length, Most - 1, (2 * Most) + 1);
    }

    [Fact]
    public void Stop_tokens_are_allowed_where_the_answer_may_end_and_nowhere_else()
    {
        var state = new ConstraintState(
            TestVocabularies.Nano,
            JsonSchemaCompiler.Compile("""{"type":"integer","minimum":0,"maximum":30}""")
        );
        Assert.False(state.Mask.Contains(2002));
        state.TryAdvance("3"u8);
        Assert.True(state.CanEnd);
        Assert.False(state.IsComplete);
        Assert.True(state.Mask.Contains(2002));
        Assert.True(state.Mask.Contains(2000));
        state.TryAdvance("0"u8);
        Assert.True(state.IsComplete);
        Assert.Equal(2, state.Mask.Count);
    }

    [Fact]
    public void Control_tokens_and_rows_without_a_token_are_never_allowed()
    {
        ConstraintVocabulary vocabulary = TestVocabularies.Published;
        var state = new ConstraintState(vocabulary, CompiledConstraint.ForRegex(@"[\s\S]*"));
        Assert.DoesNotContain(
            Enumerable.Range(151_643, vocabulary.Rows - 151_643),
            token => state.Mask.Contains(token) && token is not (151_643 or 151_645)
        );
        Assert.False(state.TryAdvance(151_645));
        Assert.False(state.TryAdvance(151_657));
        Assert.False(state.TryAdvance(-1));
        Assert.False(state.TryAdvance(1_000_000));
    }

    [Fact]
    public void A_state_returns_to_any_place_of_the_answer()
    {
        var state = new ConstraintState(
            TestVocabularies.Nano,
            JsonSchemaCompiler.Compile("""{"type":"array","items":{"type":"string","maxLength":4},"maxItems":3}""")
        );
        state.TryAdvance("[\"ab"u8);
        ConstraintSnapshot before = state.Snapshot();
        Assert.True(state.TryAdvance("cd\",\"\",\""u8));
        Assert.False(state.TryAdvance("\",\""u8));
        state.Restore(before);
        Assert.False(state.TryAdvance("cde"u8));
        Assert.True(state.TryAdvance("cd\",\"\",\"e\"]"u8));
        Assert.True(state.IsComplete);
    }

    private static void AssertMaskIsRight(
        ConstraintVocabulary vocabulary,
        CompiledConstraint constraint,
        ConstraintState state,
        Configuration at
    )
    {
        TokenMask mask = state.Mask;
        int count = 0;
        for (int token = 0; token < vocabulary.Rows; token++)
        {
            ReadOnlySpan<byte> bytes = vocabulary.TextOf(token);
            Configuration moving = at;
            bool allowed = vocabulary.IsStop(token) ? state.CanEnd : bytes.Length > 0 && constraint.Automaton.TryStep(ref moving, bytes);
            if (allowed != mask.Contains(token))
            {
                Assert.Fail($"Token {token} is {(allowed ? "" : "not ")}allowed, and the mask says otherwise.");
            }

            count += allowed ? 1 : 0;
        }

        Assert.Equal(count, mask.Count);
        Assert.NotEqual(0, count);
        int[] tokens = new int[count + 1];
        Assert.Equal(count, mask.CopyTo(tokens));
    }
}
