namespace EdgeVL.Qwen3VL.Prompt;

/// <summary>The template of the Instruct checkpoints.</summary>
/// <remarks>A system message that is not the first is dropped, as the published template does.</remarks>
internal sealed class InstructTemplate(bool addVisionIds) : ChatTemplate(addVisionIds)
{
    public override ChatTemplateKind Kind => ChatTemplateKind.Instruct;

    private protected override string GenerationPrompt => ControlText.TurnStart + "assistant\n";

    private protected override string RenderSystem(ChatMessage message, TemplateWriter writer) => RenderText(message, writer);

    private protected override void WriteTurns(IReadOnlyList<ChatMessage> messages, TemplateWriter writer)
    {
        for (int i = 0; i < messages.Count; i++)
        {
            ChatMessage message = messages[i];
            switch (message.Role)
            {
                case ChatRole.User:
                    WriteTurn("user", writer.Render(message.Content), writer);
                    break;
                case ChatRole.Assistant:
                    writer.Literal(ControlText.TurnStart + "assistant\n");
                    writer.Content(RenderText(message, writer));
                    // The published template asks whether there is any content, be it an empty text.
                    WriteCalls(message, message.Content.Count > 0, writer);
                    break;
                case ChatRole.Tool:
                    WriteToolResponse(messages, i, writer.Render(message.Content), writer);
                    break;
            }
        }
    }

    private static string RenderText(ChatMessage message, TemplateWriter writer)
    {
        if (message.Content.Any(static part => part is not TextPart))
        {
            throw Fault(
                $"A {message.Role} message has a picture or a video; the Instruct template has no place for it there.",
                "Put it into a message of the user or of a tool."
            );
        }

        return writer.Render(message.Content);
    }
}
