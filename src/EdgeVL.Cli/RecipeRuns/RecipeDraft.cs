using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using EdgeVL.Capture;
using EdgeVL.Capture.Gates;
using EdgeVL.Contracts.Faults;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Judging;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Daemon.Tasks;
using EdgeVL.Qwen3VL;
using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Cli.RecipeRuns;

/// <summary>A recipe drafted from one picture; a person finishes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Camera">Its camera.</param>
/// <param name="Gates">What the gates measured.</param>
/// <param name="Texts">What was read, in reading order.</param>
/// <param name="Region">Where all of it stands, with a margin.</param>
internal sealed partial record RecipeDraft(
    string Name,
    string Camera,
    GateReadings Gates,
    IReadOnlyList<TextReading> Texts,
    RelativeRegion Region
)
{
    private const double Margin = 0.1;
    private const int FewestPixels = 32 * 32;

    private static readonly RelativeRegion Whole = new(0, 0, 1, 1);

    /// <summary>Most pixels of the region that the model is given; null for its own limit.</summary>
    public int? MostPixels { get; private init; }

    // Pixels that show the region as large as it was when the whole picture was read.
    private int SameScale { get; init; }

    /// <summary>The draft, and others that may read better where a model minds how large print is: the region at the scale of the whole
    /// picture, then the whole picture.</summary>
    public IEnumerable<RecipeDraft> Variants()
    {
        yield return this;
        if (Region != Whole)
        {
            yield return this with
            {
                MostPixels = Math.Max(FewestPixels, SameScale),
            };
            yield return this with
            {
                Region = Whole,
            };
        }
    }

    /// <summary>Refuses a name that no file and no topic may have, before anything is written.</summary>
    /// <exception cref="FaultException"><see cref="FaultCode.UsageInvalid"/></exception>
    public static void RefuseName(string name)
    {
        if (!Names().IsMatch(name))
        {
            throw new FaultException(
                FaultCode.UsageInvalid,
                $"'{name}' is no name for a recipe.",
                "Use letters, digits, '-' and '_', at most 64, such as lot-code."
            );
        }
    }

    /// <summary>Reads a picture with all texts that the model sees, however unsure.</summary>
    public static RecipeDraft From(string name, string camera, string picture, RecipeModel model, CancellationToken cancellation)
    {
        using Frame frame = StillImage.Load(picture);
        var asking = new Recipe
        {
            Name = name,
            Camera = camera,
            Question = new TaskQuestion(TaskKind.Ocr),
            File = new RecipeFile(picture, ""),
        };
        RecipeSurroundings bare = model.Surroundings with { Layers = TrustLayers.None };
        Result result = new RecipeInspector(asking, model.Inspector, bare).Read(frame, new TriggerFacts("cli"), cancellation).Result;
        GateReadings gates = new GateMeter().Measure(BgrView.Of(frame), new PixelBox(0, 0, frame.Width, frame.Height));
        RelativeRegion region = RegionOf(result);
        return new RecipeDraft(name, camera, gates, result.Texts, region) { SameScale = SeenOf(frame, region, model) };
    }

    private static int SeenOf(Frame frame, RelativeRegion region, RecipeModel model)
    {
        VisionLanguageModel seeing = model.Inspector.Model;
        int side = seeing.PictureSettings.PatchSize;
        long seen = (long)seeing.Measure(new PixelSize(frame.Width, frame.Height), budget: null).PatchCount * side * side;
        return (int)(seen * (region.X2 - region.X1) * (region.Y2 - region.Y1));
    }

    /// <summary>The recipe's file.</summary>
    /// <param name="golden">The picture beside it.</param>
    public string ToYaml(string golden)
    {
        var yaml = new StringBuilder();
        yaml.AppendLine(
            CultureInfo.InvariantCulture,
            $"# Drafted from one picture. Check names, patterns and region, add pictures that must be no_read, then: edgevl recipe test {Name}"
        );
        yaml.AppendLine(CultureInfo.InvariantCulture, $"recipe: {Quoted(Name)}");
        yaml.AppendLine(CultureInfo.InvariantCulture, $"camera: {Quoted(Camera)}");
        yaml.AppendLine("trigger: { interval: 2s }");
        yaml.AppendLine("task: ocr");
        yaml.AppendLine(
            CultureInfo.InvariantCulture,
            $"region: [{Region.X1:0.###}, {Region.Y1:0.###}, {Region.X2:0.###}, {Region.Y2:0.###}]{(Region == Whole ? "" : "   # all texts, with a margin")}"
        );
        if (MostPixels is { } most)
        {
            yaml.AppendLine(CultureInfo.InvariantCulture, $"pixels: {{ max: {most} }}   # print as large as in the whole picture");
        }

        WriteOutput(yaml);
        yaml.AppendLine("trust:");
        yaml.AppendLine(
            CultureInfo.InvariantCulture,
            $"  gates: {{ min_brightness: {Gates.Brightness / 2:0.###}, min_contrast: {Gates.Contrast / 2:0.###} }}   # half of what the picture has: {Gates.Brightness:0.###}, {Gates.Contrast:0.###}"
        );
        yaml.AppendLine("golden:");
        yaml.AppendLine(CultureInfo.InvariantCulture, $"  - image: {golden}");
        yaml.AppendLine(CultureInfo.InvariantCulture, $"    expect: {{ {Expectation()} }}");
        return yaml.ToString();
    }

    private void WriteOutput(StringBuilder yaml)
    {
        if (Texts.Count == 0)
        {
            return;
        }

        yaml.AppendLine("output:");
        foreach ((string field, TextReading text) in Fields())
        {
            yaml.AppendLine(CultureInfo.InvariantCulture, $"  {field}:");
            yaml.AppendLine(CultureInfo.InvariantCulture, $"    pattern: {Quoted(PatternOf(text.Text))}   # {Comment(text)}");
        }
    }

    // Two texts of one form cannot be told apart by it: only the first becomes a field.
    private IEnumerable<(string Field, TextReading Text)> Fields()
    {
        var forms = new HashSet<string>();
        int number = 0;
        foreach (TextReading text in Texts.Where(text => forms.Add(PatternOf(text.Text))))
        {
            number++;
            yield return (string.Create(CultureInfo.InvariantCulture, $"text_{number}"), text);
        }
    }

    private string Expectation()
    {
        (string Field, TextReading Text)[] alone =
        [
            .. Fields().Where(field => Texts.Count(other => PatternOf(other.Text) == PatternOf(field.Text.Text)) == 1),
        ];
        return alone.Length == 0 || alone.Length < Fields().Count()
            ? "verdict: no_read"
            : string.Join(", ", alone.Select(static field => $"{field.Field}: {Quoted(field.Text.Text)}"));
    }

    private static string Comment(TextReading text) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{JsonEncodedText.Encode(text.Text)}, probability {text.Probability:0.###}{(text.Box is { } box ? $", at [{box.X1}, {box.Y1}, {box.X2}, {box.Y2}]" : "")}"
        );

    /// <summary>The form of a text: digits may be others, what else it has stays.</summary>
    internal static string PatternOf(string text) =>
        Digits()
            .Replace(
                Regex.Escape(text).Replace("\\ ", " ", StringComparison.Ordinal).Replace("\\#", "#", StringComparison.Ordinal),
                static match => match.Length == 1 ? "[0-9]" : string.Create(CultureInfo.InvariantCulture, $"[0-9]{{{match.Length}}}")
            );

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static RelativeRegion RegionOf(Result result)
    {
        PixelBox[] boxes = [.. result.Texts.Select(static text => text.Box).OfType<PixelBox>()];
        if (boxes.Length == 0)
        {
            return Whole;
        }

        (double width, double height) = (result.Image.Width, result.Image.Height);
        return new RelativeRegion(
            Math.Max(0, (boxes.Min(static box => box.X1) / width) - Margin),
            Math.Max(0, (boxes.Min(static box => box.Y1) / height) - Margin),
            Math.Min(1, (boxes.Max(static box => box.X2) / width) + Margin),
            Math.Min(1, (boxes.Max(static box => box.Y2) / height) + Margin)
        );
    }

    [GeneratedRegex(@"\A[\p{L}\p{N}_-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Names();

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();
}
