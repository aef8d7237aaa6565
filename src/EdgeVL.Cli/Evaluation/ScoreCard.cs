using System.Text.Json;

namespace EdgeVL.Cli.Evaluation;

/// <summary>Scores answers against exact truth: boxes count at an overlap of one half with the right word, matched greedily; lines are texts read exactly.</summary>
internal sealed class ScoreCard
{
    private const double LeastOverlap = 0.5;

    private readonly SortedDictionary<string, TaskScore> tasks = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (int Read, int All)> lighting = new(StringComparer.Ordinal);

    /// <summary>The sums by task.</summary>
    public IReadOnlyDictionary<string, TaskScore> Tasks => tasks;

    /// <summary>Lines read by lighting level.</summary>
    public IReadOnlyDictionary<string, (int Read, int All)> Lighting => lighting;

    /// <summary>Adds one answer.</summary>
    public void Add(TruthRow row, TruthAsk ask, string answer)
    {
        if (!tasks.TryGetValue(ask.Task, out TaskScore? score))
        {
            tasks[ask.Task] = score = new TaskScore();
        }

        score.Count++;
        score.Exact += answer == ask.Answer ? 1 : 0;
        if (ask.Task == "describe")
        {
            return;
        }

        JsonElement? truth = Parse(ask.Answer);
        JsonElement? got = Parse(answer);
        score.Valid += got is null ? 0 : 1;
        switch (ask.Task)
        {
            case "ocr":
                AddBoxes(score, truth, got, "text_content");
                AddLines(score, row.Lighting ?? "unknown", ScoredBox.Of(truth, "text_content"), ScoredBox.Of(got, "text_content"));
                break;
            case "objects" or "find":
                AddBoxes(score, truth, got, "label");
                break;
            case "scene":
                score.RightLighting += Text(truth, "lighting") is { } right && right == Text(got, "lighting") ? 1 : 0;
                break;
            default:
                break;
        }
    }

    private static void AddBoxes(TaskScore score, JsonElement? truth, JsonElement? got, string wordKey)
    {
        List<ScoredBox> left = ScoredBox.Of(got, wordKey);
        List<ScoredBox> wanted = ScoredBox.Of(truth, wordKey);
        score.TruthBoxes += wanted.Count;
        score.AnswerBoxes += left.Count;
        foreach (ScoredBox box in wanted)
        {
            int best = BestMatch(box, left);
            if (best >= 0)
            {
                score.Hits++;
                score.OverlapSum += box.Overlap(left[best]);
                left.RemoveAt(best);
            }
        }
    }

    private static int BestMatch(ScoredBox box, List<ScoredBox> candidates)
    {
        int best = -1;
        double bestOverlap = 0;
        for (int i = 0; i < candidates.Count; i++)
        {
            double overlap = candidates[i].Word == box.Word ? box.Overlap(candidates[i]) : 0;
            if (overlap >= LeastOverlap && overlap > bestOverlap)
            {
                (best, bestOverlap) = (i, overlap);
            }
        }

        return best;
    }

    private void AddLines(TaskScore score, string level, List<ScoredBox> truth, List<ScoredBox> got)
    {
        foreach (string text in truth.Select(static box => box.Word!))
        {
            bool read = got.Exists(box => box.Word == text);
            (int known, int all) = lighting.GetValueOrDefault(level);
            lighting[level] = (known + (read ? 1 : 0), all + 1);
            score.Lines += read ? 1 : 0;
            score.Edits += got.Count == 0 ? text.Length : got.Min(box => EditDistance(text, box.Word ?? ""));
            score.Characters += text.Length;
        }
    }

    /// <summary>Levenshtein's distance.</summary>
    internal static int EditDistance(string one, string other)
    {
        int[] row = [.. Enumerable.Range(0, other.Length + 1)];
        for (int i = 1; i <= one.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.Length; j++)
            {
                int above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (one[i - 1] == other[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }

    private static JsonElement? Parse(string answer)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(answer);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement? element, string key) =>
        element is { ValueKind: JsonValueKind.Object }
        && element.Value.TryGetProperty(key, out JsonElement value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
