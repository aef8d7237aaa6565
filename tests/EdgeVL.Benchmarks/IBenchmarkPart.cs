namespace EdgeVL.Benchmarks;

/// <summary>A group of figures that are measured together.</summary>
internal interface IBenchmarkPart
{
    /// <summary>Name on the command line.</summary>
    string Name { get; }

    /// <summary>What it does, in one line.</summary>
    string What { get; }

    /// <summary>Measures.</summary>
    void Run(BenchmarkOptions options, FigureSheet sheet);
}
