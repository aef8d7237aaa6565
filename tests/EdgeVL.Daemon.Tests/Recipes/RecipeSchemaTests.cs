using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Daemon.Tests.Yaml;
using EdgeVL.Daemon.Yaml;
using Json.Schema;

namespace EdgeVL.Daemon.Tests.Recipes;

/// <summary>Editors and the reader say the same of a recipe.</summary>
public sealed class RecipeSchemaTests : IDisposable
{
    // One process may build a schema of one id only once.
    private static readonly JsonSchema Schema = JsonSchema.FromText(RecipeSchema.Text());
    private static readonly JsonNode Text = JsonNode.Parse(RecipeSchema.Text())!;

    private const string Checksums = "/$defs/fieldKeys/properties/checksum/oneOf";

    private readonly RecipeSheet sheet = new();

    public static TheoryData<string> Samples { get; } =
    [.. Directory.GetFiles(Repository.At("samples/recipes"), "*.yaml").Select(static path => Path.GetFileName(path)!).Order()];

    /// <summary>Where a key may stand: a recipe with a key there that nobody knows, and the places of the keys in the schema.</summary>
    public static TheoryData<string, string> Sections { get; } =
        new()
        {
            { "task: ocr\n@: 1", "/properties" },
            { "task: ocr\ntrigger: { interval: 1s, @: 1 }", "/properties/trigger/properties" },
            { "task: ocr\ntiles: { columns: 2, @: 1 }", "/properties/tiles/properties" },
            { "task: ocr\npixels: { @: 1 }", "/properties/pixels/properties" },
            { "task: ocr\noutput: { f: { @: 1 } }", "/$defs/fieldKeys/properties" },
            { "task: ocr\noutput: { f: { pattern: { is: a, @: 1 } } }", "/$defs/fieldKeys/properties/pattern/oneOf/1/properties" },
            { "task: ocr\noutput: { f: { choice: { is: [a], @: 1 } } }", "/$defs/fieldKeys/properties/choice/oneOf/1/properties" },
            { "task: ocr\noutput: { f: { length: { min: 1, @: 1 } } }", "/$defs/fieldKeys/properties/length/properties" },
            { "task: ocr\noutput: { f: { type: number, range: { min: 1, @: 1 } } }", "/$defs/fieldKeys/properties/range/properties" },
            { "task: ocr\noutput: { f: { checksum: { scheme: luhn, @: 1 } } }", $"{Checksums}/1/properties {Checksums}/2/properties" },
            {
                "task: ocr\noutput: { f: { checksum: { weights: [1], modulus: 10, @: 1 } } }",
                $"{Checksums}/1/properties {Checksums}/2/properties"
            },
            { "task: ocr\noutput: { f: { date: { @: 1 } } }", "/$defs/fieldKeys/properties/date/oneOf/1/properties" },
            { "task: ocr\noutput: { f: { type: number, rate: { max: 1, @: 1 } } }", "/$defs/fieldKeys/properties/rate/properties" },
            { "task: ocr\noutput: { f: { expected: { name: x, @: 1 } } }", "/$defs/fieldKeys/properties/expected/oneOf/1/properties" },
            { "task: ocr\ntrust: { @: 1 }", "/$defs/trust/properties" },
            { "task: ocr\ntrust: { gates: { @: 1 } }", "/$defs/trust/properties/gates/oneOf/1/properties" },
            { "task: ocr\nverdict: { @: 1 }", "/properties/verdict/properties" },
            { "task: ocr\ngolden: [{ image: a.png, expect: { verdict: accept }, @: 1 }]", "/$defs/golden/properties" },
            { "task: ocr\ngolden: [{ image: a.png, expect: { @: [1] } }]", "/$defs/golden/properties/expect/properties" },
            {
                "task: ocr\ngolden: [{ image: a.png, expect: { verdict: accept } }]\ncanary: { @: 1 }",
                "/properties/canary/oneOf/1/properties"
            },
            { "task: ocr\npublish: { @: 1 }", "/properties/publish/properties" },
        };

    [Fact]
    public void The_published_schema_is_the_embedded_one() =>
        Assert.Equal(File.ReadAllText(Repository.At("docs/schema/recipe.schema.json")), RecipeSchema.Text());

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_passes_reader_and_schema(string name)
    {
        string path = Repository.At($"samples/recipes/{name}");
        Recipe recipe = RecipeFolder.ReadOne(path, ["belt", "shelf"]);
        Assert.Empty(recipe.File.Remarks);
        Assert.True(Passes(File.ReadAllText(path)));
        Assert.All(
            recipe.Proof.Golden,
            static picture => Assert.Contains("/samples/recipes/golden/", picture.Image, StringComparison.Ordinal)
        );
        Assert.NotEmpty(recipe.Proof.Golden);
    }

    /// <summary>A fault about an unknown key names those that are known: what the reader asks for is what the schema has.</summary>
    [Theory]
    [MemberData(nameof(Sections))]
    public void Both_know_the_same_keys_and_refuse_all_others(string body, string places)
    {
        const string nobodys = "qqqqqqqqqqqqqqqqqqqqqqqq",
            known = " is unknown. Known: ";
        string text = body.Replace("@", nobodys, StringComparison.Ordinal) + "\n";
        string fault = Assert.Single(sheet.Faults(text), static line => line.Contains($"{nobodys}'{known}", StringComparison.Ordinal));
        string[] reader = fault[(fault.IndexOf(known, StringComparison.Ordinal) + known.Length)..].TrimEnd('.').Split(", ");
        Assert.Equal(
            places.Split(' ').SelectMany(Properties).Distinct().Order(StringComparer.Ordinal),
            reader.Order(StringComparer.Ordinal)
        );
        Assert.False(Passes(RecipeSheet.Head + text));
    }

    [Theory]
    [MemberData(nameof(RecipeFaultTests.Bodies), MemberType = typeof(RecipeFaultTests))]
    public void What_a_form_can_show_the_schema_refuses_too(string body, string _, bool schema)
    {
        if (ParsesAlone(body) is { } json)
        {
            Assert.Equal(!schema, Schema.Evaluate(json).IsValid);
        }
    }

    [Theory]
    [InlineData("task: ocr")]
    [InlineData("task: objects\ndescription: red circle\ntiles: { rows: 2 }")]
    [InlineData("task: relation\nsubject: a\nreference: b\noutput: { relation: { choice: [left, right] } }")]
    [InlineData("task: relation\nprompt: Where is it?")]
    [InlineData("task: count\nthings: labels\noutput: { count: { min: 1, choice: [1, 2, 3] } }")]
    [InlineData("task: scene\noutput: { lighting: { choice: [dark, dim] }, summary: { max_length: 400 } }")]
    [InlineData(
        "task: ask\nprompt: |\n  Is it {trigger.thing}?\n  Answer in JSON format.\noutput: { answer: { choice: ['yes', 'no'] }, sure: { type: boolean } }"
    )]
    [InlineData(
        "task: fields\noutput: { lot: { pattern: { is: 'A[0-9]+', broken: warn }, expected: true }, n: { type: number, rate: { direction: up } } }"
    )]
    [InlineData("task: ocr\nturn: '90'\nregion: [0, 0.5, 1, 1]\ntrigger: { interval: 1.5 min }")]
    [InlineData("task: ocr\noutput: { lot: { repair: true, choice: [A1, B2] }, d: { date: { to_days: 0 } } }")]
    [InlineData("task: ocr\nverdict: { warn: [brightness < 0.1, expected == 'x'], values: { expected: 7, flag: true } }")]
    [InlineData("task: ocr\ngolden: []\ncanary: off\ntrust: { gates: off, enhance: auto, agree: 3 of 5 }")]
    [InlineData("task: objects\ngolden: [{ image: a.png, expect: { objects: [red circle] } }]\ncanary: { every: 1 d }")]
    public void A_good_recipe_passes_both(string body)
    {
        Assert.NotNull(sheet.Read(body + "\n"));
        Assert.True(Passes(RecipeSheet.Head + body + "\n"));
    }

    public void Dispose() => sheet.Dispose();

    private static IEnumerable<string> Properties(string pointer)
    {
        JsonNode at = Text;
        foreach (string part in pointer[1..].Split('/'))
        {
            at = at is JsonArray list ? list[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)]! : at[part]!;
        }

        return at.AsObject().Select(static property => property.Key);
    }

    private static bool Passes(string text)
    {
        var faults = new YamlFaults();
        YamlNode? root = YamlFile.Parse(text, "f.yaml", faults);
        Assert.Empty(faults.Lines);
        return Schema.Evaluate(JsonSerializer.SerializeToElement(YamlJson.Of(root!))).IsValid;
    }

    /// <summary>The body as JSON; null where it is no YAML that a schema would be asked about.</summary>
    private static JsonElement? ParsesAlone(string body)
    {
        var faults = new YamlFaults();
        YamlNode? root = YamlFile.Parse(RecipeSheet.Head + body + "\n", "f.yaml", faults);
        return root is null || faults.Count > 0 ? null : JsonSerializer.SerializeToElement(YamlJson.Of(root));
    }
}
