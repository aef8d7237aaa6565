using EdgeVL.Capture;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Evidence;
using EdgeVL.Daemon.Judging;
using EdgeVL.Daemon.Pipeline;
using EdgeVL.Daemon.Proof;
using EdgeVL.Daemon.Publishing;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Store;
using EdgeVL.Daemon.Systemd;
using EdgeVL.Daemon.Tests.Judging;
using EdgeVL.Daemon.Tests.Publishing;
using EdgeVL.Daemon.Tests.Store;
using EdgeVL.Daemon.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeVL.Daemon.Tests.Pipeline;

[Collection(nameof(ReadingModel))]
public sealed class RecipeWorkerTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ReadingModel model;
    private readonly RecipeCopy copy = new();
    private readonly TriggerCount triggers = new();
    private readonly ResultStore store;
    private readonly ResultPublisher publisher;

    public RecipeWorkerTests(ReadingModel model)
    {
        this.model = model;
        store = Samples.Open(copy.At("store"));
        publisher = Publisher.Of(store, port: 9);
    }

    public async ValueTask DisposeAsync()
    {
        publisher.Dispose();
        await store.DisposeAsync();
        triggers.Dispose();
        copy.Dispose();
    }

    [Fact]
    public async Task Fresh_live_frames_agree_and_evidence_is_kept_of_what_the_recipe_wants()
    {
        Recipe recipe = Scene("trust: { agree: 2 of 3, gates: off }\npublish: { evidence: always }\n");

        IReadOnlyList<Result> results = await RunAsync(recipe, $"file:{Repository.At("samples/clip.mp4")}", 2);

        Assert.All(results, static result => Assert.Matches("^[23]/[23]$", result.Fields["lighting"].Agreement));
        Assert.All(results, static result => Assert.NotEqual(Verdict.Error, result.Verdict));
        Assert.All(results, static result => Assert.Equal("interval", result.Trigger.Source));
        Assert.All(
            results,
            result => Assert.Equal(result.Id, EvidenceStore.Read(Path.Combine(copy.At("evidence"), result.Evidence!.Sha256)).Result.Id)
        );
        Assert.True(triggers.Of("accepted") >= 2);
        Assert.Equal(0, triggers.Of("expired"));
    }

    [Fact]
    public async Task On_a_camera_that_stands_still_a_reading_ends_and_says_that_no_fresh_frame_came()
    {
        StandStill();
        Recipe recipe = Scene("trust: { agree: 2 of 3 }\n");

        IReadOnlyList<Result> results = await RunAsync(recipe, $"folder:{copy.At("still")}", 2);

        Assert.All(results, static result => Assert.Equal(Verdict.NoRead, result.Verdict));
        Assert.Contains(results, static result => result.Codes().Any(static code => code is RuleCode.TooFewFresh or "frozen"));
    }

    [Fact]
    public async Task A_reading_that_is_not_done_by_its_deadline_is_an_error_and_counted_as_expired()
    {
        Recipe recipe = Scene("");
        recipe = recipe with { Trigger = recipe.Trigger! with { Deadline = TimeSpan.FromMilliseconds(1) } };

        IReadOnlyList<Result> results = await RunAsync(recipe, $"file:{Repository.At("samples/clip.mp4")}", 2);

        Assert.All(results, static result => Assert.Equal(Verdict.Error, result.Verdict));
        Assert.All(results, static result => Assert.Equal([RuleCode.Deadline], result.Codes()));
        Assert.All(results, static result => Assert.Null(result.Fields["lighting"].Value));
        Assert.True(triggers.Of("expired") >= 2);
        Assert.Equal(0, triggers.Of("accepted"));
    }

    [Fact]
    public async Task A_deadline_that_passes_while_fresh_frames_are_awaited_is_missed_too()
    {
        StandStill();
        Recipe recipe = Scene("trust: { agree: 2 of 3, gates: off }\n");
        recipe = recipe with { Trigger = recipe.Trigger! with { Deadline = TimeSpan.FromSeconds(1.5) } };

        IReadOnlyList<Result> results = await RunAsync(recipe, $"folder:{copy.At("still")}", 1);

        Assert.Equal((Verdict.Error, RuleCode.Deadline), (results[0].Verdict, results[0].Codes()[0]));
        Assert.True(triggers.Of("expired") >= 1);
    }

    [Fact]
    public async Task A_fall_of_the_golden_pictures_turns_live_results_to_warn()
    {
        Recipe recipe = Scene(
            "golden:\n  - { image: golden/light-dark.jpg, expect: { lighting: bright } }\ntrust: { gates: off, min_probability: 0 }\n"
        );

        IReadOnlyList<Result> results = await RunAsync(recipe, $"file:{Repository.At("samples/clip.mp4")}", 1);

        Assert.Equal(Verdict.Warn, results[0].Verdict);
        Assert.Contains(RuleCode.CanaryFailed, results[0].Codes());
    }

    [Fact]
    public async Task On_a_full_disk_the_worker_goes_on()
    {
        await using SmallDisk disk = await SmallDisk.MountAsync(megabytes: 16);
        await using ResultStore small = Samples.Open(disk.Path);
        await FillAsync(disk.Path, small);
        Recipe recipe = Scene("");
        using CameraStage camera = Camera($"file:{Repository.At("samples/clip.mp4")}");
        await camera.StartAsync(CancellationToken.None);
        using RecipeWorker worker = Worker(recipe, camera, small);
        await worker.StartAsync(CancellationToken.None);

        await UntilAsync(() => triggers.Of("accepted") >= 2 || worker.ExecuteTask!.IsCompleted);

        Assert.False(worker.ExecuteTask!.IsCompleted);
        await worker.StopAsync(CancellationToken.None);
        await camera.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task What_a_fallen_recipe_accepts_is_trouble_of_which_evidence_is_kept()
    {
        Recipe recipe = Scene(
            "trust: { gates: off }\npublish: { evidence: on_trouble }\ngolden:\n  - { image: golden/light-bright.jpg, expect: { lighting: dark } }\n"
        );

        IReadOnlyList<Result> results = await RunAsync(recipe, $"file:{Repository.At("samples/clip.mp4")}", 1);

        Assert.Contains(results[0].Reasons, static reason => reason.Code == RuleCode.CanaryFailed);
        Assert.NotNull(results[0].Evidence);
    }

    private Recipe Scene(string more) =>
        copy.Read($"trigger: {{ interval: 100ms }}\ntask: scene\npixels: {{ max: 76800 }}\noutput:\n  lighting: {{}}\n{more}");

    // The same picture again and again: new frames, and no fresh one.
    private void StandStill()
    {
        byte[] picture = File.ReadAllBytes(copy.At("golden/light-bright.jpg"));
        copy.Write("still/1.jpg", picture);
        copy.Write("still/2.jpg", picture);
    }

    private static async Task FillAsync(string folder, ResultStore small)
    {
        try
        {
            using FileStream file = File.Create(Path.Combine(folder, "filler"));
            while (true)
            {
                file.Write(new byte[4096]);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // Full.
        }

        for (int i = 0; i < 10_000 && small.Fault is null; i++)
        {
            await small.AppendAsync(Samples.Result(padding: 60_000)).ContinueWith(static _ => { }, TaskScheduler.Default);
        }
    }

    private async Task<IReadOnlyList<Result>> RunAsync(Recipe recipe, string source, int count)
    {
        using CameraStage camera = Camera(source);
        await camera.StartAsync(CancellationToken.None);
        using RecipeWorker worker = Worker(recipe, camera, store);
        await worker.StartAsync(CancellationToken.None);
        await UntilAsync(() => store.LastSeq >= count || worker.ExecuteTask!.IsCompleted);
        await worker.StopAsync(CancellationToken.None);
        await camera.StopAsync(CancellationToken.None);
        await worker.ExecuteTask!;
        IReadOnlyList<Result> results = [.. store.Read(new ResultQuery { NewestFirst = false }).Select(static one => one.Read())];
        Assert.True(results.Count >= count, "too few results came");
        return results;
    }

    private static async Task UntilAsync(Func<bool> done)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!done())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }
    }

    private CameraStage Camera(string source) =>
        new(
            "belt",
            new CameraOptions
            {
                Source = CameraSource.Parse(source),
                Loop = true,
                Rate = source.StartsWith("folder:", StringComparison.Ordinal) ? 10 : null,
            },
            publisher,
            new Readiness(["belt"]),
            triggers.Metrics,
            TimeProvider.System,
            NullLogger<CameraReader>.Instance
        );

    private RecipeWorker Worker(Recipe recipe, CameraStage camera, ResultStore results)
    {
        var around = new RecipeSurroundings { KeepsEvidence = recipe.Publish.Evidence != EvidencePolicy.Never };
        NullLogger<RecipeWorker> logger = new();
        var trust = new RecipeTrust(
            recipe,
            around,
            model.Thread,
            new ActivationFolder(copy.At("activations")),
            results,
            TimeProvider.System,
            logger
        );
        return new RecipeWorker(
            recipe,
            around,
            camera,
            model.Thread,
            trust,
            results,
            new EvidenceStore(copy.At("evidence"), 1L << 30, NullLogger<EvidenceStore>.Instance),
            triggers.Metrics,
            TimeProvider.System,
            logger
        );
    }
}
