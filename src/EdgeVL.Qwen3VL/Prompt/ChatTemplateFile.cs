using System.Text.Json;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Qwen3VL.Prompt;

/// <summary>Finds out which of the two templates a checkpoint was trained on.</summary>
public static class ChatTemplateFile
{
    /// <summary>Files that may hold the template, the one that counts first.</summary>
    private static readonly string[] Names = ["chat_template.jinja", "chat_template.json", "tokenizer_config.json"];

    /// <summary>Looks into the template of a checkpoint's folder: Thinking where its generation prompt opens a block of thoughts, else
    /// Instruct, also where there is no template.</summary>
    /// <exception cref="FaultException"><see cref="FaultCode.CheckpointInvalid"/>: a file is there and cannot be read.</exception>
    public static ChatTemplateKind Detect(string folder)
    {
        foreach (string path in Names.Select(name => Path.Combine(folder, name)).Where(File.Exists))
        {
            if (ReadTemplate(path) is string template)
            {
                return OpensThoughts(template) ? ChatTemplateKind.Thinking : ChatTemplateKind.Instruct;
            }
        }

        return ChatTemplateKind.Instruct;
    }

    /// <summary>True where the literal that opens the answer's turn opens a block of thoughts too.</summary>
    private static bool OpensThoughts(string template)
    {
        int prompt = template.LastIndexOf("add_generation_prompt", StringComparison.Ordinal);
        int turn = prompt < 0 ? -1 : template.IndexOf(ControlText.TurnStart + "assistant", prompt, StringComparison.Ordinal);
        if (turn < 0)
        {
            return false;
        }

        int end = template.AsSpan(turn).IndexOfAny('\'', '"');
        string literal = end < 0 ? template[turn..] : template.Substring(turn, end);
        return literal.Contains(ControlText.ThinkStart, StringComparison.Ordinal);
    }

    private static string? ReadTemplate(string path)
    {
        try
        {
            string text = File.ReadAllText(path);
            if (Path.GetExtension(path) == ".jinja")
            {
                return text;
            }

            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.TryGetProperty("chat_template", out JsonElement template) ? TemplateOf(template) : null;
        }
        catch (Exception foreign) when (foreign is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            throw new FaultException(
                FaultCode.CheckpointInvalid,
                $"The chat template '{path}' cannot be read: {foreign.Message}",
                "Take the unchanged file of a Qwen3-VL checkpoint, or remove it: Instruct is then assumed.",
                foreign
            );
        }
    }

    /// <summary>A template, or in a list of named ones the default.</summary>
    private static string? TemplateOf(JsonElement template) =>
        template.ValueKind switch
        {
            JsonValueKind.String => template.GetString(),
            JsonValueKind.Array => template
                .EnumerateArray()
                .Where(static named => named.TryGetProperty("name", out JsonElement name) && name.ValueEquals("default"))
                .Select(static named => named.TryGetProperty("template", out JsonElement text) ? text.GetString() : null)
                .FirstOrDefault(),
            _ => null,
        };
}
