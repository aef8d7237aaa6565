using System.Globalization;
using EdgeVL.Benchmarks.Accuracy;
using EdgeVL.Capture;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Inspection;
using EdgeVL.Daemon.Judging;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Daemon.Store;
using EdgeVL.ModelBuilder.Building;
using EdgeVL.Qwen3VL;
using EdgeVL.Qwen3VL.Runtime;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeVL.Benchmarks.Unreadable;

/// <summary>What brightening dark pictures is worth, by lighting.</summary>
internal sealed class LowLightPart : IBenchmarkPart
{
    private static readonly TriggerFacts Trigger = new("bench");

    public string Name => "lowlight";

    public string What => "lines of samples/trust/test that are accepted, right and wrong, by lighting, without and with enhancement";

    public void Run(BenchmarkOptions options, FigureSheet sheet)
    {
        const int quickly = 4;
        using VisionLanguageModel model = VisionLanguageModel.Load(
            NanoModels.Build(options, Precision.Fp32),
            new EngineOptions { Profile = ExecutionProfile.Cpu, Context = 1024 },
            TimeProvider.System,
            NullLogger.Instance
        );
        var inspector = new Inspector(model, new ResultIds(TimeProvider.System), TimeProvider.System);
        var answers = new Dictionary<string, ModelAnswer>();
        RecipeInspector off = Make(options.Work, inspector, answers, "off"),
            on = Make(options.Work, inspector, answers, "auto");
        var levels = new Dictionary<string, LightTally>();
        foreach ((int number, LabelledFrame labelled) in LabelledFrame.Read(Repository.At("samples/trust/test")).Index())
        {
            if (number % (options.Quick ? quickly : 1) == 0)
            {
                answers.Clear();
                using Frame frame = StillImage.Load(labelled.Image);
                levels.TryAdd(labelled.Lighting, new LightTally());
                levels[labelled.Lighting].Add(labelled, Read(off, frame), Read(on, frame));
            }
        }

        foreach ((string level, LightTally tally) in levels.OrderBy(static one => one.Value.Brightness))
        {
            sheet.Tell($"{level}: lines accepted right + wrong, off → on", tally.ToString());
        }

        LightTally dark = levels["dark"];
        sheet.Judge(
            "dark: more lines are right with enhancement",
            $"> {dark.RightOff}",
            dark.RightOn.ToString(CultureInfo.InvariantCulture),
            dark.RightOn > dark.RightOff
        );
    }

    private static Result Read(RecipeInspector inspector, Frame frame) => inspector.Read(frame, Trigger, CancellationToken.None).Result;

    private static RecipeInspector Make(string folder, Inspector inspector, Dictionary<string, ModelAnswer> answers, string enhance)
    {
        string path = Path.Combine(folder, $"light-{enhance}.yaml");
        File.WriteAllText(
            path,
            $"recipe: light-{enhance}\ncamera: any\ntask: ocr\npixels: {{ max: 76800 }}\ntrust: {{ enhance: {enhance} }}\n"
        );
        var around = new RecipeSurroundings { IsStills = true, Calibration = inspector.Calibration };
        return new RecipeInspector(
            RecipeFolder.ReadOne(path, cameras: null),
            inspector,
            around,
            asked => new RememberedReader(new ModelLook(asked, inspector, around), answers)
        );
    }
}
