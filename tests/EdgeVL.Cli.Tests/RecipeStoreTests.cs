using System.Text.Json.Nodes;
using EdgeVL.Cli.Tests.Support;
using EdgeVL.Contracts.Faults;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Evidence;
using EdgeVL.Daemon.Store;
using EdgeVL.Daemon.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeVL.Cli.Tests;

/// <summary>What is told beside the daemon's store: baselines, results, their replay.</summary>
public sealed class RecipeStoreTests(NanoModelFixture nano) : IDisposable
{
    private readonly RecipesFolder recipes = new();

    public void Dispose() => recipes.Dispose();

    [Fact]
    public async Task A_baseline_is_set_shown_and_removed_beside_a_running_store()
    {
        recipes.Write(
            "meter.yaml",
            "recipe: meter\ncamera: nowhere\ntask: fields\noutput:\n  count: { type: number, rate: { direction: up } }\n  name: {}\n"
        );
        await using ResultStore store = ResultStore.Open(
            new StoreOptions { Folder = recipes.At("store"), Quota = 1 << 30 },
            TimeProvider.System,
            NullLogger<ResultStore>.Instance
        );

        Finished none = await BaselineAsync();
        Finished set = await BaselineAsync("count", "--set", "48213.50");
        Finished shown = await BaselineAsync("--json");
        Finished both = await BaselineAsync("count", "--set", "1", "--remove");
        Finished word = await BaselineAsync("count", "--set", "many");
        Finished other = await BaselineAsync("name", "--set", "1");
        Finished removed = await BaselineAsync("count", "--remove");

        Assert.Equal((ExitCode.Ok, "There is no baseline: the next accepted value will be one.\n"), (none.Code, none.Output));
        Assert.StartsWith("meter count = 48213.50, ", set.Output, StringComparison.Ordinal);
        Assert.EndsWith("set by a person\n", set.Output, StringComparison.Ordinal);
        Assert.Equal(48213.50m, JsonNode.Parse(shown.Output)!["value"]!.GetValue<decimal>());
        Assert.Equal([ExitCode.Usage, ExitCode.Usage, ExitCode.Usage], new[] { both.Code, word.Code, other.Code });
        Assert.Contains("Choose count.", other.Errors, StringComparison.Ordinal);
        Assert.Equal(none.Output, removed.Output);
    }

    [Fact]
    public async Task Stored_results_are_listed_and_replayed_bit_for_bit()
    {
        string config = await RunDaemonAsync();

        Finished list = await EdgeVlProgram.RunAsync("results", "--config", config, "--limit", "2");
        Finished json = await EdgeVlProgram.RunAsync("results", "--store", recipes.At("store"), "--json", "--verdict", "accept");
        Result accepted = RecipesFolder.Records(json.Output)[0];
        Finished bySeq = await ReplayAsync($"{accepted.Seq}");
        Finished byId = await ReplayAsync(accepted.Id, "--json");
        string place = Path.Combine(recipes.At("store"), EvidenceStore.Name, accepted.Evidence!.Sha256);
        Finished byFolder = await ReplayAsync(place);

        Assert.Equal((ExitCode.Ok, 2), (list.Code, list.Output.TrimEnd().Split('\n').Length));
        Assert.Contains("+evidence", list.Output, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Ok, "The same, bit for bit."), (bySeq.Code, bySeq.LastLine));
        JsonNode told = JsonNode.Parse(byId.Output)!;
        Assert.True(told["same"]!.GetValue<bool>());
        Assert.Empty(told["surroundings"]!.AsArray());
        Assert.Equal(accepted.Id, told["id"]!.GetValue<string>());
        Assert.Equal(ExitCode.Ok, byFolder.Code);

        await File.AppendAllTextAsync(Path.Combine(place, "source.png"), "x", TestContext.Current.CancellationToken);
        Finished changed = await ReplayAsync($"{accepted.Seq}");
        Directory.Delete(place, recursive: true);
        Finished gone = await ReplayAsync($"{accepted.Seq}");
        Finished unknown = await ReplayAsync("nothing");

        Assert.Equal([ExitCode.Fault, ExitCode.Fault, ExitCode.Usage], new[] { changed.Code, gone.Code, unknown.Code });
        Assert.Contains("'source.png' was changed", changed.Errors, StringComparison.Ordinal);
        Assert.Contains("is gone", gone.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ExitCode.Usage, "There is no verdict 'good'", "--store", "x", "--verdict", "good")]
    [InlineData(ExitCode.Usage, "--limit 0 is out of range", "--store", "x", "--limit", "0")]
    [InlineData(ExitCode.Fault, "There is no store in '/nowhere'", "--store", "/nowhere")]
    public async Task A_wrong_call_says_what_is_wrong(int code, string text, params string[] arguments)
    {
        Finished done = await EdgeVlProgram.RunAsync(["results", .. arguments]);

        Assert.Equal(code, done.Code);
        Assert.Contains(text, done.Errors, StringComparison.Ordinal);
    }

    /// <summary>A daemon that reads until something was accepted.</summary>
    private async Task<string> RunDaemonAsync()
    {
        recipes.Write(
            "recipes/light.yaml",
            "recipe: light\ncamera: belt\ntrigger: { interval: 100ms }\ntask: scene\npixels: { max: 76800 }\ntrust: { gates: off, min_probability: 0 }\npublish: { evidence: always }\n"
        );
        string config = recipes.Write(
            "edgevl.yaml",
            $$"""
            site: test
            device: line
            model: { folder: "{{nano.Path}}", profile: cpu }
            cameras:
              belt: { source: "file:{{Repository.At("samples/clip.mp4")}}", loop: true }
            mqtt: { server: embedded, port: 0 }
            recipes: recipes
            store: { folder: store }
            http: { listen: "127.0.0.1:0" }
            """
        );
        using EdgeVlProgram daemon = EdgeVlProgram.Start(new Dictionary<string, string>(), "run", "--config", config);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(100));
        while (!daemon.HasExited && Accepted() < 2)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
        }

        await daemon.SignalAsync("TERM");
        Finished done = await daemon.EndAsync();
        Assert.True(done.Code == ExitCode.Ok, done.Errors);
        return config;
    }

    private int Accepted()
    {
        try
        {
            return ResultArchive.Read(recipes.At("store"), new ResultQuery { Verdict = Verdict.Accept }).Count;
        }
        catch (FaultException)
        {
            return 0; // it is not there yet
        }
    }

    private Task<Finished> ReplayAsync(params string[] arguments) =>
        EdgeVlProgram.RunAsync([
            "results",
            "replay",
            .. arguments,
            "--store",
            recipes.At("store"),
            "--model",
            nano.Path,
            "--profile",
            "cpu",
        ]);

    private Task<Finished> BaselineAsync(params string[] arguments) =>
        EdgeVlProgram.RunAsync(["recipe", "baseline", "meter", .. arguments, "--recipes", recipes.Folder, "--store", recipes.At("store")]);
}
