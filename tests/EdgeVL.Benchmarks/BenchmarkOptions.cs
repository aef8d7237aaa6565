namespace EdgeVL.Benchmarks;

/// <summary>What is to be run.</summary>
/// <param name="Parts">Names of the parts; none for all.</param>
/// <param name="Quick">Fewer rounds and samples: to see that everything runs, not to quote.</param>
/// <param name="Work">Folder for what is built; it is deleted afterwards.</param>
/// <param name="Report">File that receives the figures as Markdown; null for none.</param>
internal sealed record BenchmarkOptions(IReadOnlyList<string> Parts, bool Quick, string Work, string? Report)
{
    /// <summary>Rounds of a paired measurement.</summary>
    public int Rounds => Quick ? 3 : 9;

    /// <summary>Reads the command line.</summary>
    /// <exception cref="ArgumentException">An option or part is unknown.</exception>
    public static BenchmarkOptions Parse(IReadOnlyList<string> arguments, IReadOnlyCollection<string> known)
    {
        List<string> parts = [];
        bool quick = false;
        string? report = null;
        string work = WorkFolder.In(Path.GetTempPath());
        for (int i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                case "--quick":
                    quick = true;
                    break;
                case "--work" when i + 1 < arguments.Count:
                    work = WorkFolder.In(arguments[++i]);
                    break;
                case "--report" when i + 1 < arguments.Count:
                    report = arguments[++i];
                    break;
                case var part when known.Contains(part):
                    parts.Add(part);
                    break;
                case var other:
                    throw new ArgumentException($"There is no part or option '{other}'.");
            }
        }

        return new BenchmarkOptions(parts, quick, work, report);
    }

    /// <summary>Whether a part is to be run.</summary>
    public bool Wants(string part) => Parts.Count == 0 || Parts.Contains(part);
}
