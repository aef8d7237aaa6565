namespace EdgeVL.Qwen3VL.Prompt;

/// <summary>One message of a conversation.</summary>
/// <param name="Role">Who speaks.</param>
/// <param name="Content">What is said, in order.</param>
public sealed record ChatMessage(ChatRole Role, IReadOnlyList<ContentPart> Content)
{
    /// <summary>Calls of an assistant message. Default none.</summary>
    public IReadOnlyList<ToolCall> ToolCalls { get; init; } = [];

    /// <summary>What an assistant message of a Thinking checkpoint thought first; where null, it is looked for in the text.</summary>
    public string? Reasoning { get; init; }

    /// <summary>A system message.</summary>
    public static ChatMessage System(string text) => new(ChatRole.System, Parts(text));

    /// <summary>A user message of text alone.</summary>
    public static ChatMessage User(string text) => new(ChatRole.User, Parts(text));

    /// <summary>A user message with pictures or videos.</summary>
    public static ChatMessage User(params IReadOnlyList<ContentPart> content) => new(ChatRole.User, content);

    /// <summary>An assistant message.</summary>
    public static ChatMessage Assistant(string text, params IReadOnlyList<ToolCall> toolCalls) =>
        new(ChatRole.Assistant, Parts(text)) { ToolCalls = toolCalls };

    /// <summary>The answer of a tool.</summary>
    public static ChatMessage Tool(string text) => new(ChatRole.Tool, Parts(text));

    private static ContentPart[] Parts(string text) => text.Length == 0 ? [] : [new TextPart(text)];
}
