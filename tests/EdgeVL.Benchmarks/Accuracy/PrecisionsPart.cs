using EdgeVL.ModelBuilder.Building;

namespace EdgeVL.Benchmarks.Accuracy;

/// <summary>What each precision reads and finds, beside floats.</summary>
internal sealed class PrecisionsPart : IBenchmarkPart
{
    // One point of 1,050 lines, and of 118 objects one point or two objects, whichever is more.
    private const double Point = 0.01;
    private const int Objects = 2;

    public string Name => "precisions";

    public string What => "lines read on samples/trust/test and objects found on samples/frames in every precision";

    public void Run(BenchmarkOptions options, FigureSheet sheet)
    {
        Reading reference = Read(options, Precision.Fp32);
        sheet.Tell("FP32: lines read, objects found", reference.ToString());
        foreach (Precision precision in new[] { Precision.Fp16, Precision.Int8, Precision.Int4 })
        {
            Reading found = Read(options, precision);
            string name = precision.NameOf().ToUpperInvariant();
            int lines = (int)Math.Floor(reference.AllLines * Point);
            int objects = Math.Max(Objects, (int)Math.Floor(reference.AllObjects * Point));
            sheet.Judge(
                $"{name}: lines read",
                $"≥ {reference.Lines - lines} (FP32 − 1 point)",
                $"{found.Lines} of {found.AllLines}",
                found.Lines >= reference.Lines - lines
            );
            sheet.Judge(
                $"{name}: objects found",
                $"≥ {reference.Objects - objects} (FP32 − {objects})",
                $"{found.Objects} of {found.AllObjects}",
                found.Objects >= reference.Objects - objects
            );
        }
    }

    private static Reading Read(BenchmarkOptions options, Precision precision)
    {
        using SampleAnswers answers = new(NanoModels.Build(options, precision));
        answers.Answer(Repository.At("samples/trust/test"), options.Quick ? 20 : 1, "ocr");
        answers.Answer(Repository.At("samples"), 1, "objects");
        return Reading.Of(answers.Score);
    }
}
