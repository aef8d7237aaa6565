using System.Text.Json;

namespace EdgeVL.Daemon.Tasks;

/// <summary>Texts of a JSON object.</summary>
internal static class JsonTexts
{
    /// <summary>A text; null where it is absent, null or blank.</summary>
    /// <exception cref="AnswerFormatException">It is something else.</exception>
    public static string? Optional(JsonElement json, string key)
    {
        if (!json.TryGetProperty(key, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            throw new AnswerFormatException($"'{key}' is no text");
        }

        string text = AnswerJson.StringOf(value);
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }
}
