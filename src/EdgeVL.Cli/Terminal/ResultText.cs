using System.Globalization;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Cli.Terminal;

/// <summary>A result for people.</summary>
internal static class ResultText
{
    /// <summary>Prints verdict, reasons and readings, one a line.</summary>
    public static void Print(Result result, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine(Line(result));
        foreach (Reason reason in result.Reasons)
        {
            output.WriteLine(
                $"  because   {reason.Code}{Part(" field ", reason.Field)}{Part(": ", reason.Value?.ToJsonString())}{Part(", limit ", reason.Limit?.ToJsonString())}"
            );
        }

        foreach ((string name, FieldReading field) in result.Fields)
        {
            output.WriteLine($"  field     {name} = {field.Value?.ToJsonString() ?? "null"}{Share(field.Probability)}");
        }

        foreach (TextReading text in result.Texts)
        {
            output.WriteLine($"  text      {text.Text}{Place(text.Box)}{Share(text.Probability)}");
        }

        foreach (ObjectReading item in result.Objects)
        {
            output.WriteLine($"  object    {item.Label}{Place(item.Box)}{Share(item.Probability)}");
        }

        foreach (RelationReading relation in result.Relations)
        {
            output.WriteLine($"  relation  {Part("", relation.Subject)} {relation.Relation} {Part("", relation.Reference)}");
        }

        if (result.Scene is { } scene)
        {
            output.WriteLine($"  scene     {Part("", scene.Lighting)}: {scene.Summary}");
        }
    }

    private static string Line(Result result) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{VerdictName(result.Verdict)} in {result.TimingMs.Total:F0} ms (preprocess {result.TimingMs.Preprocess:F0}, vision {result.TimingMs.Vision:F0}, prefill {result.TimingMs.Prefill:F0}, decode {result.TimingMs.Decode:F0}); {result.Tokens.Image} + {result.Tokens.Prompt} tokens in, {result.Tokens.Output} out"
        );

    /// <summary>The verdict as it stands on the wire.</summary>
    public static string VerdictName(Verdict verdict) => verdict == Verdict.NoRead ? "no_read" : verdict.ToString().ToLowerInvariant();

    private static string Part(string before, string? value) => value is null ? "" : before + value;

    private static string Place(PixelBox? box) => box is { } b ? $" at [{b.X1}, {b.Y1}, {b.X2}, {b.Y2}]" : "";

    private static string Share(double? probability) =>
        probability is { } share ? string.Create(CultureInfo.InvariantCulture, $" ({share:P1})") : "";
}
