using System.Text.Json;
using EdgeVL.Contracts.Faults;
using EdgeVL.Qwen3VL.Prompt;
using EdgeVL.Qwen3VL.Tests.Golden;

namespace EdgeVL.Qwen3VL.Tests.Prompt;

public sealed class ChatTemplateFileTests : IDisposable
{
    private const string Instruct = """
        {%- if add_generation_prompt %}
            {{- '<|im_start|>assistant\n' }}
        {%- endif %}
        """;

    private const string Thinking = """
        {{- '<|im_start|>' + message.role + '\n<think>\n' + reasoning_content + '\n</think>\n\n' + content }}
        {%- if add_generation_prompt %}
            {{- '<|im_start|>assistant\n<think>\n' }}
        {%- endif %}
        """;

    // The text-only Qwen3 closes an empty block where thinking is switched off; its turn opens without one.
    private const string Hybrid = """
        {%- if add_generation_prompt %}
            {{- '<|im_start|>assistant\n' }}
            {%- if enable_thinking is false %}
                {{- '<think>\n\n</think>\n\n' }}
            {%- endif %}
        {%- endif %}
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("edgevl-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(Instruct, ChatTemplateKind.Instruct)]
    [InlineData(Thinking, ChatTemplateKind.Thinking)]
    [InlineData(Hybrid, ChatTemplateKind.Instruct)]
    [InlineData("", ChatTemplateKind.Instruct)]
    public void The_generation_prompt_tells_the_two_apart_in_every_file(string template, ChatTemplateKind expected)
    {
        foreach (string name in (string[])["chat_template.jinja", "chat_template.json", "tokenizer_config.json"])
        {
            string path = Path.Combine(folder, name);
            File.WriteAllText(
                path,
                name.EndsWith(".jinja", StringComparison.Ordinal) ? template : JsonSerializer.Serialize(new { chat_template = template })
            );
            Assert.Equal(expected, ChatTemplateFile.Detect(folder));
            File.Delete(path);
        }
    }

    [Fact]
    public void Of_several_named_templates_the_default_counts()
    {
        object[] templates = [new { name = "tool_use", template = Instruct }, new { name = "default", template = Thinking }];
        Write("tokenizer_config.json", JsonSerializer.Serialize(new { chat_template = templates }));
        Assert.Equal(ChatTemplateKind.Thinking, ChatTemplateFile.Detect(folder));
    }

    [Fact]
    public void The_template_of_its_own_file_counts_before_that_of_the_tokenizer()
    {
        Write("tokenizer_config.json", JsonSerializer.Serialize(new { chat_template = Instruct }));
        Write("chat_template.json", JsonSerializer.Serialize(new { chat_template = Thinking }));
        Assert.Equal(ChatTemplateKind.Thinking, ChatTemplateFile.Detect(folder));
    }

    [Fact]
    public void A_checkpoint_without_a_template_is_taken_for_Instruct() =>
        Assert.Equal(ChatTemplateKind.Instruct, ChatTemplateFile.Detect(GoldenFolder.Path("tiny")));

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    public void A_broken_file_is_a_fault_that_names_it(string json)
    {
        Write("chat_template.json", json);
        FaultException fault = Assert.Throws<FaultException>(() => ChatTemplateFile.Detect(folder));
        Assert.Equal(FaultCode.CheckpointInvalid, fault.Code);
        Assert.Contains("chat_template.json", fault.Message, StringComparison.Ordinal);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);
}
