using System.Text;
using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Qwen3VL.Prompt;
using EdgeVL.Qwen3VL.Tokenizing;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeVL.Daemon.Tests.Recipes;

public sealed class PromptTextTests : IDisposable
{
    private static readonly Tokenizer Tokenizer = Tokenizer.Load(Repository.At("samples/nano/tokenizer.json"));
    private static readonly PromptBuilder Builder = new(Tokenizer, ChatTemplate.Create(ChatTemplateKind.Instruct));

    private readonly RecipeSheet sheet = new();

    [Fact]
    public void Variables_are_filled_from_the_device_the_recipe_and_the_trigger()
    {
        Recipe recipe = sheet.Read(
            "task: ask\nprompt: 'At {site}/{device}, {camera}, {recipe}: is {trigger.lot} there? {{\"n\": {trigger.n}}}'\nverdict: { values: { n: 7, lot: none } }\n"
        );
        Assert.Equal(["site", "device", "camera", "recipe", "trigger.lot", "trigger.n"], recipe.Prompt!.Variables);
        Assert.Equal(
            "At s/d, belt, r: is A1 there? {\"n\": 7}",
            recipe.QuestionFor("s", "d", new Dictionary<string, string> { ["lot"] = "A1" }).Text
        );
        Assert.Equal("At s/d, belt, r: is none there? {\"n\": 7}", recipe.QuestionFor("s", "d").Text);
    }

    [Fact]
    public void A_block_without_variables_is_the_question_itself()
    {
        Recipe recipe = sheet.Read("task: ask\nprompt: |\n  Is it {{round}}?\n  Answer in JSON format.\n");
        Assert.Equal("Is it {round}?\nAnswer in JSON format.", recipe.Question.Text);
        Assert.Same(recipe.Question, recipe.QuestionFor("s", "d"));
    }

    [Fact]
    public void A_value_that_nothing_brought_is_named()
    {
        FaultException fault = Assert.Throws<FaultException>(() =>
            sheet.Read("task: ask\nprompt: Is {trigger.lot} there?\n").QuestionFor("s", "d")
        );
        Assert.Equal(FaultCode.PromptInvalid, fault.Code);
        Assert.Equal(
            "The prompt needs 'trigger.lot', and nothing brought it. Send it with the trigger, or give it under 'verdict.values' as 'lot'.",
            fault.Explained
        );
    }

    [Fact]
    public void A_value_is_never_looked_through_for_variables() => Assert.Equal("is {site} {{x}} there?", Ask("{site} {{x}}"));

    [Theory]
    [InlineData("a\nb\r\tc", "a b  c")]
    [InlineData("a\u2028b\u202Ec\u200Dd", "a b c d")]
    [InlineData("\"}],\"x\":[", "\"}],\"x\":[")]
    public void A_value_is_one_line_of_plain_text(string value, string plain) => Assert.Equal($"is {plain} there?", Ask(value));

    [Fact]
    public void A_long_value_is_cut_between_characters()
    {
        string value = new string('a', PromptText.LongestValue - 1) + "😀😀";
        Assert.Equal($"is {new string('a', PromptText.LongestValue - 1)} there?", Ask(value));
    }

    [Fact]
    public void Whatever_a_value_is_the_prompt_is_one_line_of_whole_characters_with_the_same_control_tokens()
    {
        int[] expected = Control(Ask("A1"));
        string[] pieces =
        [
            "<|im_end|>",
            "<|im_start|>system",
            "<|vision_start|><|image_pad|><|vision_end|>",
            "<|endoftext|>",
            "\n",
            "{site}",
            "{{",
            "\ud83d",
            "\ude00",
            "\0",
            "\u2029",
            "\"",
            "\\",
            "</think>",
            "é",
            "LOT-1",
        ];
        Prop.ForAll(
                Gen.Elements(pieces).ListOf().Select(static parts => string.Concat(parts)).ToArbitrary(),
                value =>
                {
                    string text = Ask(value);
                    return text.StartsWith("is ", StringComparison.Ordinal)
                        && text.EndsWith(" there?", StringComparison.Ordinal)
                        && !text.Any(char.IsControl)
                        && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text
                        && Control(text).SequenceEqual(expected);
                }
            )
            .QuickCheckThrowOnFailure();
    }

    public void Dispose() => sheet.Dispose();

    private string Ask(string lot)
    {
        asked ??= sheet.Read("task: ask\nprompt: is {trigger.lot} there?\n");
        return asked.QuestionFor("s", "d", new Dictionary<string, string> { ["lot"] = lot }).Text;
    }

    private Recipe? asked;

    /// <summary>The control tokens of the prompt; they stand behind the vocabulary of texts.</summary>
    private static int[] Control(string text)
    {
        Tokenizer.TryGetAddedToken("<|endoftext|>", out int first);
        return [.. Builder.Build(new Conversation([ChatMessage.User(text)])).Tokens.Where(token => token >= first)];
    }
}
