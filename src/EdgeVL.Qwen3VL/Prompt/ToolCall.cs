using System.Text.Json;

namespace EdgeVL.Qwen3VL.Prompt;

/// <summary>A call that the model made in an earlier turn.</summary>
/// <param name="Name">Name of the function.</param>
/// <param name="Arguments">An object; or a string that already is the JSON text, which is taken as it stands.</param>
public sealed record ToolCall(string Name, JsonElement Arguments);
