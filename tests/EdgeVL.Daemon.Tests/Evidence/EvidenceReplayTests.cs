using EdgeVL.Capture;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Evidence;
using EdgeVL.Daemon.Inspection;
using EdgeVL.Daemon.Judging;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Daemon.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeVL.Daemon.Tests.Evidence;

[Collection(nameof(ReadingModel))]
public sealed class EvidenceReplayTests(ReadingModel model) : IDisposable
{
    private readonly RecipeCopy copy = new();

    public void Dispose() => copy.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("region: [0.0, 0.1, 0.9, 1.0]\nturn: 180\n")]
    [InlineData("tiles: { columns: 2, rows: 1 }\ntrust: { prior_check: true }\n")]
    public async Task On_the_same_build_every_bit_comes_again(string view)
    {
        string place = await KeepAsync(copy.ReadLot("publish: { evidence: always }\n" + view), "lot-7537.png");
        await model.Do(Distract);

        ReplayReport report = await model.Do(inspector => new EvidenceReplay(inspector).Run(place, CancellationToken.None));

        Assert.Empty(report.Surroundings);
        Assert.Empty(report.Differences);
        Assert.NotEmpty(report.Manifest.Exchanges);
        Assert.All(report.Manifest.Exchanges, static one => Assert.NotNull(one.Form));
    }

    [Fact]
    public async Task A_free_answer_comes_again_too()
    {
        Recipe recipe = copy.Read("task: ask\nprompt: Describe this image.\npixels: { max: 76800 }\npublish: { evidence: always }\n");
        string place = await KeepAsync(recipe, "parts-4.jpg");

        ReplayReport report = await model.Do(inspector => new EvidenceReplay(inspector).Run(place, CancellationToken.None));

        Assert.Null(Assert.Single(report.Manifest.Exchanges).Form);
        Assert.Empty(report.Differences);
    }

    [Fact]
    public async Task With_another_model_it_says_what_is_not_as_it_was_and_what_came_out_differently()
    {
        string place = await KeepAsync(copy.ReadLot("publish: { evidence: always }\n"), "lot-7537.png");

        ReplayReport report = model.DoWithOther(inspector => new EvidenceReplay(inspector).Run(place, CancellationToken.None));

        Assert.StartsWith("the model is nano sha256:", Assert.Single(report.Surroundings), StringComparison.Ordinal);
        Assert.NotEmpty(report.Differences);
        Assert.All(report.Differences, static one => Assert.Contains(", was ", one, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_that_was_another_one_is_told()
    {
        string place = await KeepAsync(copy.ReadLot("publish: { evidence: always }\n"), "lot-7537.png");
        string other = Forge(place, "LOT-7537", "LOT-7538");

        ReplayReport report = await model.Do(inspector => new EvidenceReplay(inspector).Run(other, CancellationToken.None));

        Assert.Contains(report.Differences, static one => one.Contains("LOT-7538", StringComparison.Ordinal));
    }

    /// <summary>A folder that says something else of the model's answer, and names itself rightly.</summary>
    private string Forge(string place, string before, string after)
    {
        string file = Path.Combine(place, EvidenceManifest.FileName);
        byte[] json = System.Text.Encoding.UTF8.GetBytes(File.ReadAllText(file).Replace(before, after, StringComparison.Ordinal));
        File.WriteAllBytes(file, json);
        string forged = copy.At($"evidence/{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(json))}");
        Directory.Move(place, forged);
        return forged;
    }

    private async Task<string> KeepAsync(Recipe recipe, string picture)
    {
        var store = new EvidenceStore(copy.At("evidence"), long.MaxValue, NullLogger<EvidenceStore>.Instance);
        RecipeResult read = await model.Do(inspector =>
        {
            using Frame frame = StillImage.Load(copy.At($"golden/{picture}"));
            var around = new RecipeSurroundings { IsStills = true, KeepsEvidence = true };
            return new RecipeInspector(recipe, inspector, around).Read(frame, new TriggerFacts("test"), CancellationToken.None);
        });
        return store.Find(store.Keep(read.Result, read.Evidence!)!.Sha256);
    }

    // What the cache holds from another reading must not show.
    private Verdict Distract(Inspector inspector)
    {
        using Frame frame = StillImage.Load(copy.At("golden/label.jpg"));
        return new RecipeInspector(copy.ReadLot(), inspector, new RecipeSurroundings { IsStills = true })
            .Read(frame, new TriggerFacts("test"), CancellationToken.None)
            .Result.Verdict;
    }
}
