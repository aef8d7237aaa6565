using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeVL.Daemon.Tasks;
using EdgeVL.Qwen3VL.Constraints;
using Json.Schema;

namespace EdgeVL.Daemon.Tests.Tasks;

public sealed class TaskSchemaTests
{
    private static readonly KeyValuePair<string, JsonObject>[] Fields =
    [
        Field("lot", """{"type":"string","pattern":"^(?:LOT-[0-9]{4})$","minLength":1,"maxLength":256}"""),
        Field("weight", """{"type":"number"}"""),
        Field("count", """{"type":"integer","enum":[1,2,3]}"""),
        Field("sealed", """{"type":"boolean"}"""),
        Field("relation", """{"type":"string","enum":["left","right"]}"""),
        Field("lighting", """{"type":"string","enum":["dark","dim"]}"""),
        Field("summary", """{"type":"string","minLength":1,"maxLength":400}"""),
    ];

    public static TheoryData<string> Questions => [.. All.Keys];

    private static Dictionary<string, TaskQuestion> All { get; } =
        new()
        {
            ["ocr"] = new(TaskKind.Ocr),
            ["ocr in own words"] = new(TaskKind.Ocr) { Prompt = "Read the text on the label. Answer in JSON format." },
            ["objects"] = new(TaskKind.Objects),
            ["fields"] = new(TaskKind.Fields) { FieldNames = ["lot", "weight", "station"] },
            ["relation"] = new(TaskKind.Relation) { Subject = "a", Reference = "b" },
            ["count"] = new(TaskKind.Count),
            ["scene"] = new(TaskKind.Scene),
        };

    [Theory]
    [MemberData(nameof(Questions))]
    public void The_schema_of_a_task_compiles_with_a_recipes_fields_and_without(string name)
    {
        Assert.NotNull(JsonSchemaCompiler.Compile(TaskSchemas.Of(All[name])!.ToJsonString()));
        Assert.NotNull(JsonSchemaCompiler.Compile(TaskSchemas.Of(All[name], Fields)!.ToJsonString()));
    }

    [Fact]
    public void A_question_has_a_schema_where_a_recipe_names_its_fields_and_else_is_answered_freely()
    {
        var question = new TaskQuestion(TaskKind.Ask) { Prompt = "Is it sealed?" };
        Assert.Null(TaskSchemas.Of(question));
        JsonObject schema = TaskSchemas.Of(question, Fields)!;
        Assert.Equal(Fields.Select(static field => field.Key), schema["properties"]!.AsObject().Select(static one => one.Key));
        Assert.NotNull(JsonSchemaCompiler.Compile(schema.ToJsonString()));
        Assert.Null(TaskSchemas.Of(new TaskQuestion(TaskKind.Scene) { Prompt = "Describe this image." }));
    }

    [Theory]
    [InlineData("fields", """{"lot":"LOT-4821","weight":2.5,"station":"A"}""", true)]
    [InlineData("fields", """{"lot":null,"weight":null,"station":null}""", true)]
    [InlineData("fields", """{"lot":"LOT-48211","weight":2.5,"station":"A"}""", false)]
    [InlineData("fields", """{"lot":"LOT-4821","weight":2.5}""", false)]
    [InlineData("count", """{"count":3}""", true)]
    [InlineData("count", """{"count":4}""", false)] // the recipe lists the numbers that there can be
    [InlineData("count", """{"count":null}""", true)]
    [InlineData("relation", """{"relation":"above"}""", false)]
    [InlineData("relation", """{"relation":null}""", true)]
    [InlineData("scene", """{"lighting":"dark","summary":"Dark."}""", true)]
    [InlineData("scene", """{"lighting":"bright","summary":"Bright."}""", false)]
    public void A_recipes_fields_bound_what_the_model_may_write(string name, string answer, bool valid) =>
        Assert.Equal(valid, IsValid(TaskSchemas.Of(All[name], Fields)!, answer));

    [Fact]
    public void Every_answer_that_the_model_was_taught_is_valid()
    {
        int count = 0;
        using JsonDocument truth = JsonDocument.Parse(File.ReadAllText(Repository.At("samples/truth.json")));
        foreach (
            JsonElement ask in truth.RootElement.EnumerateArray().SelectMany(static frame => frame.GetProperty("asks").EnumerateArray())
        )
        {
            string answer = ask.GetProperty("answer").GetString()!;
            if (QuestionOf(ask.GetProperty("task").GetString()!, answer) is { } question)
            {
                Assert.True(IsValid(TaskSchemas.Of(question)!, answer), answer);
                count++;
            }
        }

        Assert.True(count > 200, $"{count}");
    }

    private static TaskQuestion? QuestionOf(string task, string answer) =>
        task switch
        {
            "find" => All["objects"],
            "read" => All["ocr in own words"],
            "fields" => new TaskQuestion(TaskKind.Fields)
            {
                FieldNames = [.. JsonNode.Parse(answer)!.AsObject().Select(static one => one.Key)],
            },
            _ => All.GetValueOrDefault(task),
        };

    private static bool IsValid(JsonObject schema, string answer)
    {
        using JsonDocument json = JsonDocument.Parse(answer);
        return JsonSchema.FromText(schema.ToJsonString()).Evaluate(json.RootElement).IsValid;
    }

    private static KeyValuePair<string, JsonObject> Field(string name, string schema) => new(name, JsonNode.Parse(schema)!.AsObject());
}
