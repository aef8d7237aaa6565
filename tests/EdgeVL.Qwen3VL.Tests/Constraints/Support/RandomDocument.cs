using System.Globalization;
using System.Text;

namespace EdgeVL.Qwen3VL.Tests.Constraints.Support;

/// <summary>Schemas and documents that are valid for them, with values of the kinds that a reader of labels meets.</summary>
internal sealed class RandomDocument(Random random)
{
    private static readonly string[] Values =
    [
        "",
        "(a)",
        "a.",
        "a ",
        " a",
        "LOT-4821",
        "Müller & Söhne",
        "日本語のラベル",
        "best before: 03/2026",
        "50 %",
        "it's",
        "-",
        "...",
        "C:\\\\temp",
        "say \\\"hi\\\"",
        "x\\ny",
        "😀",
        "ÄÖÜ 12",
        "A/B",
        "  two",
        "'s",
        "№5",
    ];

    private static readonly string[] Names =
    [
        "name",
        "order",
        "orderId",
        "x",
        "y",
        "net_weight",
        "größe",
        "日付",
        "text",
        "is ok",
        "a1",
        "_id",
    ];

    private readonly StringBuilder schema = new();
    private readonly StringBuilder json = new();

    /// <summary>A schema, and the compact JSON of a document of it.</summary>
    public (string Schema, string Json) Next()
    {
        schema.Clear();
        json.Clear();
        Object(2);
        return (schema.ToString(), json.ToString());
    }

    private void Object(int depth)
    {
        string[] names = [.. Names];
        random.Shuffle(names);
        names = names[..random.Next(1, 6)];
        schema.Append("{\"type\":\"object\",\"properties\":{");
        json.Append('{');
        var required = new List<string>();
        bool first = true;
        foreach ((int index, string name) in names.Index())
        {
            schema.Append(index == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"\"{name}\":");
            int before = json.Length;
            json.Append(first ? "" : ",").Append(CultureInfo.InvariantCulture, $"\"{name}\":");
            Value(depth);
            if (random.Next(4) == 0)
            {
                json.Length = before;
                continue;
            }

            first = false;
            if (random.Next(3) > 0)
            {
                required.Add($"\"{name}\"");
            }
        }

        schema.Append(CultureInfo.InvariantCulture, $"}},\"required\":[{string.Join(',', required)}]}}");
        json.Append('}');
    }

    private void Value(int depth)
    {
        switch (random.Next(depth > 0 ? 9 : 7))
        {
            case 0:
                Both("""{"type":"boolean"}""", random.Next(2) == 0 ? "true" : "false");
                break;
            case 1:
                Both("""{"type":"integer"}""", random.Next(-200, 3000).ToString(CultureInfo.InvariantCulture));
                break;
            case 2:
                Both("""{"type":"number","minimum":0}""", (random.Next(10_000) / 100m).ToString(CultureInfo.InvariantCulture));
                break;
            case 3:
                Both(
                    """{"enum":["red","redder","green",null,"Grün"]}""",
                    ((string[])["\"red\"", "\"redder\"", "null", "\"Grün\""])[random.Next(4)]
                );
                break;
            case 4:
                Both("""{"type":["string","null"],"maxLength":30}""", random.Next(4) == 0 ? "null" : Text());
                break;
            case 5:
                Both("""{"type":"string","format":"date"}""", "\"2026-03-31\"");
                break;
            case 6:
                Both("""{"type":"string"}""", Text());
                break;
            case 7:
                Array(depth);
                break;
            default:
                Object(depth - 1);
                break;
        }
    }

    private void Array(int depth)
    {
        int count = random.Next(1, 4);
        schema.Append("{\"type\":\"array\",\"items\":");
        json.Append('[');
        int start = schema.Length;
        int seed = random.Next();
        for (int i = 0; i < count; i++)
        {
            json.Append(i == 0 ? "" : ",");
            schema.Length = start;

            // The same seed gives the same schema, and the same document with it.
            var item = new RandomDocument(new Random(seed));
            item.Value(depth - 1);
            schema.Append(item.schema);
            json.Append(item.json);
        }

        schema.Append('}');
        json.Append(']');
    }

    private string Text() => $"\"{Values[random.Next(Values.Length)]}\"";

    private void Both(string type, string value)
    {
        schema.Append(type);
        json.Append(value);
    }
}
