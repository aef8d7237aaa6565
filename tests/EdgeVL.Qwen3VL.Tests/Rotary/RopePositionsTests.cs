using EdgeVL.Qwen3VL.Prompt;
using EdgeVL.Qwen3VL.Rotary;
using EdgeVL.Qwen3VL.Tests.Tokenizing;
using EdgeVL.Qwen3VL.Vision;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeVL.Qwen3VL.Tests.Rotary;

public class RopePositionsTests
{
    [Fact]
    public void One_picture_of_2_by_3_tokens_moves_the_text_on_by_its_larger_side()
    {
        (int[] ids, int next) = Positions(20, Picture(4, 4, 6));
        Assert.Equal([0, 1, 2, 3, 4, 4, 4, 4, 4, 4, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16], ids[..20]);
        Assert.Equal([4, 4, 4, 5, 5, 5, 7], ids[24..31]);
        Assert.Equal([4, 5, 6, 4, 5, 6, 7], ids[44..51]);
        Assert.Equal(-3, next - 20);
    }

    [Fact]
    public void Two_pictures_follow_one_another()
    {
        (int[] ids, int next) = Positions(28, Picture(4, 4, 4), Picture(10, 4, 8));
        Assert.Equal([0, 1, 2, 3, 4, 4, 4, 4, 6, 7, 8, 8, 8, 8, 8, 8, 8, 8, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21], ids[..28]);
        Assert.Equal([8, 8, 8, 8, 9, 9, 9, 9], ids[38..46]);
        Assert.Equal([8, 9, 10, 11, 8, 9, 10, 11], ids[66..74]);
        Assert.Equal(-6, next - 28);
    }

    [Fact]
    public void A_video_is_one_picture_for_each_temporal_patch_with_its_stamp_between()
    {
        PromptLayout prompt = new PromptBuilder(TestTokenizers.Published, ChatTemplate.Create(ChatTemplateKind.Instruct)).Build(
            new Conversation([ChatMessage.User(new VideoPart(), new TextPart("Describe this video."))])
            {
                Videos = [new VideoLayout(new PatchGrid(4, 4), [0.5, 2.5])],
            }
        );
        int count = prompt.Tokens.Length;
        Assert.Equal(36, count);
        Assert.Equal(-4, prompt.RopeDelta);
        Assert.Equal([10, 10, 10, 10], prompt.Positions[10..14]);
        Assert.Equal([10, 10, 11, 11, 12], prompt.Positions[(count + 10)..(count + 15)]);
        Assert.Equal([10, 11, 10, 11, 12], prompt.Positions[((2 * count) + 10)..((2 * count) + 15)]);
        Assert.Equal([20, 20, 20, 20, 22], prompt.Positions[22..27]);
        Assert.Equal(31, prompt.Positions[count - 1]);
    }

    [Fact]
    public void The_demo_picture_of_the_model_card_ends_at_position_77()
    {
        (int[] ids, int next) = Positions(2766, Picture(4, 86, 128));
        Assert.Equal(77, ids[2765]);
        Assert.Equal(-2688, next - 2766);
    }

    [Fact]
    public void Text_after_a_picture_resumes_past_every_id_that_the_picture_used() =>
        Prop.ForAll(
                Gen.Choose(1, 40).Two().ToArbitrary(),
                static size =>
                {
                    VisualSpan picture = Picture(1, 2 * size.Item1, 2 * size.Item2);
                    (int[] ids, int next) = Positions(picture.Length + 2, picture);
                    int count = picture.Length + 2;
                    int largest = ids.Where((_, i) => i % count != count - 1).Max();
                    return ids[count - 1] == largest + 1 && next == largest + 2;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_later_turn_continues_as_if_all_had_been_written_at_once() =>
        Prop.ForAll(
                Gen.Choose(1, 20).Three().ToArbitrary(),
                static size =>
                {
                    VisualSpan first = Picture(3, 2 * size.Item1, 2 * size.Item2);
                    int turn = first.End + 5;
                    VisualSpan second = Picture(turn + 2, 2 * size.Item2, 2 * size.Item3);
                    int total = second.End + 4;
                    (int[] whole, int end) = Positions(total, first, second);
                    (int[] head, int next) = Positions(turn, first);
                    int[] tail = new int[3 * (total - turn)];
                    int tailEnd = RopePositions.Write([second with { Start = 2 }], next, tail);
                    IEnumerable<int> joined = Enumerable
                        .Range(0, 3)
                        .SelectMany(axis => head.Skip(axis * turn).Take(turn).Concat(tail.Skip(axis * (total - turn)).Take(total - turn)));
                    return tailEnd == end && joined.SequenceEqual(whole);
                }
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(5, 7)]
    [InlineData(6, 6)]
    [InlineData(0, 3)]
    public void Stretches_that_overlap_or_reach_beyond_the_tokens_are_refused(int first, int second) =>
        Assert.Throws<ArgumentException>(() => Positions(10, Picture(first, 4, 4), Picture(second, 4, 4)));

    [Fact]
    public void Writing_allocates_nothing()
    {
        VisualSpan[] spans = [Picture(4, 20, 30)];
        int[] ids = new int[3 * 200];
        RopePositions.Write(spans, 0, ids);
        long before = GC.GetAllocatedBytesForCurrentThread();
        RopePositions.Write(spans, 0, ids);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static VisualSpan Picture(int start, int rows, int columns) => new(VisualKind.Picture, start, new PatchGrid(rows, columns), 0);

    private static (int[] Ids, int Next) Positions(int count, params VisualSpan[] spans)
    {
        int[] ids = new int[3 * count];
        return (ids, RopePositions.Write(spans, 0, ids));
    }
}
