using EdgeVL.Cli.Tests.Support;
using EdgeVL.Contracts.Faults;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Tests;

namespace EdgeVL.Cli.Tests;

public sealed class RecipeRunTests(NanoModelFixture nano) : IDisposable
{
    private readonly RecipesFolder recipes = new();

    public void Dispose() => recipes.Dispose();

    [Fact]
    public async Task A_recipe_without_trigger_trust_and_golden_gives_a_record_a_picture_and_skips_what_is_none()
    {
        recipes.WriteLot("lot");
        Directory.CreateDirectory(recipes.At("photos"));
        File.Copy(recipes.At("golden/black.png"), recipes.At("photos/1.png"));
        File.Copy(recipes.At("golden/lot-7537.png"), recipes.At("photos/2.png"));
        recipes.Write("photos/notes.txt", "no picture");
        recipes.Write("photos/broken.jpg", "no picture either");

        Finished done = await RunAsync("lot", recipes.At("photos"), "--out", recipes.At("out.jsonl"));

        Assert.Equal(ExitCode.Ok, done.Code);
        Result[] records = RecipesFolder.Records(
            await File.ReadAllTextAsync(recipes.At("out.jsonl"), TestContext.Current.CancellationToken)
        );
        Assert.Equal([recipes.At("photos/1.png"), recipes.At("photos/2.png")], records.Select(static one => one.Source));
        Assert.Equal([Verdict.NoRead, Verdict.Accept], records.Select(static one => one.Verdict));
        Assert.Contains(records[0].Reasons, static reason => reason.Code == "dark");
        FieldReading lot = records[1].Fields["lot"];
        Assert.Equal("LOT-7537", lot.Value!.GetValue<string>());
        Assert.InRange(lot.Probability!.Value, 0.35, 1);
        Assert.Null(lot.Agreement);
        Assert.Equal(("lot", "nowhere"), (records[1].Recipe, records[1].Camera));
        Assert.Contains("lot: 2 read in ", done.Output, StringComparison.Ordinal);
        Assert.Contains("2 files that are no pictures skipped", done.Output, StringComparison.Ordinal);
        Assert.Matches(@"accept +1 +50\.0", done.Output);
        Assert.Matches("dark +1", done.Output);
        Assert.Matches("lot: 100 ?% notes.txt", done.Errors);
    }

    [Fact]
    public async Task A_video_is_read_as_a_camera_would_be_and_frames_of_it_agree()
    {
        recipes.Write(
            "light.yaml",
            "recipe: light\ncamera: nowhere\ntrigger: { interval: 10s }\ntask: scene\npixels: { max: 76800 }\noutput:\n  lighting: {}\ntrust: { agree: 2 of 3, gates: off }\n"
        );
        string clip = Repository.At("samples/clip.mp4");

        Finished done = await RunAsync("light", clip, "--json");
        Finished alone = await RunAsync("light", clip, "--json", "--without", "agreement");

        Assert.Equal((ExitCode.Ok, ExitCode.Ok), (done.Code, alone.Code));
        Result[] records = RecipesFolder.Records(done.Output);
        Assert.True(records.Length >= 2);
        Assert.All(records, one => Assert.Equal(clip, one.Source));
        Assert.All(records, static one => Assert.Matches("^[0-3]/[23]$", one.Fields["lighting"].Agreement));
        Assert.Contains(records, static one => one.Fields["lighting"].Value is not null);
        Assert.All(records, static one => Assert.NotNull(one.Image.MediaFrame));
        Assert.All(RecipesFolder.Records(alone.Output), static one => Assert.Null(one.Fields["lighting"].Agreement));
    }

    [Theory]
    [InlineData("", "no_read dark", "no_read low_probability")]
    [InlineData("gates", "", "no_read low_probability")]
    [InlineData("probability", "no_read dark", "reject range")]
    [InlineData("agreement", "no_read dark", "no_read low_probability")]
    [InlineData("rules", "no_read dark", "no_read low_probability unreadable unreadable")]
    [InlineData("probability,rules", "no_read dark", "accept ")]
    public async Task Each_layer_can_be_taken_away(string without, string black, string parts)
    {
        recipes.Write(
            "parts.yaml",
            "recipe: parts\ncamera: nowhere\ntask: count\nthings: objects\npixels: { max: 76800 }\noutput:\n  count: { min: 1, max: 3 }\ntrust: { min_probability: 1 }\n"
        );
        string[] layers = without.Length > 0 ? ["--without", without] : [];

        Finished done = await RunAsync("parts", [recipes.At("golden/black.png"), recipes.At("golden/parts-4.jpg"), "--json", .. layers]);

        Assert.Equal(ExitCode.Ok, done.Code);
        Result[] records = RecipesFolder.Records(done.Output);
        string[] shown = [.. records.Select(Shown)];
        if (black.Length > 0)
        {
            Assert.StartsWith(black, shown[0], StringComparison.Ordinal);
        }
        else
        {
            Assert.DoesNotContain("dark", shown[0], StringComparison.Ordinal);
            Assert.True(records[0].Tokens.Output > 0);
        }

        Assert.Equal(parts, shown[1]);
    }

    [Fact]
    public async Task A_wrong_call_says_what_is_wrong()
    {
        recipes.WriteLot("lot");

        Finished layer = await RunAsync("lot", recipes.At("golden"), "--without", "luck");
        Finished path = await RunAsync("lot", recipes.At("nowhere"));
        Finished recipe = await RunAsync("lto", recipes.At("golden"));
        Finished output = await RunAsync("lot", recipes.At("golden"), "--out", recipes.At("nowhere/out.jsonl"));

        Assert.Equal(ExitCode.Usage, layer.Code);
        Assert.Contains("There is no layer 'luck'. Choose gates, probability, agreement, rules.", layer.Errors, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, path.Code);
        Assert.Contains("nowhere' does not exist", path.Errors, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Input, recipe.Code);
        Assert.Contains("There are lot", recipe.Errors, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, output.Code);
    }

    [Fact]
    public async Task A_disk_that_fills_up_is_told_with_the_file_and_a_remedy()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full here.");
        recipes.WriteLot("lot");

        Finished done = await RunAsync("lot", recipes.At("golden/black.png"), "--out", "/dev/full");

        Assert.Equal(ExitCode.Fault, done.Code);
        Assert.Contains("No space left on device : '/dev/full'", done.Errors, StringComparison.Ordinal);
        Assert.Contains("Free room on that disk", done.Errors, StringComparison.Ordinal);
    }

    private static string Shown(Result result)
    {
        string verdict = result.Verdict == Verdict.NoRead ? "no_read" : result.Verdict.ToString().ToLowerInvariant();
        return $"{verdict} {string.Join(' ', result.Reasons.Select(static reason => reason.Code))}";
    }

    private Task<Finished> RunAsync(string name, params string[] arguments) =>
        EdgeVlProgram.RunAsync(["recipe", "run", name, "--recipes", recipes.Folder, "--model", nano.Path, .. arguments]);
}
