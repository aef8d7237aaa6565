using System.Text.Json.Nodes;
using EdgeVL.Daemon.Configuration;
using EdgeVL.Daemon.Tasks;

namespace EdgeVL.Daemon.Tests.Configuration;

public sealed class DocumentationTests
{
    private static readonly string Manual = File.ReadAllText(Repository.At("docs/configuration.md"));

    [Fact]
    public void The_manual_names_every_key_of_the_schema()
    {
        JsonNode schema = JsonNode.Parse(ConfigurationSchema.Text())!;
        Assert.All(KeysOf(schema["properties"]!, ""), static key => Assert.Contains($"`{key}`", Manual, StringComparison.Ordinal));
        Assert.All(
            KeysOf(schema["$defs"]!["mqtt"]!["properties"]!, "mqtt."),
            static key => Assert.Contains($"`{key}`", Manual, StringComparison.Ordinal)
        );
        Assert.All(
            KeysOf(schema["$defs"]!["camera"]!["properties"]!, "cameras.NAME."),
            static key => Assert.Contains($"`{key}`", Manual, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void The_manual_quotes_the_canonical_prompts()
    {
        string manual = File.ReadAllText(Repository.At("docs/tasks.md"));
        TaskQuestion[] questions =
        [
            new(TaskKind.Ocr),
            new(TaskKind.Fields) { FieldNames = ["…"] },
            new(TaskKind.Objects),
            new(TaskKind.Objects) { Description = "…" },
            new(TaskKind.Relation) { Subject = "…", Reference = "…" },
            new(TaskKind.Count) { Things = "…" },
            new(TaskKind.Scene),
        ];
        Assert.All(questions, question => Assert.Contains($"`{question.Text}`", manual, StringComparison.Ordinal));
    }

    private static IEnumerable<string> KeysOf(JsonNode properties, string before) =>
        properties
            .AsObject()
            .Where(static property => property.Key is not ("cameras" or "mqtt"))
            .SelectMany(property =>
                property.Value!["properties"] is { } inner ? KeysOf(inner, $"{before}{property.Key}.") : [$"{before}{property.Key}"]
            );
}
