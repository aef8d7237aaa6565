using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeVL.Contracts.Results;

/// <summary>A box in pixels of the captured frame; JSON is <c>[x1, y1, x2, y2]</c>.</summary>
/// <param name="X1">Left edge, 0 to the frame's width.</param>
/// <param name="Y1">Upper edge, 0 to the frame's height.</param>
/// <param name="X2">Right edge, not less than <paramref name="X1"/>.</param>
/// <param name="Y2">Lower edge, not less than <paramref name="Y1"/>.</param>
[JsonConverter(typeof(PixelBoxConverter))]
public readonly record struct PixelBox(int X1, int Y1, int X2, int Y2)
{
    /// <summary>Width in pixels.</summary>
    public int Width => X2 - X1;

    /// <summary>Height in pixels.</summary>
    public int Height => Y2 - Y1;
}

/// <summary>Reads and writes a box as an array of four integers.</summary>
public sealed class PixelBoxConverter : JsonConverter<PixelBox>
{
    /// <inheritdoc/>
    public override PixelBox Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("A box is an array of four integers: [x1, y1, x2, y2].");
        }

        Span<int> edges = stackalloc int[4];
        for (int i = 0; i < edges.Length; i++)
        {
            reader.Read();
            edges[i] = reader.GetInt32();
        }

        reader.Read();
        return reader.TokenType == JsonTokenType.EndArray
            ? new PixelBox(edges[0], edges[1], edges[2], edges[3])
            : throw new JsonException("A box is an array of four integers: [x1, y1, x2, y2].");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, PixelBox value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.X1);
        writer.WriteNumberValue(value.Y1);
        writer.WriteNumberValue(value.X2);
        writer.WriteNumberValue(value.Y2);
        writer.WriteEndArray();
    }
}
