using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Inspection;
using EdgeVL.Daemon.Judging;
using EdgeVL.Daemon.Tasks;
using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Daemon.Tests.Judging;

/// <summary>Says what it was told to say, one answer a look, and notes what it was shown.</summary>
internal sealed class ScriptedReader(params TaskAnswer[] answers) : IPictureReader
{
    public List<(PixelSize Size, byte Middle, string Asked)> Shown { get; } = [];

    public static TaskAnswer Lines(params TextReading[] lines) => new() { Verdict = Verdict.Accept, Texts = lines };

    public static FieldReading Reading(string value, double probability) =>
        new(System.Text.Json.Nodes.JsonValue.Create(value), value) { Probability = probability };

    public int StepOf(PixelSize region) => 1;

    public ModelAnswer Read(PixelView region, FrameCrop crop, TaskQuestion question, PhaseClock clock, CancellationToken cancellation)
    {
        byte middle = region.Row(region.Height / 2)[region.Width / 2 * PixelView.BytesPerPixel];
        Shown.Add((region.Size, middle, question.Kind.ToString()));
        return new ModelAnswer(answers[Shown.Count - 1], "", new TokenCounts());
    }
}
