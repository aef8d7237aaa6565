using System.Text.Json;
using EdgeVL.Qwen3VL.Constraints.Schemas;

namespace EdgeVL.Qwen3VL.Constraints.Answers;

/// <summary>A value of an answer and the bytes whose decisions are its own.</summary>
/// <param name="Pointer">JSON pointer.</param>
/// <param name="Kind">Kind of the value.</param>
/// <param name="Start">First byte.</param>
/// <param name="End">Byte behind it.</param>
internal sealed record ValueSpan(string Pointer, JsonValueKind Kind, int Start, int End)
{
    /// <summary>Whether the value holds others.</summary>
    public bool IsContainer => Kind is JsonValueKind.Object or JsonValueKind.Array;

    /// <summary>Byte behind those that it decides: a number, and a plain text, decides with the next byte that it has ended.</summary>
    public int DecidedEnd => Kind is JsonValueKind.Number or JsonValueKind.Undefined ? End + 1 : End;

    /// <summary>Finds all values of a complete answer, containers before what they contain.</summary>
    public static List<ValueSpan> FindAll(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var spans = new List<ValueSpan>();
        reader.Read();
        Read(ref reader, "", spans);
        return spans;
    }

    private static void Read(ref Utf8JsonReader reader, string pointer, List<ValueSpan> spans)
    {
        int start = (int)reader.TokenStartIndex;
        int place = spans.Count;
        JsonValueKind kind = KindOf(reader.TokenType);
        spans.Add(new ValueSpan(pointer, kind, start, start));
        if (kind == JsonValueKind.Object)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                string name = reader.GetString()!;
                reader.Read();
                Read(ref reader, SchemaPointer.Join(pointer, name), spans);
            }
        }
        else if (kind == JsonValueKind.Array)
        {
            for (int i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
            {
                Read(ref reader, SchemaPointer.Join(pointer, i), spans);
            }
        }

        spans[place] = spans[place] with { End = (int)reader.BytesConsumed };
    }

    private static JsonValueKind KindOf(JsonTokenType token) =>
        token switch
        {
            JsonTokenType.StartObject => JsonValueKind.Object,
            JsonTokenType.StartArray => JsonValueKind.Array,
            JsonTokenType.String => JsonValueKind.String,
            JsonTokenType.Number => JsonValueKind.Number,
            JsonTokenType.True => JsonValueKind.True,
            JsonTokenType.False => JsonValueKind.False,
            _ => JsonValueKind.Null,
        };
}
