using EdgeVL.Capture;
using EdgeVL.Capture.Gates;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Judging;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Tasks;
using EdgeVL.Daemon.Tests.Tasks;

namespace EdgeVL.Daemon.Tests.Judging;

/// <summary>Frames as a model would have read them, and pictures to be looked at.</summary>
internal static class Readings
{
    /// <summary>A required text field.</summary>
    public static OutputField Field(string name, bool required = true) =>
        new(new FieldSpec(name, RuleType.Text) { Required = required }, FieldType.String);

    /// <summary>A frame with texts, each with its probability.</summary>
    public static FrameReading Texts(IReadOnlyList<OutputField> fields, params (string Text, double Probability)[] texts) =>
        Of(
            fields,
            TaskAnswer.Of(texts.Length, declined: 0) with
            {
                Texts = [.. texts.Select(static text => new TextReading(text.Text, Box: null) { Probability = text.Probability })],
            }
        );

    /// <summary>A frame with fields, null for one that was not read.</summary>
    public static FrameReading Fields(IReadOnlyList<OutputField> fields, params (string Name, string? Value)[] values) =>
        Of(
            fields,
            TaskAnswer.Of(values.Length, declined: 0) with
            {
                Fields = values.ToDictionary(
                    static one => one.Name,
                    static one => new FieldReading(one.Value, one.Value) { Probability = 0.9 }
                ),
            }
        );

    /// <summary>A frame that the gates kept from the model.</summary>
    public static FrameReading Refused(string code = GateCode.Dark) =>
        new(Results.Empty, default, [Finding.Of(Verdict.NoRead, code, field: null)]);

    /// <summary>A picture in memory.</summary>
    public static Frame Picture(byte[] bgr, int width, int height) =>
        StillImage.Decode(ImageEncoder.Png(bgr, width, height), $"{width}x{height}");

    public static IReadOnlyList<string> Codes(this IEnumerable<Finding> findings) => [.. findings.Select(static one => one.Reason.Code)];

    public static IReadOnlyList<string> Codes(this Result result) => [.. result.Reasons.Select(static one => one.Code)];

    private static FrameReading Of(IReadOnlyList<OutputField> fields, TaskAnswer answer) =>
        new(Results.Empty, default, [])
        {
            Answer = new ModelAnswer(answer, "raw", new TokenCounts { Image = 70, Output = 10 }),
            Output = RecipeOutput.Of(fields, answer),
        };
}
