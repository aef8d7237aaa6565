using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EdgeVL.Qwen3VL.Constraints.Schemas;

/// <summary>The one spelling that an answer uses: no white space, raw UTF-8, no escape that is not needed.</summary>
internal static class CompactJson
{
    private const string Escaped = "\"\\\b\t\n\f\r";
    private const string Escapes = "\"\\btnfr";

    /// <summary>The bytes of <paramref name="value"/>; numbers keep their digits, objects their order.</summary>
    /// <exception cref="UnsupportedConstraintException">A string in it has half a surrogate pair.</exception>
    public static byte[] Write(JsonElement value)
    {
        var text = new StringBuilder();
        Append(text, value);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>The bytes of <paramref name="text"/> as a JSON string, quotes included.</summary>
    public static byte[] WriteString(string text)
    {
        var json = new StringBuilder();
        AppendString(json, text);
        return Encoding.UTF8.GetBytes(json.ToString());
    }

    /// <summary>The text of a JSON string or property name.</summary>
    /// <exception cref="UnsupportedConstraintException">It has half a surrogate pair.</exception>
    public static string TextOf(Func<string?> read)
    {
        try
        {
            return read()!;
        }
        catch (InvalidOperationException)
        {
            throw new UnsupportedConstraintException("a text in it has half a surrogate pair");
        }
    }

    private static void Append(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                AppendList(text, '{', '}', value.EnumerateObject(), AppendProperty);
                break;
            case JsonValueKind.Array:
                AppendList(text, '[', ']', value.EnumerateArray(), Append);
                break;
            case JsonValueKind.String:
                AppendString(text, TextOf(value.GetString));
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    private static void AppendProperty(StringBuilder text, JsonProperty property)
    {
        AppendString(text, TextOf(() => property.Name));
        text.Append(':');
        Append(text, property.Value);
    }

    private static void AppendList<T>(StringBuilder text, char open, char close, IEnumerable<T> items, Action<StringBuilder, T> append)
    {
        text.Append(open);
        foreach ((int index, T item) in items.Index())
        {
            text.Append(index == 0 ? "" : ",");
            append(text, item);
        }

        text.Append(close);
    }

    private static void AppendString(StringBuilder json, string text)
    {
        json.Append('"');
        foreach (char character in text)
        {
            int escape = Escaped.IndexOf(character, StringComparison.Ordinal);
            if (escape >= 0)
            {
                json.Append('\\').Append(Escapes[escape]);
            }
            else if (character < ' ')
            {
                json.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            }
            else
            {
                json.Append(character);
            }
        }

        json.Append('"');
    }
}
