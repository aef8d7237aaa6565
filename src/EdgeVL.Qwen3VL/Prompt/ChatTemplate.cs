using System.Text.Json;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Qwen3VL.Prompt;

/// <summary>Writes conversations in the form that a checkpoint was trained on. Immutable, safe on any thread.</summary>
public abstract class ChatTemplate
{
    private const string ToolsHead = """
        # Tools

        You may call one or more functions to assist with the user query.

        You are provided with function signatures within <tools></tools> XML tags:
        <tools>
        """;

    private const string ToolsTail = """

        </tools>

        For each function call, return a json object with function name and arguments within <tool_call></tool_call> XML tags:
        <tool_call>
        {"name": <function-name>, "arguments": <args-json-object>}
        </tool_call>
        """;

    private readonly bool addVisionIds;

    private protected ChatTemplate(bool addVisionIds) => this.addVisionIds = addVisionIds;

    /// <summary>Which of the two it is.</summary>
    public abstract ChatTemplateKind Kind { get; }

    /// <summary>What follows the last message where the model is to answer.</summary>
    private protected abstract string GenerationPrompt { get; }

    /// <summary>Makes a template.</summary>
    /// <param name="kind">Which one.</param>
    /// <param name="addVisionIds">True writes <c>Picture 1: </c> before the first picture, and so on.</param>
    public static ChatTemplate Create(ChatTemplateKind kind, bool addVisionIds = false) =>
        kind == ChatTemplateKind.Thinking ? new ThinkingTemplate(addVisionIds) : new InstructTemplate(addVisionIds);

    /// <summary>Writes a conversation.</summary>
    /// <exception cref="FaultException"><see cref="FaultCode.PromptInvalid"/>: no message, a call in a message that is not the assistant's, or a
    /// picture where the template has no place for it.</exception>
    internal List<PromptSegment> Render(IReadOnlyList<ChatMessage> messages, IReadOnlyList<JsonElement> tools, bool generationPrompt)
    {
        Check(messages);
        var writer = new TemplateWriter(addVisionIds);
        WriteSystemBlock(messages[0], tools, writer);
        WriteTurns(messages, writer);
        if (generationPrompt)
        {
            writer.Literal(GenerationPrompt);
        }

        return writer.Segments;
    }

    /// <summary>Renders the content of a first message that is the system's.</summary>
    private protected abstract string RenderSystem(ChatMessage message, TemplateWriter writer);

    /// <summary>Writes all that follows the system block.</summary>
    private protected abstract void WriteTurns(IReadOnlyList<ChatMessage> messages, TemplateWriter writer);

    /// <summary>Writes a whole turn.</summary>
    private protected static void WriteTurn(string role, string content, TemplateWriter writer)
    {
        writer.Literal($"{ControlText.TurnStart}{role}\n");
        writer.Content(content);
        writer.Literal(ControlText.TurnEnd + "\n");
    }

    /// <summary>Writes the calls of an assistant message and ends its turn.</summary>
    private protected static void WriteCalls(ChatMessage message, bool afterContent, TemplateWriter writer)
    {
        foreach (ToolCall call in message.ToolCalls)
        {
            writer.Literal((afterContent ? "\n" : "") + "<tool_call>\n{\"name\": \"");
            writer.Text(call.Name);
            writer.Literal("\", \"arguments\": ");
            writer.Text(PythonJson.WriteArguments(call.Arguments));
            writer.Literal("}\n</tool_call>");
            afterContent = true;
        }

        writer.Literal(ControlText.TurnEnd + "\n");
    }

    /// <summary>Writes the answer of a tool; answers that follow one another form one turn of the user's.</summary>
    private protected static void WriteToolResponse(IReadOnlyList<ChatMessage> messages, int index, string content, TemplateWriter writer)
    {
        bool first = index == 0 || messages[index - 1].Role != ChatRole.Tool;
        bool last = index == messages.Count - 1 || messages[index + 1].Role != ChatRole.Tool;
        writer.Literal($"{(first ? ControlText.TurnStart + "user" : "")}\n{ControlText.ToolResponseStart}\n");
        writer.Content(content);
        writer.Literal($"\n{ControlText.ToolResponseEnd}{(last ? ControlText.TurnEnd + "\n" : "")}");
    }

    private protected static FaultException Fault(string message, string remedy) => new(FaultCode.PromptInvalid, message, remedy);

    private static void Check(IReadOnlyList<ChatMessage> messages)
    {
        if (messages.Count == 0)
        {
            throw Fault("The conversation has no message.", "Send at least one message of the user.");
        }

        if (
            messages.FirstOrDefault(static message => message.ToolCalls.Count > 0 && message.Role != ChatRole.Assistant)
            is ChatMessage wrong
        )
        {
            throw Fault($"A {wrong.Role} message has tool calls.", "Only assistant messages may have them.");
        }
    }

    private void WriteSystemBlock(ChatMessage first, IReadOnlyList<JsonElement> tools, TemplateWriter writer)
    {
        bool system = first.Role == ChatRole.System;
        if (!system && tools.Count == 0)
        {
            return;
        }

        writer.Literal(ControlText.TurnStart + "system\n");
        writer.Content(system ? RenderSystem(first, writer) : "");
        if (tools.Count > 0)
        {
            writer.Literal((system ? "\n\n" : "") + ToolsHead);
            foreach (JsonElement tool in tools)
            {
                writer.Literal("\n");
                writer.Text(PythonJson.Write(tool));
            }

            writer.Literal(ToolsTail);
        }

        writer.Literal(ControlText.TurnEnd + "\n");
    }
}
