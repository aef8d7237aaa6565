using EdgeVL.Contracts.Faults;
using EdgeVL.Contracts.Messages;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Inspection;
using EdgeVL.Daemon.Judging;
using EdgeVL.Daemon.Proof;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Store;
using Microsoft.Extensions.Logging;

namespace EdgeVL.Daemon.Pipeline;

/// <summary>Whether a recipe may be trusted: its golden pictures are replayed when recipe, model or program changed, and on a timer.</summary>
/// <param name="recipe">The recipe.</param>
/// <param name="surroundings">Where it is run.</param>
/// <param name="model">The model's thread.</param>
/// <param name="records">Where proofs are kept.</param>
/// <param name="store">Where reports go.</param>
/// <param name="time">Clock of the canary.</param>
/// <param name="logger">Log of the inference stage.</param>
internal sealed partial class RecipeTrust(
    Recipe recipe,
    RecipeSurroundings surroundings,
    ModelThread model,
    ActivationFolder records,
    ResultStore store,
    TimeProvider time,
    ILogger<RecipeWorker> logger
)
{
    private GoldenReplay? replay;
    private long proven;
    private string? fall;

    /// <summary>Proves the recipe before it is first trusted, unless the same recipe, model and program were proven before.</summary>
    public async Task BeginAsync(CancellationToken stop)
    {
        if (recipe.Proof.Golden.Count == 0)
        {
            return;
        }

        ProofIdentity identity = await model.DoAsync(IdentityOn, stop);
        proven = time.GetTimestamp();
        if (records.Find(recipe.Name) is { } record && record.Identity == identity)
        {
            fall = record.IsTrusted ? null : FallOf(record.Rows.Count(static row => row.Differences.Count > 0), record.Rows.Count);
            return;
        }

        await ProveAsync("activation", ReadingKind.Replay, stop);
    }

    /// <summary>Repeats the proof when the canary is due.</summary>
    public async Task RepeatIfDueAsync(CancellationToken stop)
    {
        if (recipe.Proof is { Golden.Count: > 0, Canary: { } every } && time.GetElapsedTime(proven) >= every)
        {
            await ProveAsync("canary", ReadingKind.Canary, stop);
        }
    }

    /// <summary>A result as far as the recipe may be trusted: after a fall nothing is accepted without a warning.</summary>
    public RecipeResult Apply(RecipeResult read)
    {
        if (fall is null)
        {
            return read;
        }

        Result result = read.Result with
        {
            Verdict = read.Result.Verdict == Verdict.Accept ? Verdict.Warn : read.Result.Verdict,
            Reasons = [.. read.Result.Reasons, new Reason(RuleCode.CanaryFailed, Value: fall)],
        };
        return read with { Result = result, Baselines = [] };
    }

    private async Task ProveAsync(string kind, ReadingKind reading, CancellationToken stop)
    {
        proven = time.GetTimestamp();
        try
        {
            ProofReport report = await model.DoAsync(inspector => ReplayOn(inspector, reading).Run(progress: null, stop), stop);
            string? before = fall;
            fall = report.Passed ? null : FallOf(report.Failed, report.Rows.Count);
            // A person who forced it knew of the fall, but of this one only.
            records.Keep(ActivationRecord.Of(report, forcedBecause: null));
            await TellAsync(kind, report, before);
        }
        catch (FaultException fault)
        {
            fall = fault.Message;
            LogUnproven(recipe.Name, fault.Explained);
            await store.AnnounceAsync(Event($"{kind}_failed", $"{recipe.Name}: {fault.Explained}"));
        }
    }

    private async Task TellAsync(string kind, ProofReport report, string? before)
    {
        foreach (GoldenRow row in report.Rows.Where(static row => !row.Passed))
        {
            LogFell(recipe.Name, Path.GetFileName(row.Image), string.Join("; ", row.Differences));
        }

        string outcome = report.Passed ? "passed" : "failed";
        string text = report.Passed
            ? $"{recipe.Name}: {report.Rows.Count} of {report.Rows.Count} golden pictures read as expected"
            : $"{recipe.Name}: {fall}";
        LogProven(recipe.Name, kind, outcome, report.Rows.Count - report.Failed, report.Rows.Count);
        await store.AnnounceAsync(Event($"{kind}_{outcome}", before is not null && report.Passed ? text + ", trusted again" : text));
    }

    private DeviceEvent Event(string kind, string text) => new(kind, text, time.GetUtcNow()) { Camera = recipe.Camera };

    private ProofIdentity IdentityOn(Inspector inspector) =>
        GoldenReplay.IdentityOf(recipe, inspector.Facts.Hash, inspector.Calibration?.Hash);

    private GoldenReplay ReplayOn(Inspector inspector, ReadingKind kind) =>
        replay ??= new GoldenReplay(recipe, inspector, surroundings with { Calibration = inspector.Calibration, Kind = kind });

    private static string FallOf(int failed, int count) => $"{failed} of {count} golden pictures are not read as expected";

    [LoggerMessage(2202, LogLevel.Information, "{Recipe}: {Kind} {Outcome}, {Good} of {Count} golden pictures as expected")]
    private partial void LogProven(string recipe, string kind, string outcome, int good, int count);

    [LoggerMessage(2203, LogLevel.Warning, "{Recipe}: golden picture {Image}: {Differences}")]
    private partial void LogFell(string recipe, string image, string differences);

    [LoggerMessage(2204, LogLevel.Error, "{Recipe} could not be proven: {Reason}")]
    private partial void LogUnproven(string recipe, string reason);
}
