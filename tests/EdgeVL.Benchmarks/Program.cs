using EdgeVL.Benchmarks;
using EdgeVL.Benchmarks.Accuracy;

IBenchmarkPart[] parts = [new AnswersPart(), new PrecisionsPart()];
string[] names = [.. parts.Select(static part => part.Name)];
BenchmarkOptions options;
try
{
    options = BenchmarkOptions.Parse(args, names);
}
catch (ArgumentException fault)
{
    Console.Error.WriteLine($"{fault.Message} Parts: {string.Join(", ", names)}; options: --quick, --work FOLDER.");
    return 2;
}

var sheet = new FigureSheet();
Directory.CreateDirectory(options.Work);
try
{
    foreach (IBenchmarkPart part in parts.Where(part => options.Wants(part.Name)))
    {
        sheet.Begin(part.Name, part.What);
        part.Run(options, sheet);
    }
}
finally
{
    Directory.Delete(options.Work, recursive: true);
}

Console.WriteLine();
Console.WriteLine(sheet.ToMarkdown());
return sheet.HasFailed ? 1 : 0;
