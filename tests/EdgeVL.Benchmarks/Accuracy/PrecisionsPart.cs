using System.Globalization;
using EdgeVL.Cli.Evaluation;
using EdgeVL.ModelBuilder.Building;

namespace EdgeVL.Benchmarks.Accuracy;

/// <summary>What each precision reads and finds, beside floats.</summary>
internal sealed class PrecisionsPart : IBenchmarkPart
{
    // One point of 1,050 lines, and of 118 objects one point or two objects, whichever is more.
    private const double Point = 0.01;
    private const int Objects = 2;

    // A quick run takes every thirteenth question; so few are for no verdict.
    private const int Quick = 13;

    // What a build gives unless it is asked for another block is judged.
    private static readonly (string Name, Precision Precision, int Block, bool Judged)[] Compared =
    [
        ("FP32", Precision.Fp32, 128, false),
        ("FP16", Precision.Fp16, 128, true),
        ("INT8", Precision.Int8, 128, true),
        ("INT4, block 128", Precision.Int4, 128, true),
        ("INT4, block 32", Precision.Int4, 32, false),
    ];

    public string Name => "precisions";

    public string What => "lines read and objects found on the frames of calibration/samples.txt, in every precision";

    public void Run(BenchmarkOptions options, FigureSheet sheet)
    {
        SampleQuestions[] questions =
        [
            .. SampleQuestions.Listed(SampleQuestions.ListFile).Where((_, i) => !options.Quick || i % Quick == 0),
        ];
        ScoreCard[] scores = AnswerAll(options, questions);
        Reading floats = Reading.Of(scores[0]);
        foreach (((string name, Precision precision, int block, bool judged), ScoreCard score) in Compared.Zip(scores))
        {
            Judge(name, Reading.Of(score), floats, judged && !options.Quick, sheet);
            Tell(name, score, block == 128 ? precision : null, sheet);
        }
    }

    // All at once with a thread each: the model is so small that threads within it would mostly wait for one another.
    private static ScoreCard[] AnswerAll(BenchmarkOptions options, SampleQuestions[] questions)
    {
        var scores = new ScoreCard[Compared.Length];
        Parallel.For(
            0,
            Compared.Length,
            i =>
            {
                using SampleAnswers answers = new(NanoModels.Build(options, Compared[i].Precision, Compared[i].Block), threads: 1);
                Array.ForEach(questions, answers.Answer);
                scores[i] = answers.Score;
            }
        );
        return scores;
    }

    private static void Judge(string name, Reading found, Reading reference, bool judged, FigureSheet sheet)
    {
        int lines = (int)Math.Floor(reference.AllLines * Point);
        int objects = Math.Max(Objects, (int)Math.Floor(reference.AllObjects * Point));
        Judge($"{name}: lines read", found.Lines, found.AllLines, reference.Lines - lines, judged, sheet);
        Judge($"{name}: objects found", found.Objects, found.AllObjects, reference.Objects - objects, judged, sheet);
    }

    private static void Judge(string name, int found, int all, int least, bool judged, FigureSheet sheet)
    {
        if (judged)
        {
            sheet.Judge(name, $"≥ {least}", $"{found} of {all}", found >= least);
        }
        else
        {
            sheet.Tell(name, $"{found} of {all}");
        }
    }

    // The reference vectors are built with the default block only.
    private static void Tell(string name, ScoreCard score, Precision? vectors, FigureSheet sheet)
    {
        sheet.Tell(
            $"{name}: lines read by lighting",
            string.Join(", ", score.Lighting.Select(static level => $"{level.Key} {level.Value.Read}/{level.Value.All}"))
        );
        if (vectors is not { } precision)
        {
            return;
        }

        ReferenceErrors errors = ReferenceErrors.Of(precision);
        sheet.Tell(
            $"{name}: largest relative error to tests/golden",
            string.Join(
                ", ",
                errors.Arrays.Select(static entry => $"{entry.Key} {entry.Value.ToString("0.0e+00", CultureInfo.InvariantCulture)}")
            )
        );
        sheet.Tell($"{name}: cases of tests/golden with equal greedy tokens", $"{errors.GreedyEqual} of {errors.Cases}");
    }
}
