using System.Globalization;
using System.Text;
using System.Text.Json;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Qwen3VL.Prompt;

/// <summary>JSON as the reference's templates write it: <c>", "</c> and <c>": "</c> between, keys as they came, nothing beyond ASCII
/// escaped, numbers as they were spelt.</summary>
internal static class PythonJson
{
    /// <summary>Writes a value.</summary>
    /// <exception cref="FaultException"><see cref="FaultCode.PromptInvalid"/>: no value, or a string in it has a lone surrogate.</exception>
    public static string Write(JsonElement value) =>
        Translated(
            value,
            static value =>
            {
                var text = new StringBuilder();
                WriteValue(value, text);
                return text.ToString();
            }
        );

    /// <summary>As <see cref="Write"/>, but a string is JSON text already and stands as it is.</summary>
    public static string WriteArguments(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? Translated(value, static value => value.GetString()!) : Write(value);

    private static string Translated(JsonElement value, Func<JsonElement, string> write)
    {
        try
        {
            return write(value);
        }
        catch (InvalidOperationException foreign)
        {
            throw new FaultException(
                FaultCode.PromptInvalid,
                "A tool or the arguments of a call cannot be written: " + foreign.Message,
                "Give well-formed JSON, without half of a surrogate pair in a string.",
                foreign
            );
        }
    }

    private static void WriteValue(JsonElement value, StringBuilder text)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value, text);
                break;
            case JsonValueKind.Array:
                WriteArray(value, text);
                break;
            case JsonValueKind.String:
                WriteString(value.GetString()!, text);
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    private static void WriteObject(JsonElement value, StringBuilder text)
    {
        string between = "{";
        foreach (JsonProperty property in value.EnumerateObject())
        {
            text.Append(between);
            WriteString(property.Name, text);
            text.Append(": ");
            WriteValue(property.Value, text);
            between = ", ";
        }

        text.Append(between == "{" ? "{}" : "}");
    }

    private static void WriteArray(JsonElement value, StringBuilder text)
    {
        string between = "[";
        foreach (JsonElement item in value.EnumerateArray())
        {
            text.Append(between);
            WriteValue(item, text);
            between = ", ";
        }

        text.Append(between == "[" ? "[]" : "]");
    }

    private static void WriteString(string value, StringBuilder text)
    {
        text.Append('"');
        foreach (char character in value)
        {
            _ = character switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append(@"\\"),
                '\n' => text.Append(@"\n"),
                '\r' => text.Append(@"\r"),
                '\t' => text.Append(@"\t"),
                '\b' => text.Append(@"\b"),
                '\f' => text.Append(@"\f"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => text.Append(character),
            };
        }

        text.Append('"');
    }
}
