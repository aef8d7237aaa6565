using System.Text.Json.Nodes;
using EdgeVL.Capture;
using EdgeVL.Cli.Terminal;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Proof;

namespace EdgeVL.Cli.RecipeRuns;

/// <summary>A replay of golden pictures for people and for machines.</summary>
internal static class ProofTable
{
    /// <summary>Prints a line a picture, and its differences below.</summary>
    public static void Print(ProofReport report)
    {
        if (report.Rows.Count == 0)
        {
            Console.WriteLine($"{report.Identity.Recipe}: there is no golden picture, so nothing is proven. Add some under 'golden'.");
            return;
        }

        int width = Math.Max(5, report.Rows.Max(static row => Path.GetFileName(row.Image).Length));
        Console.WriteLine($"{"image".PadRight(width)}  expected  verdict   fields");
        foreach (GoldenRow row in report.Rows)
        {
            string verdict = row.Result is { } result ? ResultText.VerdictName(result.Verdict) : "-";
            string mark = row.Passed ? "" : "  DIFFERS";
            Console.WriteLine(
                $"{Path.GetFileName(row.Image).PadRight(width)}  {ResultText.VerdictName(row.Expected), -8}  {verdict, -8}  {Shown(row.Result)}{mark}"
            );
            foreach (string difference in row.Differences)
            {
                Console.WriteLine($"{"".PadRight(width)}    {difference}");
            }
        }

        Console.WriteLine($"{report.Identity.Recipe}: {report.Rows.Count - report.Failed} of {report.Rows.Count} as expected");
    }

    /// <summary>The report as JSON.</summary>
    public static JsonObject ToJson(ProofReport report) =>
        new()
        {
            ["recipe"] = report.Identity.Recipe,
            ["recipe_hash"] = report.Identity.RecipeHash,
            ["model_hash"] = report.Identity.ModelHash,
            ["program"] = report.Identity.Program,
            ["passed"] = report.Passed,
            ["golden"] = new JsonArray([
                .. report.Rows.Select(static row => new JsonObject
                {
                    ["image"] = row.Image,
                    ["expected"] = ResultText.VerdictName(row.Expected),
                    ["verdict"] = row.Result is { } result ? ResultText.VerdictName(result.Verdict) : null,
                    ["differences"] = new JsonArray([.. row.Differences.Select(static text => JsonValue.Create(text))]),
                }),
            ]),
        };

    /// <summary>Draws what was read on each picture that differs.</summary>
    /// <returns>The files.</returns>
    public static IReadOnlyList<string> Draw(ProofReport report, string folder)
    {
        var files = new List<string>();
        foreach (GoldenRow row in report.Rows.Where(static row => !row.Passed && row.Result is not null))
        {
            Directory.CreateDirectory(folder);
            using Frame frame = StillImage.Load(row.Image);
            using Frame drawn = FrameDrawing.Draw(frame, Boxes(row));
            string file = Path.Combine(folder, Path.GetFileNameWithoutExtension(row.Image) + ".png");
            File.WriteAllBytes(file, ImageEncoder.Png(drawn.Pixels, drawn.Width, drawn.Height));
            files.Add(file);
        }

        return files;
    }

    private static IEnumerable<BoxLabel> Boxes(GoldenRow row)
    {
        Result result = row.Result!;
        yield return new BoxLabel(
            new PixelBox(0, 0, result.Image.Width, result.Image.Height),
            string.Join("; ", row.Differences),
            BoxColour.Red
        );
        foreach ((string name, FieldReading field) in result.Fields)
        {
            if (field.Box is { } box)
            {
                yield return new BoxLabel(box, $"{name}: {field.Raw}");
            }
        }

        foreach (TextReading text in result.Texts)
        {
            if (text.Box is { } box)
            {
                yield return new BoxLabel(box, text.Text);
            }
        }

        foreach (ObjectReading one in result.Objects)
        {
            if (one.Box is { } box)
            {
                yield return new BoxLabel(box, one.Label);
            }
        }
    }

    private static string Shown(Result? result) =>
        result is null
            ? ""
            : string.Join(
                ", ",
                result.Fields.Select(static field =>
                    $"{field.Key} {field.Value.Value?.ToJsonString() ?? "null"}{Share(field.Value.Probability)}"
                )
            );

    private static string Share(double? probability) => probability is { } known ? FormattableString.Invariant($" ({known:F3})") : "";
}
