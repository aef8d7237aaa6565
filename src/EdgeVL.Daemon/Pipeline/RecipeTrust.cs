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
    // Somebody who activates a recipe waits for it.
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    private GoldenReplay? replay;
    private ProofIdentity? identity;
    private DateTimeOffset? known; // of the record that lay there when the recipe was proven last
    private long looked;
    private long proven;
    private string? fall;

    /// <summary>Proves the recipe before it is first trusted, unless the same recipe, model and program were proven before.</summary>
    public async Task BeginAsync(CancellationToken stop)
    {
        if (recipe.Proof.Golden.Count == 0)
        {
            return;
        }

        identity = await model.DoAsync(IdentityOn, stop);
        proven = time.GetTimestamp();
        if (records.Find(recipe.Name) is { } record && record.Identity == identity)
        {
            known = record.At;
            fall = record.IsTrusted ? null : FallOf(record.Rows.Count(static row => row.Differences.Count > 0), record.Rows.Count);
            return;
        }

        await ProveAsync("activation", stop);
    }

    /// <summary>Repeats the proof when the canary is due; after a fall, learns whether somebody has activated the recipe since.</summary>
    public async Task RepeatIfDueAsync(CancellationToken stop)
    {
        if (fall is not null && time.GetElapsedTime(looked) >= LookAgain)
        {
            looked = time.GetTimestamp();
            await TrustIfActivatedAsync();
        }

        if (recipe.Proof is { Golden.Count: > 0, Canary: { } every } && time.GetElapsedTime(proven) >= every)
        {
            await ProveAsync("canary", stop);
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

    private async Task TrustIfActivatedAsync()
    {
        if (records.Find(recipe.Name) is { IsTrusted: true } record && record.At != known && record.Identity == identity)
        {
            fall = null;
            string outcome = record.Passed ? "passed" : "forced";
            LogActivated(recipe.Name, outcome);
            await AnnounceAsync(
                $"activation_{outcome}",
                $"{recipe.Name}: trusted again{(record.ForcedBecause is { } reason ? $", because: {reason}" : "")}"
            );
        }
    }

    private async Task ProveAsync(string kind, CancellationToken stop)
    {
        proven = time.GetTimestamp();
        ProofReport report;
        try
        {
            report = await model.DoAsync(inspector => ReplayOn(inspector).Run(progress: null, stop), stop);
        }
        catch (FaultException fault)
        {
            fall = fault.Message;
            known = records.Find(recipe.Name)?.At;
            LogUnproven(recipe.Name, fault.Explained);
            await AnnounceAsync($"{kind}_failed", $"{recipe.Name}: {fault.Explained}");
            return;
        }

        string? before = fall;
        ActivationRecord record = ActivationRecord.Of(report, ForcedFor(report));
        identity = record.Identity;
        fall = record.IsTrusted ? null : FallOf(report.Failed, report.Rows.Count);
        Keep(record);
        // What cannot be kept leaves the record from before, which says nothing of this fall.
        known = records.Find(recipe.Name)?.At;
        await TellAsync(kind, report, before);
    }

    // A person who forced it knew of the pictures that fell then, and of no others.
    private string? ForcedFor(ProofReport report) =>
        records.Find(recipe.Name) is { ForcedBecause: { } reason } forced
        && forced.Identity == report.Identity
        && report
            .Rows.Where(static row => !row.Passed)
            .All(row => forced.Rows.Any(known => known.Image == row.Image && known.Differences.Count > 0))
            ? reason
            : null;

    // What was proven is proven, kept or not: at the next start it is proven again.
    private void Keep(ActivationRecord record)
    {
        try
        {
            records.Keep(record);
        }
        catch (FaultException fault)
        {
            LogNotKept(recipe.Name, fault.Message);
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
            : $"{recipe.Name}: {fall ?? $"{FallOf(report.Failed, report.Rows.Count)}, as when it was forced"}";
        LogProven(recipe.Name, kind, outcome, report.Rows.Count - report.Failed, report.Rows.Count);
        await AnnounceAsync($"{kind}_{outcome}", before is not null && report.Passed ? text + ", trusted again" : text);
    }

    private async Task AnnounceAsync(string kind, string text)
    {
        try
        {
            await store.AnnounceAsync(new DeviceEvent(kind, text, time.GetUtcNow()) { Camera = recipe.Camera });
        }
        catch (FaultException full) when (full.Code == FaultCode.DiskFull)
        {
            LogNotKept(recipe.Name, full.Message);
        }
    }

    private ProofIdentity IdentityOn(Inspector inspector) =>
        GoldenReplay.IdentityOf(recipe, inspector.Facts.Hash, inspector.Calibration?.Hash);

    private GoldenReplay ReplayOn(Inspector inspector) =>
        replay ??= new GoldenReplay(recipe, inspector, surroundings with { Calibration = inspector.Calibration });

    private static string FallOf(int failed, int count) => $"{failed} of {count} golden pictures are not read as expected";

    [LoggerMessage(2202, LogLevel.Information, "{Recipe}: {Kind} {Outcome}, {Good} of {Count} golden pictures as expected")]
    private partial void LogProven(string recipe, string kind, string outcome, int good, int count);

    [LoggerMessage(2203, LogLevel.Warning, "{Recipe}: golden picture {Image}: {Differences}")]
    private partial void LogFell(string recipe, string image, string differences);

    [LoggerMessage(2207, LogLevel.Information, "{Recipe}: activated beside this program, {Outcome}; it is trusted again")]
    private partial void LogActivated(string recipe, string outcome);

    [LoggerMessage(2206, LogLevel.Warning, "{Recipe}: the outcome of a proof is not kept: {Reason}")]
    private partial void LogNotKept(string recipe, string reason);

    [LoggerMessage(2204, LogLevel.Error, "{Recipe} could not be proven: {Reason}")]
    private partial void LogUnproven(string recipe, string reason);
}
