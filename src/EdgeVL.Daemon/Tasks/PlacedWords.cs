using System.Globalization;
using System.Text.Json;

namespace EdgeVL.Daemon.Tasks;

/// <summary>A text or label with its place, as the model wrote it.</summary>
/// <param name="Word">The text or label; null where the model declined.</param>
/// <param name="Box">The place; null where none was given, or a point.</param>
/// <param name="Pointer">Where the word stands in the answer, as a JSON pointer.</param>
internal readonly record struct PlacedWord(string? Word, RelativeBox? Box, string Pointer);

/// <summary>Reads <c>[{"bbox_2d":[x1,y1,x2,y2],"label":"…"}]</c>: a list, or a single element of one.</summary>
/// <param name="wordKeys">Keys of the text or label, the preferred one first.</param>
/// <param name="assumed">The label of an element without one, where the question left no other; null where there is none.</param>
internal sealed class PlacedWords(string[] wordKeys, string? assumed = null)
{
    /// <summary>Reads every element, in order, exact doubles of a place once.</summary>
    /// <exception cref="AnswerFormatException">An element is malformed: to leave it out would be to lose a reading.</exception>
    public List<PlacedWord> Read(JsonElement answer)
    {
        var words = new List<PlacedWord>();
        var seen = new HashSet<(string?, RelativeBox)>();
        bool isList = answer.ValueKind == JsonValueKind.Array;
        int number = 0;
        foreach (JsonElement element in ElementsOf(answer))
        {
            number++;
            PlacedWord word = ReadOne(element, number, isList ? Invariant($"/{number - 1}") : "");
            // One place holds one thing: told twice it is still one. Without a place two equal texts are two.
            if (word.Box is not { } box || seen.Add((word.Word, box)))
            {
                words.Add(word);
            }
        }

        return words;
    }

    private static IEnumerable<JsonElement> ElementsOf(JsonElement answer) =>
        answer.ValueKind switch
        {
            JsonValueKind.Array => answer.EnumerateArray(),
            JsonValueKind.Object => [answer],
            JsonValueKind.Null => [],
            _ => throw new AnswerFormatException("the answer is no list"),
        };

    private PlacedWord ReadOne(JsonElement element, int number, string pointer) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => new PlacedWord(WordOf(element, number), BoxOf(element, number), $"{pointer}/{KeyIn(element)}"),
            JsonValueKind.String => new PlacedWord(NullIfBlank(AnswerJson.StringOf(element)), null, pointer),
            JsonValueKind.Null => new PlacedWord(null, null, pointer),
            _ => throw new AnswerFormatException(Invariant($"element {number} is neither an object nor a text")),
        };

    private string KeyIn(JsonElement element) => wordKeys.FirstOrDefault(key => element.TryGetProperty(key, out _)) ?? wordKeys[0];

    private string? WordOf(JsonElement element, int number)
    {
        foreach (string key in wordKeys)
        {
            if (element.TryGetProperty(key, out JsonElement word))
            {
                return word.ValueKind switch
                {
                    JsonValueKind.String => NullIfBlank(AnswerJson.StringOf(word)) ?? assumed,
                    JsonValueKind.Number => word.GetRawText(), // its digits as written are the text
                    JsonValueKind.Null => assumed,
                    _ => throw new AnswerFormatException(Invariant($"element {number}: '{key}' is no text")),
                };
            }
        }

        return assumed ?? throw new AnswerFormatException(Invariant($"element {number} has no '{wordKeys[0]}'"));
    }

    private static RelativeBox? BoxOf(JsonElement element, int number)
    {
        if (element.TryGetProperty("bbox_2d", out JsonElement box) && box.ValueKind != JsonValueKind.Null)
        {
            double[] edges = Numbers(box, 4, "bbox_2d", number);
            return new RelativeBox(edges[0], edges[1], edges[2], edges[3]);
        }

        if (element.TryGetProperty("point_2d", out JsonElement point) && point.ValueKind != JsonValueKind.Null)
        {
            Numbers(point, 2, "point_2d", number); // a result has no place for points; a broken one is a fault all the same
        }

        return null;
    }

    private static double[] Numbers(JsonElement list, int count, string key, int number)
    {
        double[] numbers = list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(NumberOf)] : [];
        return numbers.Length == count && numbers.All(double.IsFinite)
            ? numbers
            : throw new AnswerFormatException(Invariant($"element {number}: '{key}' is no list of {count} numbers"));
    }

    /// <summary>A number, also one in quotes; NaN for anything else.</summary>
    private static double NumberOf(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Number when element.TryGetDouble(out double number) => number,
            JsonValueKind.String
                when double.TryParse(
                    AnswerJson.StringOf(element),
                    NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out double number
                ) => number,
            _ => double.NaN,
        };

    private static string? NullIfBlank(string text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
