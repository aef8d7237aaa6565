using System.Text.Json;

namespace EdgeVL.Daemon.Tasks;

/// <summary>The JSON of an answer: the whole answer is one JSON value, but for white space, one code fence and the thoughts before it.</summary>
internal static class AnswerJson
{
    private const int MaxDepth = 16;

    private const string Fence = "```";

    // Of two properties of one name neither is the true one.
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    private static readonly JsonDocumentOptions Repeating = new() { MaxDepth = MaxDepth };

    /// <summary>The JSON value of an answer.</summary>
    /// <param name="text">The answer.</param>
    /// <param name="mayRepeatNames">Whether the caller looks at properties of one name itself; otherwise they are a fault.</param>
    /// <exception cref="AnswerFormatException">The answer is anything else: broken or cut JSON, two values, words around it.</exception>
    public static JsonElement Of(string text, bool mayRepeatNames = false)
    {
        JsonDocumentOptions options = mayRepeatNames ? Repeating : Strict;
        return TryParse(text, options) ?? TryParse(Bare(text), options) ?? throw new AnswerFormatException("the answer is no JSON");
    }

    /// <summary>The text without the thoughts in front.</summary>
    public static string WithoutThoughts(string text)
    {
        const string end = "</think>";
        return text[(text.LastIndexOf(end, StringComparison.Ordinal) is >= 0 and int at ? at + end.Length : 0)..].Trim();
    }

    /// <summary>A string of the JSON.</summary>
    /// <exception cref="AnswerFormatException">It holds half a character.</exception>
    public static string StringOf(JsonElement element)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new AnswerFormatException("a text holds half a character");
        }
    }

    /// <summary>The name of a property.</summary>
    /// <exception cref="AnswerFormatException">It holds half a character.</exception>
    public static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            throw new AnswerFormatException("a name holds half a character");
        }
    }

    private static string Bare(string text)
    {
        string bare = WithoutThoughts(text);
        if (!bare.StartsWith(Fence, StringComparison.Ordinal))
        {
            return bare;
        }

        // ```json, a line break, the value, and the closing fence, which a model may forget.
        int body = bare.AsSpan().IndexOfAny("\n[{");
        int end =
            bare.Length > 2 * Fence.Length && bare.EndsWith(Fence, StringComparison.Ordinal) ? bare.Length - Fence.Length : bare.Length;
        return body < 0 || body > end ? "" : bare[body..end];
    }

    private static JsonElement? TryParse(string text, JsonDocumentOptions options)
    {
        try
        {
            return JsonElement.Parse(text, options);
        }
        catch (Exception broken) when (broken is JsonException or ArgumentException or InvalidOperationException)
        {
            return null; // ArgumentException: half a character in the text itself; InvalidOperationException: in a property's name
        }
    }
}
