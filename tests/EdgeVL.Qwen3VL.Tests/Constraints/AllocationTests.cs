using EdgeVL.Qwen3VL.Constraints;
using EdgeVL.Qwen3VL.Tests.Constraints.Support;

namespace EdgeVL.Qwen3VL.Tests.Constraints;

public class AllocationTests
{
    private const string Schema = """
        {"type":"object","properties":{"lot":{"type":"string","pattern":"^[A-Z]{2}-[0-9]{4}$"},"text":{"type":"string","maxLength":40},
         "box":{"type":"array","items":{"type":"integer","minimum":0,"maximum":999},"minItems":4,"maxItems":4},"ok":{"type":["boolean","null"]}},
         "required":["lot","text","box","ok"]}
        """;

    [Fact]
    public void Nothing_is_allocated_per_token_once_all_was_seen()
    {
        ConstraintVocabulary vocabulary = TestVocabularies.Nano;
        CompiledConstraint constraint = JsonSchemaCompiler.Compile(Schema);
        var answer = new ConstrainedAnswer(vocabulary);
        for (int i = 0; i < 3; i++)
        {
            Run(answer, constraint, new StubbornModel(vocabulary, "random", 1));
        }

        var model = new StubbornModel(vocabulary, "random", 1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        int tokens = Run(answer, constraint, model);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(tokens > 15);
    }

    [Fact]
    public void Masks_that_are_computed_anew_allocate_nothing_once_the_cache_is_full()
    {
        var vocabulary = new ConstraintVocabulary(TestVocabularies.Nano.Tokenizer, 2048, [2002], cachedMasks: 4);
        CompiledConstraint constraint = JsonSchemaCompiler.Compile(Schema);
        var state = new ConstraintState(vocabulary, constraint);
        byte[] json = """{"lot":"AB-1234","text":"some text","box":[1,20,300,4],"ok":null}"""u8.ToArray();
        long allocated = 0;
        for (int round = 0; round < 3; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            state.Begin(constraint);
            int count = 0;
            foreach (byte value in json)
            {
                count += state.Mask.Count;
                Assert.True(state.TryAdvance([value]));
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(count > 0);
        }

        Assert.Equal(0, allocated);
    }

    private static int Run(ConstrainedAnswer answer, CompiledConstraint constraint, StubbornModel model)
    {
        answer.Begin(constraint, 200);
        int tokens = 0;
        while (true)
        {
            tokens += answer.Next().Append.Length;
            if (answer.Finish is not null)
            {
                return tokens;
            }

            answer.Choose(model.Logits());
        }
    }
}
