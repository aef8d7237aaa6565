using System.Text.Json;
using EdgeVL.Contracts;
using EdgeVL.Contracts.Messages;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Judging;
using EdgeVL.Daemon.Pipeline;
using EdgeVL.Daemon.Proof;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Store;
using EdgeVL.Daemon.Tests.Store;
using EdgeVL.Daemon.Tests.Support;
using EdgeVL.Daemon.Tests.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EdgeVL.Daemon.Tests.Pipeline;

[Collection(nameof(ReadingModel))]
public sealed class RecipeTrustTests : IAsyncDisposable
{
    private const string Good = "golden:\n  - { image: golden/lot-7537.png, expect: { lot: LOT-7537 } }\n";
    private const string Bad = "golden:\n  - { image: golden/lot-7537.png, expect: { lot: LOT-1234 } }\n";

    private static readonly RecipeResult Accepted = new(
        Results.Empty with
        {
            Verdict = Verdict.Accept,
        },
        [new Baseline("r", "count", 1, DateTimeOffset.UnixEpoch)]
    );

    private readonly ReadingModel model;
    private readonly RecipeCopy copy = new();
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly ActivationFolder records;
    private readonly ResultStore store;

    public RecipeTrustTests(ReadingModel model)
    {
        this.model = model;
        records = new ActivationFolder(copy.At("activations"));
        store = Samples.Open(copy.At("store"));
    }

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        copy.Dispose();
    }

    [Fact]
    public async Task A_recipe_is_proven_once_and_again_when_it_changes()
    {
        RecipeTrust first = await BeginAsync(copy.ReadLot(Good));
        await BeginAsync(copy.ReadLot(Good));

        Assert.Same(Accepted, first.Apply(Accepted));
        Assert.True(records.Find("r")!.Passed);
        Assert.Equal(["activation_passed"], await KindsAsync());

        await BeginAsync(copy.ReadLot(Good + "max_tokens: 300\n"));
        Assert.Equal(["activation_passed", "activation_passed"], await KindsAsync());

        // Another program, or a model: what was proven of it does not hold here.
        ActivationRecord record = records.Find("r")!;
        records.Keep(record with { Identity = record.Identity with { Program = "sha256:another" } });
        await BeginAsync(copy.ReadLot(Good + "max_tokens: 300\n"));
        Assert.Equal(3, (await KindsAsync()).Count);
    }

    [Fact]
    public async Task After_a_fall_an_accept_becomes_a_warning_that_moves_no_baseline_and_worse_verdicts_stay()
    {
        RecipeTrust trust = await BeginAsync(copy.ReadLot(Bad));

        RecipeResult warned = trust.Apply(Accepted);

        Assert.Equal(Verdict.Warn, warned.Result.Verdict);
        Assert.Equal([RuleCode.CanaryFailed], warned.Result.Reasons.Select(static reason => reason.Code));
        Assert.Contains("1 of 1", warned.Result.Reasons[0].Value!.ToString(), StringComparison.Ordinal);
        Assert.Empty(warned.Baselines);
        RecipeResult unread = trust.Apply(Accepted with { Result = Accepted.Result with { Verdict = Verdict.NoRead } });
        Assert.Equal(Verdict.NoRead, unread.Result.Verdict);
        Assert.Equal(["activation_failed"], await KindsAsync());

        // The next start knows it already.
        RecipeTrust next = await BeginAsync(copy.ReadLot(Bad));
        Assert.Equal(Verdict.Warn, next.Apply(Accepted).Result.Verdict);
        Assert.Equal(["activation_failed"], await KindsAsync());
    }

    [Fact]
    public async Task The_canary_replays_when_it_is_due_falls_with_a_picture_and_recovers_with_it()
    {
        RecipeTrust trust = await BeginAsync(copy.ReadLot(Good + "canary: { every: 1h }\n"));
        byte[] picture = File.ReadAllBytes(copy.At("golden/lot-7537.png"));

        time.Advance(TimeSpan.FromMinutes(59));
        await trust.RepeatIfDueAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["activation_passed"], await KindsAsync());

        File.Copy(copy.At("golden/black.png"), copy.At("golden/lot-7537.png"), overwrite: true);
        time.Advance(TimeSpan.FromMinutes(1));
        await trust.RepeatIfDueAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Verdict.Warn, trust.Apply(Accepted).Result.Verdict);
        Assert.False(records.Find("r")!.IsTrusted);

        copy.Write("golden/lot-7537.png", picture);
        time.Advance(TimeSpan.FromHours(1));
        await trust.RepeatIfDueAsync(TestContext.Current.CancellationToken);

        Assert.Same(Accepted, trust.Apply(Accepted));
        Assert.Equal(["activation_passed", "canary_failed", "canary_passed"], await KindsAsync());
        DeviceEvent last = (await EventsAsync())[^1];
        Assert.EndsWith("trusted again", last.Text, StringComparison.Ordinal);
        Assert.Equal(("belt", time.GetUtcNow()), (last.Camera, last.Time));
    }

    [Fact]
    public async Task A_fall_that_was_forced_stays_forced_and_another_one_does_not()
    {
        Recipe recipe = copy.ReadLot(Bad + "  - { image: golden/lot-5601.png, expect: { lot: LOT-5601 } }\n");
        ProofReport known = await model.Do(inspector =>
            new GoldenReplay(recipe, inspector, new RecipeSurroundings()).Run(progress: null, CancellationToken.None)
        );
        records.Keep(ActivationRecord.Of(known, "the label is new"));
        RecipeTrust trust = await BeginAsync(recipe);
        Assert.Same(Accepted, trust.Apply(Accepted));

        time.Advance(TimeSpan.FromHours(1));
        await trust.RepeatIfDueAsync(TestContext.Current.CancellationToken);
        Assert.Same(Accepted, trust.Apply(Accepted));
        Assert.Equal("the label is new", records.Find("r")!.ForcedBecause);

        File.Copy(copy.At("golden/black.png"), copy.At("golden/lot-5601.png"), overwrite: true);
        time.Advance(TimeSpan.FromHours(1));
        await trust.RepeatIfDueAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Verdict.Warn, trust.Apply(Accepted).Result.Verdict);
        Assert.Null(records.Find("r")!.ForcedBecause);
        Assert.Equal(["canary_failed", "canary_failed"], await KindsAsync());
    }

    [Fact]
    public async Task A_running_program_trusts_what_somebody_activates_beside_it()
    {
        RecipeTrust trust = await BeginAsync(copy.ReadLot(Bad));
        ActivationRecord fallen = records.Find("r")!;
        time.Advance(TimeSpan.FromMinutes(1));
        records.Keep(fallen with { At = time.GetUtcNow(), ForcedBecause = "the label is new" });
        await trust.RepeatIfDueAsync(TestContext.Current.CancellationToken);

        Assert.Same(Accepted, trust.Apply(Accepted));
        Assert.Equal(["activation_failed", "activation_forced"], await KindsAsync());
        Assert.EndsWith("trusted again, because: the label is new", (await EventsAsync())[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_activation_of_another_recipe_of_that_name_or_from_before_the_fall_changes_nothing()
    {
        RecipeTrust trust = await BeginAsync(copy.ReadLot(Good + "canary: { every: 1h }\n"));
        ActivationRecord passed = records.Find("r")!;
        File.Delete(copy.At("golden/lot-7537.png"));
        time.Advance(TimeSpan.FromHours(1));
        await trust.RepeatIfDueAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Verdict.Warn, trust.Apply(Accepted).Result.Verdict);

        records.Keep(passed with { At = time.GetUtcNow(), Identity = passed.Identity with { RecipeHash = "sha256:another" } });
        time.Advance(TimeSpan.FromMinutes(1));
        await trust.RepeatIfDueAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Verdict.Warn, trust.Apply(Accepted).Result.Verdict);
    }

    [Fact]
    public async Task A_fall_that_cannot_be_recorded_is_not_undone_by_the_record_from_before()
    {
        RecipeTrust trust = await BeginAsync(copy.ReadLot(Good + "canary: { every: 1h }\n"));
        Directory.CreateDirectory(copy.At("activations/r.json.partial")); // where the next record would be written
        File.Copy(copy.At("golden/black.png"), copy.At("golden/lot-7537.png"), overwrite: true);
        time.Advance(TimeSpan.FromHours(1));
        await trust.RepeatIfDueAsync(TestContext.Current.CancellationToken);
        Assert.True(records.Find("r")!.IsTrusted);

        time.Advance(TimeSpan.FromMinutes(1));
        await trust.RepeatIfDueAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Verdict.Warn, trust.Apply(Accepted).Result.Verdict);
        Assert.Equal(["activation_passed", "canary_failed"], await KindsAsync());
    }

    [Fact]
    public async Task What_was_proven_is_trusted_although_it_cannot_be_recorded()
    {
        copy.Write("activations", []);

        RecipeTrust trust = await BeginAsync(copy.ReadLot(Good));

        Assert.Same(Accepted, trust.Apply(Accepted));
        Assert.Equal(["activation_passed"], await KindsAsync());
    }

    [Fact]
    public async Task Without_golden_pictures_nothing_is_proven_and_nothing_said()
    {
        RecipeTrust trust = await BeginAsync(copy.ReadLot());
        time.Advance(TimeSpan.FromDays(1));
        await trust.RepeatIfDueAsync(TestContext.Current.CancellationToken);

        Assert.Same(Accepted, trust.Apply(Accepted));
        Assert.Empty(await KindsAsync());
    }

    private async Task<RecipeTrust> BeginAsync(Recipe recipe)
    {
        var trust = new RecipeTrust(
            recipe,
            new RecipeSurroundings { Time = time },
            model.Thread,
            records,
            store,
            time,
            NullLogger<RecipeWorker>.Instance
        );
        await trust.BeginAsync(TestContext.Current.CancellationToken);
        return trust;
    }

    private async Task<IReadOnlyList<string>> KindsAsync() => [.. (await EventsAsync()).Select(static one => one.Kind)];

    private async Task<IReadOnlyList<DeviceEvent>> EventsAsync() =>
        [.. (await Samples.EventsAsync(store)).Select(static json => JsonSerializer.Deserialize(json, ContractsJson.Wire.DeviceEvent)!)];
}
