using System.Text.Json.Nodes;
using EdgeVL.Capture;
using EdgeVL.Cli.Tests.Support;
using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Tests;

namespace EdgeVL.Cli.Tests;

/// <summary>Recipes are checked, proven, activated, listed and drafted.</summary>
public sealed class RecipeProofTests(NanoModelFixture nano) : IDisposable
{
    private const string Good = "golden:\n  - { image: golden/lot-7537.png, expect: { lot: LOT-7537 } }\n";
    private const string Bad = "golden:\n  - { image: golden/lot-7537.png, expect: { lot: LOT-1234 } }\n";

    private readonly RecipesFolder recipes = new();

    public void Dispose() => recipes.Dispose();

    [Fact]
    public async Task Check_tells_every_fault_of_every_file_with_its_place()
    {
        recipes.WriteLot("good", "deadline: 5s\n");
        recipes.Write("bad.yaml", "recipe: bad\ncamera: belt\ntask: dance\noutptu: {}\n");
        recipes.Write("worse.yaml", "recipe: other\ncamera: belt\ntask: ocr\n");

        Finished all = await RecipeAsync("check");
        Finished one = await RecipeAsync("check", recipes.At("good.yaml"));
        Finished json = await RecipeAsync("check", "good", "--json");
        Finished some = await RecipeAsync("check", "bad", "good", "worse");

        Assert.Equal(ExitCode.Input, all.Code);
        Assert.Contains("bad.yaml:3:7", all.Errors, StringComparison.Ordinal);
        Assert.Contains("bad.yaml:4:1", all.Errors, StringComparison.Ordinal);
        Assert.Contains("worse.yaml:1:9", all.Errors, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Ok, "good: good\n  'deadline' has no effect without a 'trigger'.\n"), (one.Code, one.Output));
        Assert.Equal("good", JsonNode.Parse(json.Output)!["recipe"]!.GetValue<string>());
        Assert.Equal(ExitCode.Input, some.Code);
        Assert.Contains("bad.yaml:3:7", some.Errors, StringComparison.Ordinal);
        Assert.Contains("worse.yaml:1:9", some.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_says_what_differs_draws_it_and_ends_with_one()
    {
        recipes.WriteLot("bad", Bad + "  - { image: golden/black.png, expect: { verdict: no_read } }\n");

        Finished done = await RecipeAsync("test", "bad", "--model", nano.Path, "--pictures", recipes.At("drawn"));

        Assert.Equal(ExitCode.Negative, done.Code);
        Assert.Contains("DIFFERS", done.Output, StringComparison.Ordinal);
        Assert.Contains("lot LOT-7537, expected LOT-1234", done.Output, StringComparison.Ordinal);
        Assert.Contains("bad: 1 of 2 as expected", done.Output, StringComparison.Ordinal);
        string drawn = Assert.Single(Directory.GetFiles(recipes.At("drawn")));
        Assert.Contains($"drawn: {drawn}", done.Errors, StringComparison.Ordinal);
        using Frame before = StillImage.Load(recipes.At("golden/lot-7537.png"));
        using Frame after = StillImage.Load(drawn);
        Assert.Equal((before.Width, before.Height), (after.Width, after.Height));
        Assert.False(before.Pixels.SequenceEqual(after.Pixels), "a box is drawn");
    }

    [Fact]
    public async Task Activation_is_refused_on_a_fall_forced_with_a_reason_and_over_when_the_recipe_changes()
    {
        recipes.WriteLot("lot", Bad);
        Assert.Contains("not proven", (await RecipeAsync("list")).Output, StringComparison.Ordinal);

        Finished refused = await ActivateAsync("lot");
        Assert.Equal(ExitCode.Negative, refused.Code);
        Assert.Contains("not activated", refused.Output, StringComparison.Ordinal);
        Assert.Contains(" fell ", (await RecipeAsync("list")).Output, StringComparison.Ordinal);

        Finished silent = await ActivateAsync("lot", "--force");
        Finished idle = await ActivateAsync("lot", "--reason", "new label");
        Assert.Equal((ExitCode.Usage, ExitCode.Usage), (silent.Code, idle.Code));

        Finished forced = await ActivateAsync("lot", "--force", "--reason", "new label", "--json");
        JsonNode told = JsonNode.Parse(forced.Output)!;
        Assert.Equal(ExitCode.Ok, forced.Code);
        Assert.Equal(
            (true, false, "new label"),
            (told["activated"]!.GetValue<bool>(), told["passed"]!.GetValue<bool>(), told["forced_because"]!.GetValue<string>())
        );
        JsonNode record = JsonNode.Parse(
            await File.ReadAllTextAsync(told["record"]!.GetValue<string>(), TestContext.Current.CancellationToken)
        )!;
        Assert.Equal("new label", record["forced_because"]!.GetValue<string>());
        Assert.Equal(told["model_hash"]!.GetValue<string>(), record["identity"]!["model_hash"]!.GetValue<string>());
        Assert.Contains(": new label", (await RecipeAsync("list")).Output, StringComparison.Ordinal);

        recipes.WriteLot("lot", Good);
        Assert.Contains("changed since it was proven", (await RecipeAsync("show", "lot")).Output, StringComparison.Ordinal);
        Finished passed = await ActivateAsync("lot");
        Assert.Equal(ExitCode.Ok, passed.Code);
        Finished list = await RecipeAsync("list", "--json");
        Assert.StartsWith("proven ", JsonNode.Parse(list.Output)!["proof"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_fills_the_defaults_in()
    {
        recipes.WriteLot("lot", Good + "trigger: { interval: 2s }\nverdict: { warn: \"probability < 0.9\" }\n");

        Finished text = await RecipeAsync("show", "lot");
        JsonNode json = JsonNode.Parse((await RecipeAsync("show", "lot", "--json")).Output)!;

        Assert.Contains("every 00:00:02", text.Output, StringComparison.Ordinal);
        Assert.Equal("Spotting all the text in the image with line-level, and output in JSON format.", json["prompt"]!.GetValue<string>());
        Assert.Equal("warn: probability < 0.9", json["rules"]![0]!.GetValue<string>());
        Assert.Equal("array", json["answer"]!["type"]!.GetValue<string>());
        Assert.Equal("1 of 1", json["agree"]!.GetValue<string>());
        Assert.Equal("lot (string)", json["fields"]![0]!.GetValue<string>());
        Assert.Equal("every 01:00:00", json["canary"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_draft_reads_and_proves_itself_and_is_never_written_over()
    {
        string picture = Repository.At("samples/recipes/golden/lot-7537.png");
        string folder = recipes.At("new");
        string[] call = ["recipe", "new", "fresh", "--from", picture, "--recipes", folder, "--model", nano.Path];

        Finished drafted = await EdgeVlProgram.RunAsync(call);
        Finished again = await EdgeVlProgram.RunAsync(call);
        Finished named = await EdgeVlProgram.RunAsync("recipe", "new", "../x", "--from", picture, "--recipes", folder);
        Finished tested = await EdgeVlProgram.RunAsync("recipe", "test", "fresh", "--recipes", folder, "--model", nano.Path, "--json");

        Assert.Equal(ExitCode.Ok, drafted.Code);
        Assert.Contains("fresh: 1 of 1 as expected", drafted.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder, "golden/fresh-1.png")));
        string yaml = await File.ReadAllTextAsync(Path.Combine(folder, "fresh.yaml"), TestContext.Current.CancellationToken);
        Assert.Contains("LOT-[0-9]{4}", yaml, StringComparison.Ordinal);
        Assert.Contains("min_brightness: 0.", yaml, StringComparison.Ordinal);
        Assert.Matches(@"region: \[0(\.\d+)?, 0?(\.\d+)?", yaml);
        Assert.Equal(ExitCode.Usage, again.Code);
        Assert.Contains("exists already", again.Errors, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, named.Code);
        Assert.Equal(ExitCode.Ok, tested.Code);
        Assert.True(JsonNode.Parse(tested.Output)!["passed"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_draft_of_a_picture_that_shows_nothing_expects_nothing_to_be_read()
    {
        string folder = recipes.At("new");

        Finished drafted = await EdgeVlProgram.RunAsync(
            "recipe",
            "new",
            "empty",
            "--from",
            Repository.At("samples/frames/000.jpg"),
            "--recipes",
            folder,
            "--model",
            nano.Path,
            "--json"
        );

        Assert.Equal(ExitCode.Ok, drafted.Code);
        JsonNode told = JsonNode.Parse(drafted.Output)!;
        Assert.Empty(told["texts"]!.AsArray());
        Assert.True(told["passed"]!.GetValue<bool>());
        Assert.Equal("no_read", told["golden"]![0]!["expected"]!.GetValue<string>());
    }

    private Task<Finished> ActivateAsync(params string[] arguments) => RecipeAsync("activate", [.. arguments, "--model", nano.Path]);

    private Task<Finished> RecipeAsync(string command, params string[] arguments) =>
        EdgeVlProgram.RunAsync(["recipe", command, .. arguments, "--recipes", recipes.Folder]);
}
