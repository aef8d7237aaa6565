using System.Text.Json;
using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Qwen3VL.Prompt;

/// <summary>All that a prompt is made from.</summary>
/// <param name="Messages">The messages, at least one.</param>
public sealed record Conversation(IReadOnlyList<ChatMessage> Messages)
{
    /// <summary>Size of every picture, in the order of their places in the messages. Default none.</summary>
    public IReadOnlyList<PatchGrid> Pictures { get; init; } = [];

    /// <summary>Every video, in the order of their places in the messages. Default none.</summary>
    public IReadOnlyList<VideoLayout> Videos { get; init; } = [];

    /// <summary>Tools that the model may call, normally <c>{"type": "function", "function": {…}}</c>. Default none.</summary>
    public IReadOnlyList<JsonElement> Tools { get; init; } = [];

    /// <summary>True where the model is to answer: its turn is opened. Default true.</summary>
    public bool GenerationPrompt { get; init; } = true;
}
