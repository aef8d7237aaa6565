using System.Text.Json;

namespace EdgeVL.Cli.Evaluation;

/// <summary>A box with its word, in thousandths of the picture.</summary>
internal readonly record struct ScoredBox(double X1, double Y1, double X2, double Y2, string? Word)
{
    private double Area => (X2 - X1) * (Y2 - Y1);

    /// <summary>Intersection over union with <paramref name="other"/>.</summary>
    public double Overlap(ScoredBox other)
    {
        double width = Math.Min(X2, other.X2) - Math.Max(X1, other.X1);
        double height = Math.Min(Y2, other.Y2) - Math.Max(Y1, other.Y1);
        if (width <= 0 || height <= 0)
        {
            return 0;
        }

        double intersection = width * height;
        return intersection / (Area + other.Area - intersection);
    }

    /// <summary>The boxes of a JSON answer; what has no four numbers is left out.</summary>
    public static List<ScoredBox> Of(JsonElement? answer, string wordKey)
    {
        var boxes = new List<ScoredBox>();
        if (answer is not { ValueKind: JsonValueKind.Array } list)
        {
            return boxes;
        }

        foreach (JsonElement item in list.EnumerateArray())
        {
            if (
                item.ValueKind == JsonValueKind.Object
                && item.TryGetProperty("bbox_2d", out JsonElement box)
                && box.ValueKind == JsonValueKind.Array
                && box.GetArrayLength() == 4
                && box.EnumerateArray().All(static edge => edge.ValueKind == JsonValueKind.Number)
            )
            {
                string? word =
                    item.TryGetProperty(wordKey, out JsonElement text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
                boxes.Add(new ScoredBox(box[0].GetDouble(), box[1].GetDouble(), box[2].GetDouble(), box[3].GetDouble(), word));
            }
        }

        return boxes;
    }
}
