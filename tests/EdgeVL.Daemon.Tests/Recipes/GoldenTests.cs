using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Recipes;

namespace EdgeVL.Daemon.Tests.Recipes;

public sealed class GoldenTests : IDisposable
{
    private const string Two =
        "task: ocr\ngolden:\n  - { image: a.png, expect: { verdict: accept } }\n  - { image: b.png, expect: { verdict: no_read } }\n";

    private readonly RecipeSheet sheet = new();

    [Fact]
    public void The_hash_is_that_of_the_file_where_there_are_no_pictures()
    {
        Recipe recipe = sheet.Read("task: ocr\n");
        byte[] bytes = File.ReadAllBytes(recipe.File.Path);
        Assert.Equal("sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), recipe.File.Hash);
        Assert.Equal(recipe.File.Hash, sheet.Read("task: ocr\n").File.Hash);
        Assert.NotEqual(recipe.File.Hash, sheet.Read("task: ocr\n# a remark\n").File.Hash);
    }

    [Fact]
    public void The_hash_changes_with_every_golden_picture()
    {
        string before = sheet.Read(Two).File.Hash;
        Assert.Matches("^sha256:[0-9a-f]{64}$", before);
        Assert.Equal(before, sheet.Read(Two).File.Hash);
        sheet.Picture("b.png", [3]);
        Assert.NotEqual(before, sheet.Read(Two).File.Hash);
        sheet.Picture("b.png", [1]);
        sheet.Picture("a.png", [2]); // exchanged: the same bytes in another order
        Assert.NotEqual(before, sheet.Read(Two).File.Hash);
    }

    [Fact]
    public void A_picture_has_its_full_path_and_the_hash_of_its_bytes()
    {
        GoldenPicture picture = sheet.Read(Two).Proof.Golden[0];
        Assert.Equal(
            (sheet.At("a.png"), "sha256:4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a"),
            (picture.Image, picture.Hash)
        );
    }

    [Fact]
    public void Expectations_have_the_types_of_their_fields()
    {
        IReadOnlyDictionary<string, System.Text.Json.Nodes.JsonNode?> fields = sheet
            .Read(
                """
                task: fields
                output: { lot: {}, weight: { type: number }, count: { type: integer }, sealed: { type: boolean }, expiry: { type: date }, note: { required: false } }
                golden: [{ image: a.png, expect: { lot: "0042", weight: 2.50, count: 3, sealed: true, expiry: 2027-01-31, note: null } }]
                """
            )
            .Proof.Golden[0]
            .Fields;
        Assert.Equal(
            [("lot", "\"0042\""), ("weight", "2.50"), ("count", "3"), ("sealed", "true"), ("expiry", "\"2027-01-31\""), ("note", null)],
            fields.Select(static field => (field.Key, field.Value?.ToJsonString()))
        );
    }

    [Theory]
    [InlineData("accept", Verdict.Accept)]
    [InlineData("warn", Verdict.Warn)]
    [InlineData("reject", Verdict.Reject)]
    [InlineData("no_read", Verdict.NoRead)]
    [InlineData("error", Verdict.Error)]
    public void Every_verdict_can_be_expected(string word, Verdict verdict) =>
        Assert.Equal(
            verdict,
            Assert.Single(sheet.Read($"task: ocr\ngolden: [{{ image: a.png, expect: {{ verdict: {word} }} }}]\n").Proof.Golden).Verdict
        );

    [Fact]
    public void Objects_and_texts_are_lists_or_single_words()
    {
        Assert.Equal(
            ["red circle", "red circle"],
            sheet.Read("task: objects\ngolden: [{ image: a.png, expect: { objects: [red circle, red circle] } }]\n").Proof.Golden[0].Objects
        );
        Assert.Equal(["A"], sheet.Read("task: ocr\ngolden: [{ image: a.png, expect: { texts: A } }]\n").Proof.Golden[0].Texts);
        Assert.Equal([], sheet.Read("task: ocr\ngolden: [{ image: a.png, expect: { texts: [] } }]\n").Proof.Golden[0].Texts);
    }

    [Fact]
    public void A_question_without_output_may_expect_whatever_its_object_has()
    {
        Recipe recipe = sheet.Read(
            "task: ask\nprompt: Is there one?\ngolden: [{ image: a.png, expect: { answer: yes, certain: true, n: 3 } }]\n"
        );
        Assert.Equal(["\"yes\"", "true", "3"], recipe.Proof.Golden[0].Fields.Values.Select(static value => value!.ToJsonString()));
    }

    public void Dispose() => sheet.Dispose();
}
