using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Daemon.Rules.Expressions;

namespace EdgeVL.Daemon.Tests.Recipes;

/// <summary>What <c>docs/recipes.md</c> says is what there is.</summary>
public sealed partial class RecipeDocumentTests : IDisposable
{
    private static readonly string Manual = File.ReadAllText(Repository.At("docs/recipes.md"));
    private static readonly JsonNode Schema = JsonNode.Parse(RecipeSchema.Text())!;

    private readonly RecipeSheet sheet = new();

    public static TheoryData<string> Keys { get; } =
    [
        "broken", // means the same in every rule, and stands in the manual once
        .. KeysOf(Schema["properties"]!, ""),
        .. KeysOf(Schema["$defs"]!["fieldKeys"]!["properties"]!, "")
            .Where(static key => !key.EndsWith(".broken", StringComparison.Ordinal)),
        .. KeysOf(Schema["$defs"]!["trust"]!["properties"]!, "trust."),
        .. KeysOf(Schema["$defs"]!["golden"]!["properties"]!, "golden."),
    ];

    [Theory]
    [MemberData(nameof(Keys))]
    public void The_manual_names_the_key(string key) => Assert.Contains($"`{key}`", Manual, StringComparison.Ordinal);

    [Fact]
    public void Every_recipe_of_the_manual_is_read_without_a_fault()
    {
        string[] recipes = [.. Blocks().Where(static block => block.StartsWith("recipe: ", StringComparison.Ordinal))];
        Assert.True(recipes.Length >= 2);
        foreach (
            string image in recipes.SelectMany(static text => Image().Matches(text).Select(static match => match.Groups["path"].Value))
        )
        {
            sheet.Picture(image, [1]);
        }

        Assert.All(recipes, text => Assert.NotNull(sheet.ReadWhole(Name().Replace(text, "recipe: r", 1))));
    }

    [Fact]
    public void Every_piece_of_the_manual_fits_into_a_recipe()
    {
        string[] pieces = [.. Blocks().Where(static block => !block.StartsWith("recipe: ", StringComparison.Ordinal))];
        Assert.All(pieces, piece => Assert.NotNull(sheet.Read("task: ocr\n" + piece)));
    }

    [Fact]
    public void The_manual_lists_the_names_of_every_reading() =>
        Assert.All(ExpressionNames.OfEveryReading, static name => Assert.Contains($"`{name}`", Manual, StringComparison.Ordinal));

    [Fact]
    public void The_readme_and_the_neighbours_link_to_it()
    {
        Assert.Contains("(docs/recipes.md)", File.ReadAllText(Repository.At("README.md")), StringComparison.Ordinal);
        Assert.Contains("(recipes.md)", File.ReadAllText(Repository.At("docs/configuration.md")), StringComparison.Ordinal);
        Assert.Contains("(recipes.md", File.ReadAllText(Repository.At("docs/trust.md")), StringComparison.Ordinal);
    }

    public void Dispose() => sheet.Dispose();

    private static IEnumerable<string> Blocks() => Block().Matches(Manual).Select(static match => match.Groups["text"].Value);

    /// <summary>Keys with those of the maps below them; of names that the user gives there are none.</summary>
    private static IEnumerable<string> KeysOf(JsonNode properties, string before) =>
        properties
            .AsObject()
            .SelectMany(property => (string[])[before + property.Key, .. Below(property.Value!, $"{before}{property.Key}.")]);

    private static IEnumerable<string> Below(JsonNode value, string before) =>
        value is JsonObject map
            ? (map["properties"] is { } inner ? KeysOf(inner, before) : [])
                .Concat((map["oneOf"] as JsonArray ?? []).SelectMany(form => Below(form!, before)))
                .Distinct()
            : [];

    [GeneratedRegex("```yaml\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Block();

    [GeneratedRegex("image: (?<path>[^ ,}]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Image();

    [GeneratedRegex(@"recipe: \S+")]
    private static partial Regex Name();
}
