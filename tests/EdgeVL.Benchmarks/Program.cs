using System.Globalization;
using EdgeVL.Benchmarks;
using EdgeVL.Benchmarks.Accuracy;
using EdgeVL.Benchmarks.Constraints;
using EdgeVL.Benchmarks.Frames;
using EdgeVL.Benchmarks.Micro;
using EdgeVL.Benchmarks.Published;
using EdgeVL.Benchmarks.Unreadable;

if (args is [ChildProcess.Mark, .. var job])
{
    await RunChildAsync(job);
    return 0;
}

IBenchmarkPart[] parts =
[
    new MicroPart(),
    new FramesPart(),
    new AnswersPart(),
    new PrecisionsPart(),
    new ConstraintsPart(),
    new UnreadablePart(),
    new LowLightPart(),
    new PublishedSizePart(),
];
string[] names = [.. parts.Select(static part => part.Name)];
BenchmarkOptions options;
try
{
    options = BenchmarkOptions.Parse(args, names);
}
catch (ArgumentException fault)
{
    Console.Error.WriteLine($"{fault.Message} Parts: {string.Join(", ", names)}; options: --quick, --work FOLDER, --report FILE.");
    return 2;
}

string machine = Machine.Describe();
var sheet = new FigureSheet();
using (new WorkFolder(options.Work))
{
    foreach (IBenchmarkPart part in parts.Where(part => options.Wants(part.Name)))
    {
        sheet.Begin(part.Name, part.What);
        part.Run(options, sheet);
    }
}

Console.WriteLine();
string figures = sheet.ToMarkdown(machine);
Console.WriteLine(figures);
if (options.Report is { } report)
{
    File.WriteAllText(report, figures);
}

return sheet.HasFailed ? 1 : 0;

static async Task RunChildAsync(string[] job)
{
    switch (job)
    {
        case ["frames", var checkpoint, var passes]:
            await FramesPart.RunChildAsync(checkpoint, int.Parse(passes, CultureInfo.InvariantCulture));
            break;
        case [ConstraintsPart.CompileJob]:
            ConstraintsPart.RunCompileChild();
            break;
        case ["build", var checkpoint, var output]:
            PublishedSizePart.RunBuildChild(checkpoint, output);
            break;
        case ["answer", var built]:
            PublishedSizePart.RunAnswerChild(built);
            break;
        default:
            throw new ArgumentException($"There is no job '{string.Join(' ', job)}'.", nameof(job));
    }
}
