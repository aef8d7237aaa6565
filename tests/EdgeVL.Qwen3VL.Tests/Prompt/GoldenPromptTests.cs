using EdgeVL.Qwen3VL.Prompt;
using EdgeVL.Qwen3VL.Tests.Golden;
using EdgeVL.Qwen3VL.Tests.Tokenizing;

namespace EdgeVL.Qwen3VL.Tests.Prompt;

/// <summary>The nine golden cases (transformers 4.57.6): every integer exact, every pixel within 1e-6.</summary>
public class GoldenPromptTests
{
    public static TheoryData<string> Cases => [.. GoldenCase.Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_rendered_prompt_is_that_of_the_reference(string name)
    {
        GoldenCase golden = GoldenCase.Read(name);
        Assert.Equal(golden.Prompt, Builder().RenderText(Convert(golden).Conversation));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Tokens_positions_and_delta_are_those_of_the_reference(string name)
    {
        GoldenCase golden = GoldenCase.Read(name);
        PromptLayout prompt = Builder().Build(Convert(golden).Conversation);
        Assert.Equal(golden.InputIds, prompt.Tokens);
        Assert.Equal(golden.PositionIds, prompt.Positions);
        Assert.Equal(golden.RopeDelta, prompt.RopeDelta);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Grids_and_time_stamps_are_those_of_the_reference(string name)
    {
        GoldenCase golden = GoldenCase.Read(name);
        Conversation conversation = Convert(golden).Conversation;
        Assert.Equal(golden.ImageGrids, conversation.Pictures.Select(static grid => new[] { 1, grid.Rows, grid.Columns }));
        Assert.Equal(golden.VideoGrids, conversation.Videos.Select(static video => Row(video)));
        Assert.Equal(
            golden.Timestamps,
            conversation.Videos.SelectMany(static video => video.Timestamps).Select(static stamp => $"{stamp:F1}")
        );
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Visual_stretches_cover_the_placeholders_and_nothing_else(string name)
    {
        GoldenCase golden = GoldenCase.Read(name);
        PromptLayout prompt = Builder().Build(Convert(golden).Conversation);
        int[] pads = [.. Enumerable.Range(0, prompt.Tokens.Length).Where(i => prompt.Tokens[i] is 2012 or 2013)];
        Assert.Equal(pads, prompt.Visuals.SelectMany(static span => Enumerable.Range(span.Start, span.Length)));
        Assert.Equal(golden.ImageFiles.Length, prompt.Visuals.Count(static span => span.Kind == VisualKind.Picture));
        Assert.Equal(golden.Timestamps.Length, prompt.Visuals.Count(static span => span.Kind == VisualKind.VideoPatch));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Patches_are_those_of_the_reference(string name)
    {
        GoldenCase golden = GoldenCase.Read(name);
        GoldenConversation converted = Convert(golden);
        AssertClose(golden, "pixel_values", converted.ImagePatches);
        AssertClose(golden, "pixel_values_videos", converted.VideoPatches);
    }

    private static void AssertClose(GoldenCase golden, string array, float[] actual)
    {
        float[] expected = golden.Arrays.Has(array) ? golden.Arrays.Floats(array) : [];
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), static pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    private static int[] Row(VideoLayout video) => [video.Timestamps.Count, video.Grid.Rows, video.Grid.Columns];

    private static GoldenConversation Convert(GoldenCase golden) => GoldenConversation.Of(golden, GoldenFolder.Path("tiny"));

    private static PromptBuilder Builder() => new(TestTokenizers.Nano, ChatTemplate.Create(ChatTemplateKind.Instruct));
}
