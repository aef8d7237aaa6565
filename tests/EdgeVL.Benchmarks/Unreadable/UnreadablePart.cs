using System.Globalization;
using EdgeVL.Benchmarks.Accuracy;
using EdgeVL.Capture;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Inspection;
using EdgeVL.Daemon.Judging;
using EdgeVL.Daemon.Store;
using EdgeVL.ModelBuilder.Building;
using EdgeVL.Qwen3VL;
using EdgeVL.Qwen3VL.Runtime;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeVL.Benchmarks.Unreadable;

/// <summary>False reads on frames that cannot be read, and what is kept of those that can.</summary>
internal sealed class UnreadablePart : IBenchmarkPart
{
    // Ten kinds, of which nine are judged.
    private const int Frames = 3340;
    private const int QuickFrames = 300;
    private const int Seed = 20261125;
    private const double LeastKept = 0.95;

    private const string Head = "camera: any\npixels: { max: 76800 }\n";

    private static readonly (string Name, string Yaml, bool IsJudged)[] Recipes =
    [
        ("lot-code", "recipe: lot-code\ntask: ocr\n" + Head + "output: { lot: { pattern: \"LOT-[0-9]{4}\" } }\n", true),
        (
            "label-fields",
            "recipe: label-fields\ntask: fields\n"
                + Head
                + """
                output:
                  lot: { pattern: "LOT-[0-9]{4}", required: false }
                  serial: { pattern: "SN [0-9]{6}", required: false }
                  expiry: { pattern: "EXP [0-9]{4}-[0-9]{2}-[0-9]{2}", required: false }
                  quantity: { pattern: "QTY [0-9]{1,3}", required: false }

                """,
            true
        ),
        ("all-lines", "recipe: all-lines\ntask: ocr\n" + Head, false),
    ];

    public string Name => "unreadable";

    public string What => "no false read on generated frames that cannot be read, layer by layer, and what is kept of samples/trust/test";

    public void Run(BenchmarkOptions options, FigureSheet sheet)
    {
        using VisionLanguageModel model = VisionLanguageModel.Load(
            NanoModels.Build(options, Precision.Fp32),
            new EngineOptions { Profile = ExecutionProfile.Cpu, Context = 1024 },
            TimeProvider.System,
            NullLogger.Instance
        );
        var inspector = new Inspector(model, new ResultIds(TimeProvider.System), TimeProvider.System);
        var answers = new Dictionary<string, ModelAnswer>();
        LayeredRecipe[] recipes =
        [
            .. Recipes.Select(recipe => new LayeredRecipe(recipe.Name, recipe.Yaml, options.Work, inspector, answers)),
        ];
        LabelledFrame[] frames = LabelledFrame.Read(Repository.At("samples/trust/test"));
        Spoil(options, sheet, recipes, new SpoiltFrames(frames, Seed), answers);
        Keep(options, sheet, recipes, frames, answers);
    }

    private static void Spoil(
        BenchmarkOptions options,
        FigureSheet sheet,
        LayeredRecipe[] recipes,
        SpoiltFrames frames,
        Dictionary<string, ModelAnswer> answers
    )
    {
        var tallies = recipes.ToDictionary(
            static recipe => recipe.Name,
            static _ => Enum.GetValues<SpoiltKind>().ToDictionary(static kind => kind, static _ => new KindTally())
        );
        for (int number = 0; number < (options.Quick ? QuickFrames : Frames); number++)
        {
            SpoiltFrame spoilt = frames.Make(number);
            answers.Clear();
            using Frame frame = spoilt.Load();
            using Frame? before = spoilt.Before is { } path ? StillImage.Load(path) : null;
            foreach (LayeredRecipe recipe in recipes)
            {
                Result[] results = before is null ? recipe.Read(frame) : recipe.Read(before, frame);
                tallies[recipe.Name][spoilt.Kind].Add(spoilt, results);
                Show(recipe.Name, spoilt, results[0]);
            }
        }

        foreach ((string name, _, bool isJudged) in Recipes)
        {
            Tell(sheet, name, isJudged, tallies[name]);
        }
    }

    /// <summary>Names each false read, so that one can look at it.</summary>
    private static void Show(string recipe, SpoiltFrame spoilt, Result result)
    {
        string[] values = [.. LayeredRecipe.Accepted(result).Where(spoilt.IsFalse)];
        if (values.Length > 0)
        {
            string image = Path.GetFileName(spoilt.Base.Image),
                labels = string.Join(" | ", spoilt.Base.Labels.Select(static label => label.Text));
            string facts = Invariant($"C {result.Image.Contrast}, R {result.Image.Sharpness}"),
                sure = string.Join(
                    ", ",
                    result
                        .Fields.Values.Where(static field => field.Value is not null)
                        .Select(static field => Invariant($"{field.Probability:F2}"))
                );
            Console.Error.WriteLine(
                $"  {recipe}: {spoilt.Kind} {spoilt.Step} of {image} ({labels}): {string.Join(" | ", values)}; {facts}, P {sure}"
            );
        }
    }

    private static void Tell(FigureSheet sheet, string recipe, bool isJudged, Dictionary<SpoiltKind, KindTally> kinds)
    {
        foreach ((SpoiltKind kind, KindTally tally) in kinds)
        {
            string found = Invariant(
                $"n {tally.Count}, accepted {tally.Accepted}, false {tally.False[0]} (≤ {tally.Bound:P1}), bare {tally.False[^1]}; {tally.FirstReason}"
            );
            string name = $"{recipe}, {kind.ToString().ToLowerInvariant()}";
            if (isJudged && kind != SpoiltKind.EncodedAgain)
            {
                sheet.Judge(name, "0 false", found, tally.False[0] == 0);
            }
            else
            {
                sheet.Tell(name, found);
            }
        }

        KindTally sum = KindTally.Sum(kinds.Where(static one => one.Key != SpoiltKind.EncodedAgain).Select(static one => one.Value));
        sheet.Tell(
            $"{recipe}, false of {sum.Count}",
            string.Join(", ", LayeredRecipe.Combinations.Select((one, i) => Invariant($"{one.Name} {sum.False[i]}")))
        );
        if (isJudged)
        {
            sheet.Judge(
                $"{recipe}: the bare model fails",
                "> 0, or this shows nothing",
                Invariant($"{sum.False[^1]} false"),
                sum.False[^1] > 0
            );
        }
    }

    private static void Keep(
        BenchmarkOptions options,
        FigureSheet sheet,
        LayeredRecipe[] recipes,
        LabelledFrame[] frames,
        Dictionary<string, ModelAnswer> answers
    )
    {
        const int quickly = 6;
        var kept = recipes.ToDictionary(static recipe => recipe.Name, static _ => new KeptReads());
        foreach ((int number, LabelledFrame labelled) in frames.Index())
        {
            if (number % (options.Quick ? quickly : 1) != 0)
            {
                continue;
            }

            answers.Clear();
            using Frame frame = StillImage.Load(labelled.Image);
            foreach (LayeredRecipe recipe in recipes)
            {
                kept[recipe.Name].Add(labelled, recipe.Read(frame));
            }
        }

        foreach ((string name, _, bool isJudged) in Recipes)
        {
            KeptReads reads = kept[name];
            string found = Invariant(
                $"{reads.Share:P1} ({reads.Right[0]} of {reads.Right[^1]}); wrong {reads.Wrong[0]}, bare {reads.Wrong[^1]}"
            );
            if (isJudged)
            {
                sheet.Judge($"{name}: right reads kept on readable frames", "≥ 95 %", found, reads.Share >= LeastKept);
            }
            else
            {
                sheet.Tell($"{name}: right reads kept on readable frames", found);
            }
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
