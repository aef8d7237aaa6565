using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace EdgeVL.Benchmarks.Micro;

/// <summary>Small things that run for every frame or token; what is marked so must not allocate.</summary>
internal sealed class MicroPart : IBenchmarkPart
{
    /// <summary>Category of what runs for every frame or token.</summary>
    public const string MustNotAllocate = "must not allocate";

    public string Name => "micro";

    public string What => "patches, tokens, sampling and positions by BenchmarkDotNet";

    public void Run(BenchmarkOptions options, FigureSheet sheet)
    {
        // In this process: nothing is generated, restored or compiled on the measuring machine.
        Job job = (options.Quick ? Job.Dry : Job.ShortRun).WithToolchain(InProcessEmitToolchain.DontLogOutput);
        IConfig config = ManualConfig
            .CreateEmpty()
            .AddJob(job)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(NullLogger.Instance)
            .WithArtifactsPath(options.Work)
            .WithOptions(ConfigOptions.DisableOptimizationsValidator);
        foreach (
            Type type in new[]
            {
                typeof(PatchBenchmarks),
                typeof(TokenizerBenchmarks),
                typeof(SamplerBenchmarks),
                typeof(PositionBenchmarks),
            }
        )
        {
            foreach (BenchmarkReport report in BenchmarkRunner.Run(type, config).Reports)
            {
                Add(report, sheet, judged: !options.Quick);
            }
        }
    }

    private static void Add(BenchmarkReport report, FigureSheet sheet, bool judged)
    {
        string name = report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\'');
        bool mustNot = report.BenchmarkCase.Descriptor.HasCategory(MustNotAllocate);
        string time = $"{FigureSheet.Number((report.ResultStatistics?.Mean ?? double.NaN) / 1000, "F2")} µs";
        long bytes = Allocation.Of(report.BenchmarkCase.Descriptor);
        string found = $"{time}, {bytes} B";
        if (mustNot && judged)
        {
            sheet.Judge(name, "0 B", found, bytes == 0);
        }
        else
        {
            sheet.Tell(name, found);
        }
    }
}
