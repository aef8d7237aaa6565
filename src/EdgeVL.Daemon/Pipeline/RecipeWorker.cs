using EdgeVL.Capture;
using EdgeVL.Contracts.Faults;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Evidence;
using EdgeVL.Daemon.Http;
using EdgeVL.Daemon.Inspection;
using EdgeVL.Daemon.Judging;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeVL.Daemon.Pipeline;

/// <summary>One recipe: when its trigger is due it takes its camera's newest frames, asks, judges, and stores the result. It owns nothing else.</summary>
/// <param name="recipe">The recipe, which has a trigger.</param>
/// <param name="surroundings">Where it is run.</param>
/// <param name="camera">The camera's stage.</param>
/// <param name="model">The model's thread.</param>
/// <param name="trust">Whether the recipe may be trusted.</param>
/// <param name="store">Where results go.</param>
/// <param name="evidence">Where evidence is kept.</param>
/// <param name="metrics">Counts triggers and results.</param>
/// <param name="time">Clock of the trigger.</param>
/// <param name="logger">Log of the inference stage.</param>
internal sealed partial class RecipeWorker(
    Recipe recipe,
    RecipeSurroundings surroundings,
    CameraStage camera,
    ModelThread model,
    RecipeTrust trust,
    ResultStore store,
    EvidenceStore evidence,
    EdgeMetrics metrics,
    TimeProvider time,
    ILogger<RecipeWorker> logger
) : BackgroundService
{
    private const string Accepted = "accepted";
    private const string Missed = "missed";
    private const string NoFrame = "no_frame";
    private const string Expired = "expired";

    // Frames that are averaged in the dark come one after the other; a camera that gives none must not hold a reading up.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);
    private const int FramesForLight = 3;
    private static readonly TriggerFacts Interval = new("interval");

    private readonly TimeSpan interval = recipe.Trigger!.Interval;
    private RecipeInspector? compiled;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using FrameSubscription frames = camera.Subscribe();
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            await trust.BeginAsync(stoppingToken);
            long due = time.GetTimestamp();
            do
            {
                due = CountMissed(due);
                await trust.RepeatIfDueAsync(stoppingToken);
                await ReadAsync(frames, stoppingToken);
            } while (!camera.Ended && await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // A wanted stop: the reading that was under way is dropped, what is stored is published.
        }
    }

    private async Task ReadAsync(FrameSubscription frames, CancellationToken stop)
    {
        long triggered = time.GetTimestamp();
        RecipeResult? read = await InspectAsync(frames, triggered, stop);
        if (read is null)
        {
            metrics.Triggered(recipe.Name, NoFrame);
            return;
        }

        read = trust.Apply(read);
        bool late = read.Result.Reasons.Any(static reason => reason.Code == RuleCode.Deadline);
        metrics.Triggered(recipe.Name, late ? Expired : Accepted);
        // After a fall an accept has become a warning, which is kept where trouble is.
        bool keeps = recipe.Publish.KeepsEvidenceOf(read.Result.Verdict);
        Result result =
            keeps && read.Evidence is { } draft ? read.Result with { Evidence = evidence.Keep(read.Result, draft) } : read.Result;
        await StoreAsync(result, read.Baselines);
    }

    // A full disk costs results, which the store reports when there is room again, and never the readings after them.
    private async Task StoreAsync(Result result, IReadOnlyList<Baseline> baselines)
    {
        try
        {
            Result stored = await store.AppendAsync(result, baselines);
            metrics.ResultMade(stored);
            LogResult(recipe.Name, stored.Seq, stored.Verdict, stored.TimingMs.Total);
        }
        catch (FaultException fault) when (fault.Code == FaultCode.DiskFull)
        {
            LogLost(recipe.Name, fault.Message);
        }
    }

    /// <summary>One reading over as many fresh frames as it needs. Between two of them the model is free for others.</summary>
    private async Task<RecipeResult?> InspectAsync(FrameSubscription frames, long triggered, CancellationToken stop)
    {
        using var limit = new DeadlineToken(recipe.Trigger!.Deadline, triggered, time, stop);
        Frame? first = await CollectLightAsync(frames, limit.Token, stop);
        // The frame is taken when the model is free, not when the trigger was due: a slow model sees the present.
        RecipeReading? reading = await model.DoAsync(
            inspector => Begin(inspector, first ?? frames.TryTakeNewest(), triggered, limit.Token),
            stop
        );
        if (reading is null)
        {
            return null;
        }

        await AgreeAsync(reading, frames, limit.Token, stop);
        if (reading.WantsFrame && limit.Token.IsCancellationRequested)
        {
            Expire(reading, frame: null);
        }

        return await model.DoAsync(_ => reading.Finish(), stop);
    }

    /// <summary>Looks at frame after frame until enough agree. A camera that stands still gives frames enough, and no fresh one: then the vote
    /// says so.</summary>
    private async Task AgreeAsync(RecipeReading reading, FrameSubscription frames, CancellationToken limit, CancellationToken stop)
    {
        long fresh = time.GetTimestamp();
        while (reading.WantsFrame && time.GetElapsedTime(fresh) < LongestWait && await TakeAsync(frames, limit) is { } taken)
        {
            using Frame frame = taken;
            if (await model.DoAsync(_ => Look(reading, frame, limit), stop))
            {
                fresh = time.GetTimestamp();
            }
        }
    }

    /// <summary>In the dark takes the frames that come one after the other, to be averaged.</summary>
    /// <returns>The frame after them, which is to be read; null where it is bright enough.</returns>
    private async Task<Frame?> CollectLightAsync(FrameSubscription frames, CancellationToken limit, CancellationToken stop)
    {
        if (compiled is not { WantsMoreLight: true } dark)
        {
            return null;
        }

        for (int taken = 0; taken < FramesForLight && await TakeAsync(frames, limit) is { } next; taken++)
        {
            using Frame frame = next;
            await model.DoAsync(
                _ =>
                {
                    dark.Collect(frame);
                    return true;
                },
                stop
            );
        }

        return await TakeAsync(frames, limit);
    }

    private RecipeReading? Begin(Inspector inspector, Frame? taken, long triggered, CancellationToken limit)
    {
        using Frame? frame = taken;
        if (frame is null)
        {
            return null;
        }

        compiled ??= new RecipeInspector(recipe, inspector, surroundings with { Calibration = inspector.Calibration });
        RecipeReading reading = compiled.Begin(Interval, triggered);
        Look(reading, frame, limit);
        return reading;
    }

    private bool Look(RecipeReading reading, Frame frame, CancellationToken limit)
    {
        try
        {
            return reading.Look(frame, limit);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && recipe.Trigger!.Deadline is not null)
        {
            Expire(reading, frame);
            return true;
        }
    }

    private void Expire(RecipeReading reading, Frame? frame) =>
        reading.Fail(frame, RuleCode.Deadline, what: null, limit: recipe.Trigger!.Deadline?.TotalMilliseconds);

    private async Task<Frame?> TakeAsync(FrameSubscription frames, CancellationToken limit)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(limit);
        using ITimer timer = time.CreateTimer(
            static source => ((CancellationTokenSource)source!).Cancel(),
            patience,
            LongestWait,
            Timeout.InfiniteTimeSpan
        );
        try
        {
            return await frames.TakeNewestAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            return null; // too few fresh frames came in time: the vote says so
        }
    }

    // The timer folds ticks that fell into a reading into one; the others were missed.
    private long CountMissed(long due)
    {
        long now = time.GetTimestamp();
        long ticks = (long)(time.GetElapsedTime(due, now) / interval);
        for (long missed = 1; missed < ticks; missed++)
        {
            metrics.Triggered(recipe.Name, Missed);
        }

        return now;
    }

    [LoggerMessage(2205, LogLevel.Error, "{Recipe}: a result is lost: {Reason}")]
    private partial void LogLost(string recipe, string reason);

    [LoggerMessage(2201, LogLevel.Debug, "{Recipe}: result {Seq} {Verdict} in {Milliseconds} ms")]
    private partial void LogResult(string recipe, long seq, Verdict verdict, double milliseconds);
}
