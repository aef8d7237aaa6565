using EdgeVL.Capture;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Http;
using EdgeVL.Daemon.Inspection;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Daemon.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeVL.Daemon.Pipeline;

/// <summary>One recipe: when its trigger is due it takes its camera's newest frame, asks, and stores the result. It owns nothing else.</summary>
/// <param name="recipe">The recipe, which has a trigger.</param>
/// <param name="origin">Site and device that results carry.</param>
/// <param name="camera">The camera's stage.</param>
/// <param name="model">The model's thread.</param>
/// <param name="store">Where results go.</param>
/// <param name="metrics">Counts triggers and results.</param>
/// <param name="time">Clock of the trigger.</param>
/// <param name="logger">Log of the inference stage.</param>
internal sealed partial class RecipeWorker(
    Recipe recipe,
    ResultOrigin origin,
    CameraStage camera,
    ModelThread model,
    ResultStore store,
    EdgeMetrics metrics,
    TimeProvider time,
    ILogger<RecipeWorker> logger
) : BackgroundService
{
    private const string Accepted = "accepted";
    private const string Missed = "missed";
    private const string NoFrame = "no_frame";

    private readonly TimeSpan interval = recipe.Trigger!.Interval;

    private readonly InspectionRequest request = new()
    {
        Question = recipe.QuestionFor(origin.Site, origin.Device),
        Region = recipe.View.Region,
        MinPixels = recipe.View.Pixels.Min,
        MaxPixels = recipe.View.Pixels.Max,
        MaxTokens = recipe.MaxTokens,
        Trigger = new TriggerFacts("interval"),
    };

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using FrameSubscription frames = camera.Subscribe();
        using var timer = new PeriodicTimer(interval, time);
        long due = time.GetTimestamp();
        try
        {
            do
            {
                due = CountMissed(due);
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
        Result? read = await model.DoAsync(inspector => Inspect(inspector, frames, triggered, stop), stop);
        metrics.Triggered(recipe.Name, read is null ? NoFrame : Accepted);
        if (read is null)
        {
            return;
        }

        Result stored = await store.AppendAsync(origin.Sign(read, recipe));
        metrics.ResultMade(stored);
        LogResult(recipe.Name, stored.Seq, stored.Verdict, stored.TimingMs.Total);
    }

    // The frame is taken when the model is free, not when the trigger was due: a slow model sees the present.
    private Result? Inspect(Inspector inspector, FrameSubscription frames, long triggered, CancellationToken stop)
    {
        using Frame? frame = frames.TryTakeNewest();
        return frame is null ? null : inspector.Inspect(frame, request with { Triggered = triggered }, listener: null, stop);
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

    [LoggerMessage(2201, LogLevel.Debug, "{Recipe}: result {Seq} {Verdict} in {Milliseconds} ms")]
    private partial void LogResult(string recipe, long seq, Verdict verdict, double milliseconds);
}
