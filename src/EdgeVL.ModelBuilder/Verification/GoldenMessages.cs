using System.Text.Json;
using EdgeVL.Contracts.Faults;
using EdgeVL.Qwen3VL.Prompt;

namespace EdgeVL.ModelBuilder.Verification;

/// <summary>Messages in the form that transformers takes.</summary>
internal static class GoldenMessages
{
    public static IReadOnlyList<ChatMessage> Read(JsonElement messages) => [.. messages.EnumerateArray().Select(ReadMessage)];

    private static ChatMessage ReadMessage(JsonElement message)
    {
        string role = message.GetProperty("role").GetString()!;
        ChatRole speaker = role switch
        {
            "system" => ChatRole.System,
            "user" => ChatRole.User,
            "assistant" => ChatRole.Assistant,
            "tool" => ChatRole.Tool,
            _ => throw new FaultException(
                FaultCode.UsageInvalid,
                $"A message has the role '{role}'.",
                "Roles are system, user, assistant and tool."
            ),
        };
        return new ChatMessage(speaker, ReadContent(message))
        {
            Reasoning = message.TryGetProperty("reasoning_content", out JsonElement reasoning) ? reasoning.GetString() : null,
            ToolCalls = message.TryGetProperty("tool_calls", out JsonElement calls) ? [.. calls.EnumerateArray().Select(ReadCall)] : [],
        };
    }

    private static IReadOnlyList<ContentPart> ReadContent(JsonElement message) =>
        message.TryGetProperty("content", out JsonElement content)
            ? content.ValueKind switch
            {
                JsonValueKind.String => [new TextPart(content.GetString()!)],
                JsonValueKind.Array => [.. content.EnumerateArray().Select(ReadPart)],
                _ => [],
            }
            : [];

    private static ContentPart ReadPart(JsonElement part)
    {
        string? type = part.TryGetProperty("type", out JsonElement kind) ? kind.GetString() : null;
        if (type is "image" or "image_url" || part.TryGetProperty("image", out _) || part.TryGetProperty("image_url", out _))
        {
            return new ImagePart();
        }

        return type == "video" || part.TryGetProperty("video", out _)
            ? new VideoPart()
            : new TextPart(part.GetProperty("text").GetString()!);
    }

    private static ToolCall ReadCall(JsonElement call)
    {
        JsonElement function = call.TryGetProperty("function", out JsonElement inner) ? inner : call;
        return new ToolCall(function.GetProperty("name").GetString()!, function.GetProperty("arguments").Clone());
    }
}
