using EdgeVL.Daemon.Judging;
using EdgeVL.Daemon.Proof;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Daemon.Tests.Support;

namespace EdgeVL.Daemon.Tests.Proof;

[Collection(nameof(ReadingModel))]
public sealed class GoldenReplayTests(ReadingModel model) : IDisposable
{
    private readonly RecipeCopy copy = new();

    public void Dispose() => copy.Dispose();

    [Theory]
    [InlineData("lot-code")]
    [InlineData("label-fields")]
    [InlineData("parts-count")]
    [InlineData("relation-check")]
    [InlineData("scene-watch")]
    public async Task Every_sample_recipe_proves_itself(string name)
    {
        Recipe recipe = RecipeFolder.ReadOne(Repository.At($"samples/recipes/{name}.yaml"), cameras: null);

        ProofReport report = await RunAsync(recipe);

        Assert.True(report.Passed, string.Join('\n', report.Rows.SelectMany(static row => row.Differences)));
        Assert.Equal(recipe.Proof.Golden.Count, report.Rows.Count);
        Assert.Equal(
            (name, recipe.File.Hash, ProgramIdentity.Hash),
            (report.Identity.Recipe, report.Identity.RecipeHash, report.Identity.Program)
        );
    }

    [Fact]
    public async Task What_differs_is_told_in_a_sentence_each_and_a_damaged_picture_does_not_hide_the_others()
    {
        copy.Write("golden/damaged.png", [1, 2, 3]);
        Recipe recipe = copy.ReadLot(
            """
            golden:
              - { image: golden/damaged.png, expect: { lot: LOT-1111 } }
              - { image: golden/lot-7537.png, expect: { lot: LOT-1234, texts: [LOT-7537, HELLO] } }
              - { image: golden/black.png, expect: { lot: LOT-7537 } }
              - { image: golden/lot-5601.png, expect: { verdict: accept, lot: LOT-5601 } }
            """
        );
        var told = new List<(string, double)>();

        ProofReport report = await RunAsync(recipe, (name, share) => told.Add((name, share)));

        Assert.Equal([false, false, false, true], report.Rows.Select(static row => row.Passed));
        Assert.Equal(3, report.Failed);
        Assert.Null(report.Rows[0].Result);
        Assert.Contains("damaged.png", Assert.Single(report.Rows[0].Differences), StringComparison.Ordinal);
        Assert.Equal(["lot LOT-7537, expected LOT-1234", "text 'HELLO' was not read"], report.Rows[1].Differences);
        Assert.StartsWith("verdict no_read, expected accept (", report.Rows[2].Differences[0], StringComparison.Ordinal);
        Assert.Equal("lot not read, expected LOT-7537", report.Rows[2].Differences[1]);
        Assert.Equal(("lot-5601.png", 1.0), told[^1]);
    }

    [Fact]
    public async Task A_number_is_the_same_however_it_is_written_and_null_means_not_read()
    {
        Recipe recipe = copy.Read(
            """
            task: count
            things: objects
            pixels: { max: 76800 }
            golden:
              - { image: golden/parts-4.jpg, expect: { count: 4 } }
              - { image: golden/black.png, expect: { verdict: no_read, count: null } }
              - { image: golden/parts-3.jpg, expect: { verdict: accept, count: 4 } }
            """
        );

        ProofReport report = await RunAsync(recipe);

        Assert.Equal([true, true, false], report.Rows.Select(static row => row.Passed));
        Assert.Equal(["count 3, expected 4"], report.Rows[2].Differences);
    }

    [Fact]
    public async Task A_recipe_without_golden_pictures_has_nothing_to_prove() =>
        Assert.True((await RunAsync(copy.ReadLot())) is { Passed: true, Rows.Count: 0 });

    private Task<ProofReport> RunAsync(Recipe recipe, Action<string, double>? progress = null) =>
        model.Do(inspector => new GoldenReplay(recipe, inspector, new RecipeSurroundings()).Run(progress, CancellationToken.None));
}
