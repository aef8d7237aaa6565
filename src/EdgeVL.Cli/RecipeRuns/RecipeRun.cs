using EdgeVL.Capture;
using EdgeVL.Contracts.Faults;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Inspection;
using EdgeVL.Daemon.Judging;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Daemon.Rules;

namespace EdgeVL.Cli.RecipeRuns;

/// <summary>Applies a recipe to files.</summary>
/// <param name="recipe">The recipe.</param>
/// <param name="inspector">The model.</param>
/// <param name="surroundings">Where it is run; whether pictures are stills is decided by each file.</param>
internal sealed class RecipeRun(Recipe recipe, Inspector inspector, RecipeSurroundings surroundings)
{
    private static readonly TriggerFacts Trigger = new("cli");
    private static readonly TimeSpan UsualInterval = TimeSpan.FromSeconds(1);

    private readonly Lazy<RecipeInspector> stills = new(() =>
        new RecipeInspector(recipe, inspector, surroundings with { IsStills = true })
    );

    /// <summary>Files that were neither a picture nor a video.</summary>
    public int Skipped { get; private set; }

    /// <summary>Reads every file.</summary>
    /// <param name="listener">Receives each result as it is made.</param>
    /// <param name="progress">Told what is read and the share that is done.</param>
    public void Run(
        IReadOnlyList<PictureItem> items,
        Action<Result> listener,
        Action<string, double> progress,
        CancellationToken cancellation
    )
    {
        for (int i = 0; i < items.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            string name = Path.GetFileName(items[i].Path);
            if (items[i].IsVideo)
            {
                int number = i;
                Video(items[i].Path, listener, share => progress(name, (number + share) / items.Count), cancellation);
            }
            else
            {
                Still(items[i].Path, listener, cancellation);
            }

            progress(name, (i + 1.0) / items.Count);
        }
    }

    private void Still(string path, Action<Result> listener, CancellationToken cancellation)
    {
        Frame frame;
        try
        {
            frame = StillImage.Load(path);
        }
        catch (FaultException fault) when (fault.Code == FaultCode.PictureUnreadable)
        {
            Skipped++;
            Console.Error.WriteLine($"skipped: {fault.Message}");
            return;
        }

        using (frame)
        {
            listener(stills.Value.Read(frame, Trigger, cancellation).Result);
        }
    }

    /// <summary>A video is a camera: one reading an interval of the recipe, each with as many of the frames that follow as it needs.</summary>
    private void Video(string path, Action<Result> listener, Action<double> progress, CancellationToken cancellation)
    {
        VideoInfo info;
        try
        {
            info = VideoFile.Probe(path);
        }
        catch (FaultException fault) when (fault.Code == FaultCode.CaptureOpenFailed)
        {
            Skipped++;
            Console.Error.WriteLine($"skipped: {fault.Message}");
            return;
        }

        double rate = info.Rate > 0 ? info.Rate : 1;
        TimeSpan interval = recipe.Trigger?.Interval ?? UsualInterval;
        int every = Math.Max(1, (int)Math.Round(interval.TotalSeconds * rate));
        var live = new RecipeInspector(recipe, inspector, surroundings with { IsStills = false, Baselines = new MemoryBaselines() });
        long[] all = [.. Enumerable.Range(0, checked((int)info.Frames)).Select(static frame => (long)frame)];
        RecipeReading? reading = null;
        foreach (Frame frame in VideoFile.ReadFrames(path, all, TimeProvider.System, cancellation))
        {
            using (frame)
            {
                long place = frame.MediaFrame ?? 0;
                bool due = place % every == 0;
                if (due && reading is { IsEmpty: false })
                {
                    listener(reading.Finish().Result with { Source = path });
                    reading = null;
                }

                reading ??= due ? live.Begin(Trigger) : null;
                reading?.Look(frame, cancellation);
                if (reading is { IsEmpty: false, WantsFrame: false })
                {
                    listener(reading.Finish().Result with { Source = path });
                    reading = null;
                }

                progress(info.Frames > 0 ? (double)place / info.Frames : 0);
            }
        }

        if (reading is { IsEmpty: false })
        {
            listener(reading.Finish().Result with { Source = path });
        }
    }
}
