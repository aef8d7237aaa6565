using EdgeVL.Qwen3VL.Tokenizing;

namespace EdgeVL.Qwen3VL.Prompt;

/// <summary>The template of the Thinking checkpoints: thoughts of earlier turns are dropped, the answer starts inside a block of thoughts.</summary>
internal sealed class ThinkingTemplate(bool addVisionIds) : ChatTemplate(addVisionIds)
{
    public override ChatTemplateKind Kind => ChatTemplateKind.Thinking;

    private protected override string GenerationPrompt => $"{ControlText.TurnStart}assistant\n{ControlText.ThinkStart}\n";

    // The published template numbers pictures of the system message only after it has written them.
    private protected override string RenderSystem(ChatMessage message, TemplateWriter writer) =>
        writer.Render(message.Content, count: false);

    private protected override void WriteTurns(IReadOnlyList<ChatMessage> messages, TemplateWriter writer)
    {
        int query = LastQuery(messages, writer);
        for (int i = 0; i < messages.Count; i++)
        {
            ChatMessage message = messages[i];
            string content = writer.Render(message.Content);
            switch (message.Role)
            {
                case ChatRole.User:
                    WriteTurn("user", content, writer);
                    break;
                case ChatRole.System when i > 0:
                    WriteTurn("system", content, writer);
                    break;
                case ChatRole.Assistant:
                    WriteAssistant(message, content, i > query, i == messages.Count - 1, writer);
                    break;
                case ChatRole.Tool:
                    WriteToolResponse(messages, i, content, writer);
                    break;
            }
        }
    }

    /// <summary>Index of the last message in which a user asked, rather than handed on what a tool answered.</summary>
    private static int LastQuery(IReadOnlyList<ChatMessage> messages, TemplateWriter writer)
    {
        for (int i = messages.Count - 1; i >= 0; i--)
        {
            string content = messages[i].Role == ChatRole.User ? writer.Render(messages[i].Content, count: false) : "";
            bool handedOn =
                content.StartsWith(ControlText.ToolResponseStart, StringComparison.Ordinal)
                && content.EndsWith(ControlText.ToolResponseEnd, StringComparison.Ordinal);
            if (messages[i].Role == ChatRole.User && !handedOn)
            {
                return i;
            }
        }

        return messages.Count - 1;
    }

    private static void WriteAssistant(ChatMessage message, string content, bool afterQuery, bool last, TemplateWriter writer)
    {
        (string reasoning, content) = message.Reasoning is string given ? (WellFormedText.Of(given), content) : Split(content);
        writer.Literal(ControlText.TurnStart + "assistant\n");
        bool withThoughts = afterQuery && (last || reasoning.Length > 0);
        if (withThoughts)
        {
            writer.Literal(ControlText.ThinkStart + "\n");
            writer.Content(reasoning.Trim('\n'));
            writer.Literal($"\n{ControlText.ThinkEnd}\n\n");
        }

        writer.Content(withThoughts ? content.TrimStart('\n') : content);
        WriteCalls(message, content.Length > 0, writer);
    }

    /// <summary>Thoughts before the first end mark and after the last start mark before it; the answer after the last end mark.</summary>
    private static (string Reasoning, string Answer) Split(string content)
    {
        int firstEnd = content.IndexOf(ControlText.ThinkEnd, StringComparison.Ordinal);
        if (firstEnd < 0)
        {
            return ("", content);
        }

        string thoughts = content[..firstEnd].TrimEnd('\n');
        int start = thoughts.LastIndexOf(ControlText.ThinkStart, StringComparison.Ordinal);
        thoughts = start < 0 ? thoughts : thoughts[(start + ControlText.ThinkStart.Length)..];
        int lastEnd = content.LastIndexOf(ControlText.ThinkEnd, StringComparison.Ordinal);
        return (thoughts.TrimStart('\n'), content[(lastEnd + ControlText.ThinkEnd.Length)..].TrimStart('\n'));
    }
}
