using System.Globalization;

namespace EdgeVL.Benchmarks;

/// <summary>One measured figure beside what was expected of it.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Expected">What is expected, or empty where the figure is only told.</param>
/// <param name="Found">What was measured.</param>
/// <param name="Passed">The verdict; null where there is none.</param>
internal sealed record Figure(string Name, string Expected, string Found, bool? Passed)
{
    private string Verdict => Passed is { } passed ? (passed ? "PASS" : "FAIL") : "";

    /// <summary>A row of the table.</summary>
    public override string ToString() => $"| {Name} | {Expected} | {Found} | {Verdict} |";
}

/// <summary>Collects figures, printing each as it comes, and the table at the end.</summary>
internal sealed class FigureSheet
{
    private readonly List<(string Part, Figure Figure)> figures = [];
    private string part = "";

    public bool HasFailed => figures.Exists(static entry => entry.Figure.Passed == false);

    /// <summary>Begins a part, with what it does.</summary>
    public void Begin(string name, string what)
    {
        part = name;
        Console.WriteLine($"== {name}: {what}");
    }

    /// <summary>A figure without a verdict.</summary>
    public void Tell(string name, string found) => Add(new Figure(name, "", found, null));

    /// <summary>A figure that must reach a number.</summary>
    public void AtLeast(string name, double found, double limit, string unit, string format = "F0") =>
        Add(new Figure(name, $"≥ {Number(limit, format)}{unit}", $"{Number(found, format)}{unit}", found >= limit));

    /// <summary>A figure that must stay below a number.</summary>
    public void Below(string name, double found, double limit, string unit, string format = "F0") =>
        Add(new Figure(name, $"< {Number(limit, format)}{unit}", $"{Number(found, format)}{unit}", found < limit));

    /// <summary>A figure with a verdict of its own.</summary>
    public void Judge(string name, string expected, string found, bool passed) => Add(new Figure(name, expected, found, passed));

    /// <summary>The whole as Markdown.</summary>
    public string ToMarkdown(string machine) =>
        string.Join(
            '\n',
            [
                machine,
                "",
                "| Figure | Expected | Found | |",
                "|---|---|---|---|",
                .. figures.Select(static entry => entry.Figure.ToString()),
                "",
            ]
        );

    public static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private void Add(Figure figure)
    {
        figures.Add((part, figure));
        Console.WriteLine(figure);
    }
}
