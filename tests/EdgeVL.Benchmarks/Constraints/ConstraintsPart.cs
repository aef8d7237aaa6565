using System.Runtime.CompilerServices;
using System.Text.Json;
using EdgeVL.Qwen3VL.Constraints;
using EdgeVL.Qwen3VL.Tokenizing;

namespace EdgeVL.Benchmarks.Constraints;

/// <summary>Answers of a given form: compiling, masks and memory on the published vocabulary, and the time that they save on the small model.</summary>
internal sealed class ConstraintsPart : IBenchmarkPart
{
    /// <summary>Marks the child that compiles.</summary>
    public const string CompileJob = "constraints";

    private const int Rows = 151_936;
    private const int Processes = 5;
    private const int Runs = 5;
    private const double CompileMilliseconds = 300;
    private const double MaskMicroseconds = 50;

    private static readonly int[] StopTokens = [151_645, 151_643];

    public string Name => "constraints";

    public string What => "compiling, masks and memory on the published vocabulary; constrained beside free answers on the small model";

    private static string TokenizerPath =>
        Environment.GetEnvironmentVariable("EDGEVL_QWEN3_TOKENIZER") is { Length: > 0 } path
            ? path
            : Repository.At(".tools/tokenizer-qwen3/tokenizer.json");

    public void Run(BenchmarkOptions options, FigureSheet sheet)
    {
        if (File.Exists(TokenizerPath))
        {
            MeasureCompiling(sheet);
            MeasureMasks(options, sheet);
        }
        else
        {
            sheet.Tell("published vocabulary", $"skipped: '{TokenizerPath}' is missing; the build script fetches it");
        }

        ConstrainedPairs.Measure(options, sheet);
    }

    /// <summary>In a process of its own, so that nothing was compiled before: the first schema, another like it, the same again, the vocabulary.</summary>
    public static void RunCompileChild()
    {
        string schema = AnswerKind.TenFields.Schema;
        using var document = JsonDocument.Parse(schema);
        var cache = new ConstraintCache();
        TimeSpan before = Environment.CpuUsage.TotalTime;
        double first = Rounds.Seconds(() => cache.Get(document.RootElement));
        double processor = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        double[] again = [.. Enumerable.Range(0, 20).Select(_ => Rounds.Seconds(() => JsonSchemaCompiler.Compile(schema)))];
        double[] cached = [.. Enumerable.Range(0, 200).Select(_ => Rounds.Seconds(() => cache.Get(document.RootElement)))];
        Tokenizer tokenizer = Tokenizer.Load(TokenizerPath);
        double vocabulary = Rounds.Seconds(() => _ = new ConstraintVocabulary(tokenizer, Rows, StopTokens));
        ChildProcess.Tell(first, processor, Rounds.Median(again), Rounds.Median(cached), vocabulary);
    }

    private static void MeasureCompiling(FigureSheet sheet)
    {
        // Nearly all of the first time is the just-in-time compiler's, and whatever else the machine does hits it hard: the best of some processes.
        double[] seconds = Enumerable.Range(0, Processes).Select(static _ => ChildProcess.Run([], CompileJob)).MinBy(static run => run[0])!;
        sheet.Below("ten fields compiled, first schema of a process", 1e3 * seconds[0], CompileMilliseconds, " ms", "F1");
        sheet.Tell("its processor time, all threads", $"{FigureSheet.Number(1e3 * seconds[1], "F0")} ms");
        sheet.Tell("ten fields compiled, later on", $"{FigureSheet.Number(1e3 * seconds[2], "F2")} ms");
        sheet.Tell("ten fields, compiled before", $"{FigureSheet.Number(1e6 * seconds[3], "F1")} µs");
        sheet.Tell("published vocabulary sorted, once a model", $"{FigureSheet.Number(1e3 * seconds[4], "F0")} ms");
    }

    private static void MeasureMasks(BenchmarkOptions options, FigureSheet sheet)
    {
        Tokenizer tokenizer = Tokenizer.Load(TokenizerPath);
        int answers = options.Quick ? 5 : 40;
        WarmUp(tokenizer, answers);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var vocabulary = new ConstraintVocabulary(tokenizer, Rows, StopTokens);
        foreach (AnswerKind kind in AnswerKind.All)
        {
            // Each time under a constraint that nothing is known of; a mask's time is the least, for the others were somebody else's.
            MaskTimes times = Enumerable
                .Range(0, Runs)
                .Select(_ => Write(tokenizer, vocabulary, kind, answers))
                .Aggregate(static (best, other) => best.Least(other));
            sheet.Below($"mask a token, {kind.Name}", times.Mean, MaskMicroseconds, " µs", "F1");
            sheet.Tell($"{kind.Name}: first answer, 99 of 100, most", times.ToString());
        }

        // The caches are full by then, and stay so: no answer of whatever schema adds to them.
        for (int round = 0; round < 5; round++)
        {
            foreach (AnswerKind kind in AnswerKind.All)
            {
                Write(tokenizer, vocabulary, kind, 5);
            }
        }

        double held = GC.GetTotalMemory(forceFullCollection: true) - before;
        sheet.Below("vocabulary and masks of all constraints, caches full", held / 1e6, vocabulary.LargestSize / 1e6, " MB", "F1");
        GC.KeepAlive(vocabulary);
        MeasureConstraint(sheet);
    }

    // The just-in-time compiler, the tokenizer's own cache and the formats' automata have had their time and memory then.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WarmUp(Tokenizer tokenizer, int answers)
    {
        var vocabulary = new ConstraintVocabulary(tokenizer, Rows, StopTokens);
        foreach (AnswerKind kind in AnswerKind.All)
        {
            Write(tokenizer, vocabulary, kind, answers);
        }
    }

    // In a frame of its own, so that only the vocabulary outlives it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static MaskTimes Write(Tokenizer tokenizer, ConstraintVocabulary vocabulary, AnswerKind kind, int answers) =>
        new TimedWriter(tokenizer, vocabulary, StopTokens[0]).Write(JsonSchemaCompiler.Compile(kind.Schema), kind.Answers(answers));

    private static void MeasureConstraint(FigureSheet sheet)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        CompiledConstraint constraint = JsonSchemaCompiler.Compile(AnswerKind.TenFields.Schema);
        double held = GC.GetTotalMemory(forceFullCollection: true) - before;
        sheet.Tell(
            "ten fields, compiled",
            $"{constraint.StateCount} states, {FigureSheet.Number(held / 1e3, "F0")} kB, {FigureSheet.Number(constraint.Size / 1e3, "F0")} kB by its own count"
        );
        GC.KeepAlive(constraint);
    }
}
