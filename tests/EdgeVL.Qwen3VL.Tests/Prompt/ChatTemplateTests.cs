using System.Text.Json;
using EdgeVL.Contracts.Faults;
using EdgeVL.Qwen3VL.Prompt;
using EdgeVL.Qwen3VL.Tests.Golden;
using EdgeVL.Qwen3VL.Tests.Tokenizing;
using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Qwen3VL.Tests.Prompt;

public class ChatTemplateTests
{
    private const string Tool = """{"type": "function", "function": {"name": "f", "description": "größe"}}""";

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Templates().Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_random_conversation_is_what_the_published_template_makes_of_it(int number)
    {
        JsonElement expected = Templates()[number];
        string text = expected.GetProperty("rendered").GetString()!;
        var conversation = new Conversation([.. expected.GetProperty("messages").EnumerateArray().Select(GoldenConversation.Message)])
        {
            Tools = [.. expected.GetProperty("tools").EnumerateArray()],
            GenerationPrompt = expected.GetProperty("gp").GetBoolean(),
            // One token each leaves the placeholder of a picture as it was; a video's comes with its time stamp.
            Pictures = [.. Enumerable.Repeat(new PatchGrid(2, 2), Count(text, "<|image_pad|>"))],
            Videos = [.. Enumerable.Repeat(new VideoLayout(new PatchGrid(2, 2), [0.5]), Count(text, "<|video_pad|>"))],
        };
        var kind = Enum.Parse<ChatTemplateKind>(expected.GetProperty("kind").GetString()!, ignoreCase: true);
        PromptBuilder builder = Builder(kind, expected.GetProperty("vid").GetBoolean());
        const string Place = "<|vision_start|><|video_pad|><|vision_end|>";
        Assert.Equal(text.Replace(Place, "<0.5 seconds>" + Place, StringComparison.Ordinal), builder.RenderText(conversation));
    }

    [Fact]
    public void One_text_turn_has_the_ids_of_the_published_tokenizer() =>
        AssertIds([ChatMessage.User("Hello world")], [151644, 872, 198, 9707, 1879, 151645, 198, 151644, 77091, 198]);

    [Fact]
    public void A_picture_of_64_tokens_has_the_ids_of_the_published_tokenizer()
    {
        PromptLayout prompt = Published()
            .Build(
                new Conversation([ChatMessage.User(new ImagePart(), new TextPart("Describe this image."))])
                {
                    Pictures = [new PatchGrid(16, 16)],
                }
            );
        int[] pads = [.. Enumerable.Repeat(151655, 64)];
        int[] text = [74785, 419, 2168, 13, 151645, 198, 151644, 77091, 198];
        Assert.Equal([151644, 872, 198, 151652, .. pads, 151653, .. text], prompt.Tokens);
        Assert.Equal([new VisualSpan(VisualKind.Picture, 4, new PatchGrid(16, 16), 0)], prompt.Visuals);
    }

    [Fact]
    public void A_system_message_has_the_ids_of_the_published_tokenizer()
    {
        Conversation conversation = Of(ChatMessage.System("You are a helpful assistant."), ChatMessage.User("Hello world"));
        Assert.Equal([151644, 8948, 198, 2610, 525, 264, 10950, 17847, 13, 151645, 198], Published().Build(conversation).Tokens[..11]);
    }

    [Fact]
    public void A_call_without_text_follows_at_once_and_one_with_text_on_a_new_line()
    {
        var call = new ToolCall("f", Json("""{"a":1}"""));
        const string Call = "<tool_call>\n{\"name\": \"f\", \"arguments\": {\"a\": 1}}\n</tool_call>";
        AssertText($"<|im_start|>assistant\n{Call}<|im_end|>\n", ChatMessage.Assistant("", call));
        AssertText($"<|im_start|>assistant\nOk.\n{Call}\n{Call}<|im_end|>\n", ChatMessage.Assistant("Ok.", call, call));
    }

    [Fact]
    public void Arguments_that_are_a_string_stand_as_they_are() =>
        AssertText(
            "<|im_start|>assistant\n<tool_call>\n{\"name\": \"f\", \"arguments\": {\"a\":1}}\n</tool_call><|im_end|>\n",
            ChatMessage.Assistant(
                "",
                new ToolCall(
                    "f",
                    Json(
                        """
                        "{\"a\":1}"
                        """
                    )
                )
            )
        );

    [Fact]
    public void Answers_of_tools_that_follow_one_another_form_one_turn() =>
        AssertText(
            "<|im_start|>user\n<tool_response>\nR1\n</tool_response>\n<tool_response>\nR2\n</tool_response><|im_end|>\n",
            ChatMessage.Tool("R1"),
            ChatMessage.Tool("R2")
        );

    [Fact]
    public void Tools_are_listed_after_the_system_message()
    {
        var conversation = new Conversation([ChatMessage.System("Be brief."), ChatMessage.User("Hi")]) { Tools = [Json(Tool), Json(Tool)] };
        string expected = $$"""
            <|im_start|>system
            Be brief.

            # Tools

            You may call one or more functions to assist with the user query.

            You are provided with function signatures within <tools></tools> XML tags:
            <tools>
            {{Tool}}
            {{Tool}}
            </tools>

            For each function call, return a json object with function name and arguments within <tool_call></tool_call> XML tags:
            <tool_call>
            {"name": <function-name>, "arguments": <args-json-object>}
            </tool_call><|im_end|>
            <|im_start|>user
            Hi<|im_end|>
            <|im_start|>assistant

            """;
        Assert.Equal(expected, Builder(ChatTemplateKind.Instruct).RenderText(conversation));
    }

    [Fact]
    public void Markers_in_the_templates_own_text_are_tokens_as_in_the_reference()
    {
        var conversation = new Conversation([ChatMessage.User("Hi")]) { Tools = [Json(Tool)] };
        int[] tokens = Published().Build(conversation).Tokens;
        // Twice in the instructions of the tools block, opened and closed each time.
        Assert.Equal(2, tokens.Count(static token => token == 151657));
        Assert.Equal(2, tokens.Count(static token => token == 151658));
    }

    [Fact]
    public void A_tool_may_answer_with_a_picture()
    {
        var conversation = new Conversation([
            ChatMessage.User("Look."),
            new ChatMessage(ChatRole.Tool, [new ImagePart(), new TextPart("done")]),
        ])
        {
            Pictures = [new PatchGrid(2, 2)],
        };
        Assert.Contains(
            "<tool_response>\n<|vision_start|><|image_pad|><|vision_end|>done\n</tool_response>",
            Builder(ChatTemplateKind.Instruct).RenderText(conversation),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Thinking_opens_the_block_of_thoughts() =>
        Assert.EndsWith(
            "<|im_start|>assistant\n<think>\n",
            Builder(ChatTemplateKind.Thinking).RenderText(Of(ChatMessage.User("Hi"))),
            StringComparison.Ordinal
        );

    [Fact]
    public void Thinking_has_the_ids_of_the_published_tokenizer() =>
        Assert.Equal(
            [151644, 77091, 198, 151667, 198],
            new PromptBuilder(TestTokenizers.Published, ChatTemplate.Create(ChatTemplateKind.Thinking))
                .Build(Of(ChatMessage.User("Hi")))
                .Tokens[^5..]
        );

    [Fact]
    public void Thinking_drops_the_thoughts_of_earlier_turns_and_keeps_those_since_the_last_question()
    {
        ChatMessage answer = ChatMessage.Assistant("<think>\nlong thoughts\n</think>\n\nYes.");
        string text = Builder(ChatTemplateKind.Thinking)
            .RenderText(new Conversation([ChatMessage.User("1?"), answer, ChatMessage.User("2?"), answer]) { GenerationPrompt = false });
        Assert.Equal(
            "<|im_start|>user\n1?<|im_end|>\n<|im_start|>assistant\nYes.<|im_end|>\n<|im_start|>user\n2?<|im_end|>\n"
                + "<|im_start|>assistant\n<think>\nlong thoughts\n</think>\n\nYes.<|im_end|>\n",
            text
        );
    }

    [Fact]
    public void A_picture_inside_dropped_thoughts_leaves_no_place()
    {
        var thoughts = new ChatMessage(ChatRole.Assistant, [new TextPart("<think>"), new ImagePart(), new TextPart("</think>Yes.")]);
        Conversation conversation = Of(ChatMessage.User("1?"), thoughts, ChatMessage.User("2?"));
        Assert.DoesNotContain("image_pad", Builder(ChatTemplateKind.Thinking).RenderText(conversation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Another_number_of_pictures_than_places_is_a_fault_that_names_both(int pictures)
    {
        var conversation = new Conversation([ChatMessage.User(new ImagePart())])
        {
            Pictures = [.. Enumerable.Repeat(new PatchGrid(2, 2), pictures)],
        };
        FaultException fault = AssertInvalid(conversation);
        Assert.Contains("1 place", fault.Message, StringComparison.Ordinal);
        Assert.Contains($"{pictures} picture", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_video_without_a_place_or_without_a_frame_is_a_fault()
    {
        var video = new VideoLayout(new PatchGrid(2, 2), [0.5]);
        AssertInvalid(Of(ChatMessage.User("Hi")) with { Videos = [video] });
        AssertInvalid(Of(ChatMessage.User(new VideoPart())) with { Videos = [video with { Timestamps = [] }] });
    }

    [Theory]
    [InlineData(ChatRole.System)]
    [InlineData(ChatRole.Assistant)]
    public void Instruct_refuses_a_picture_where_its_template_would_drop_it(ChatRole role)
    {
        var conversation = new Conversation([new ChatMessage(role, [new ImagePart()]), ChatMessage.User("Hi")])
        {
            Pictures = [new PatchGrid(2, 2)],
        };
        Assert.Contains(role.ToString(), AssertInvalid(conversation).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_message_and_calls_of_somebody_else_are_faults()
    {
        AssertInvalid(Of());
        AssertInvalid(Of(ChatMessage.User("Hi") with { ToolCalls = [new ToolCall("f", Json("{}"))] }));
    }

    [Theory]
    [InlineData("""{"a": "\ud800"}""")]
    [InlineData("\"\\udc00\"")]
    public void Arguments_with_half_of_a_surrogate_pair_are_a_fault(string json) =>
        AssertInvalid(Of(ChatMessage.Assistant("", new ToolCall("f", Json(json)))));

    [Fact]
    public void Arguments_that_are_no_value_are_a_fault() => AssertInvalid(Of(ChatMessage.Assistant("", new ToolCall("f", default))));

    [Theory]
    [InlineData("""{"b":1,"a":[1.50,-0,1E5,true,null]}""", """{"b": 1, "a": [1.50, -0, 1E5, true, null]}""")]
    [InlineData("{}", "{}")]
    [InlineData("[]", "[]")]
    [InlineData("[[],{}]", "[[], {}]")]
    [InlineData("\"gr\\u00f6\\u00dfe \\u65e5 \\ud83d\\ude00 </x>&'\"", "\"größe 日 😀 </x>&'\"")]
    [InlineData("\"\\n\\t\\r\\b\\f\\\\\\\"\\u0001\\u007f\\/\"", "\"\\n\\t\\r\\b\\f\\\\\\\"\\u0001\u007f/\"")]
    public void Json_is_written_as_the_reference_writes_it(string json, string expected) =>
        Assert.Equal(expected, PythonJson.Write(Json(json)));

    [Fact]
    public void A_tokenizer_without_control_tokens_is_refused()
    {
        string path = Path.Combine(Path.GetTempPath(), $"edgevl-{Guid.NewGuid():N}.json");
        File.WriteAllText(
            path,
            File.ReadAllText(GoldenFolder.Path("tiny", "tokenizer.json")).Replace("<|video_pad|>", "<|other|>", StringComparison.Ordinal)
        );
        try
        {
            FaultException fault = Assert.Throws<FaultException>(() =>
                new PromptBuilder(Qwen3VL.Tokenizing.Tokenizer.Load(path), ChatTemplate.Create(ChatTemplateKind.Instruct))
            );
            Assert.Equal(FaultCode.TokenizerInvalid, fault.Code);
            Assert.Contains("<|video_pad|>", fault.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static JsonElement[] Templates()
    {
        using Stream stream = typeof(ChatTemplateTests).Assembly.GetManifestResourceStream("templates.json")!;
        using JsonDocument document = JsonDocument.Parse(stream);
        return [.. document.RootElement.Clone().GetProperty("cases").EnumerateArray()];
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static JsonElement Json(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private static Conversation Of(params ChatMessage[] messages) => new(messages);

    private static PromptBuilder Published() => new(TestTokenizers.Published, ChatTemplate.Create(ChatTemplateKind.Instruct));

    private static PromptBuilder Builder(ChatTemplateKind kind, bool addVisionIds = false) =>
        new(TestTokenizers.Nano, ChatTemplate.Create(kind, addVisionIds));

    private static void AssertIds(ChatMessage[] messages, int[] expected) => Assert.Equal(expected, Published().Build(Of(messages)).Tokens);

    private static void AssertText(string expected, params ChatMessage[] messages) =>
        Assert.Equal(expected, Builder(ChatTemplateKind.Instruct).RenderText(Of(messages) with { GenerationPrompt = false }));

    private static FaultException AssertInvalid(Conversation conversation)
    {
        FaultException fault = Assert.Throws<FaultException>(() => Builder(ChatTemplateKind.Instruct).Build(conversation));
        Assert.Equal(FaultCode.PromptInvalid, fault.Code);
        Assert.NotEmpty(fault.Remedy);
        return fault;
    }
}
