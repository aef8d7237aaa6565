using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeVL.Contracts.Faults;
using EdgeVL.Qwen3VL.Constraints;
using EdgeVL.Qwen3VL.Constraints.Schemas;
using EdgeVL.Qwen3VL.Tests.Constraints.Support;

namespace EdgeVL.Qwen3VL.Tests.Constraints;

/// <summary>The public JSON-Schema-Test-Suite: what compiles is kept to the letter, and what does not is refused with its place.</summary>
public class SuiteTests
{
    private const string Beginning = "The schema cannot be used. #";

    private static readonly string Folder = Repository.At("tests/EdgeVL.Qwen3VL.Tests/Constraints/suite");

    /// <summary>Each file with its groups as they stand, and with the types that they leave out where they were refused; then its values.</summary>
    public static TheoryData<string, SuiteCounts> Files =>
        new()
        {
            { "allOf.json", new(0, 0, 12, 0, 0) },
            { "anyOf.json", new(1, 1, 6, 5, 1) },
            { "boolean_schema.json", new(0, 1, 1, 9, 0) },
            { "const.json", new(17, 0, 0, 50, 4) },
            { "contains.json", new(0, 0, 7, 0, 0) },
            { "dependentRequired.json", new(0, 0, 4, 0, 0) },
            { "dependentSchemas.json", new(0, 0, 4, 0, 0) },
            { "dynamicRef.json", new(0, 0, 21, 0, 0) },
            { "enum.json", new(14, 0, 1, 41, 4) },
            { "exclusiveMaximum.json", new(0, 1, 0, 4, 0) },
            { "exclusiveMinimum.json", new(0, 1, 0, 4, 0) },
            { "if-then-else.json", new(0, 0, 12, 0, 0) },
            { "items.json", new(1, 4, 5, 12, 0) },
            { "maxContains.json", new(0, 0, 5, 0, 0) },
            { "maxItems.json", new(0, 2, 0, 6, 0) },
            { "maxLength.json", new(0, 2, 0, 7, 0) },
            { "maxProperties.json", new(0, 0, 3, 0, 0) },
            { "maximum.json", new(0, 2, 0, 8, 0) },
            { "minContains.json", new(0, 0, 8, 0, 0) },
            { "minItems.json", new(0, 2, 0, 6, 0) },
            { "minLength.json", new(0, 2, 0, 7, 0) },
            { "minProperties.json", new(0, 0, 2, 0, 0) },
            { "minimum.json", new(0, 2, 0, 11, 0) },
            { "multipleOf.json", new(0, 0, 5, 0, 0) },
            { "not.json", new(0, 0, 9, 0, 0) },
            { "oneOf.json", new(1, 2, 8, 10, 0) },
            { "optional/bignum.json", new(3, 4, 0, 5, 4) },
            { "optional/ecmascript-regex.json", new(8, 5, 7, 51, 2) },
            { "optional/format/date-time.json", new(0, 1, 0, 29, 4) },
            { "optional/format/date.json", new(0, 1, 0, 81, 0) },
            { "optional/format/time.json", new(0, 1, 0, 40, 7) },
            { "optional/format/uuid.json", new(0, 1, 0, 28, 0) },
            { "optional/non-bmp-regex.json", new(0, 1, 1, 7, 0) },
            { "pattern.json", new(1, 2, 0, 12, 0) },
            { "patternProperties.json", new(0, 0, 6, 0, 0) },
            { "prefixItems.json", new(0, 0, 4, 0, 0) },
            { "properties.json", new(0, 4, 2, 15, 1) },
            { "propertyNames.json", new(0, 0, 6, 0, 0) },
            { "ref.json", new(4, 10, 22, 32, 0) },
            { "required.json", new(0, 5, 0, 18, 0) },
            { "type.json", new(8, 3, 0, 77, 3) },
            { "unevaluatedItems.json", new(0, 0, 29, 0, 0) },
            { "unevaluatedProperties.json", new(0, 0, 44, 0, 0) },
            { "uniqueItems.json", new(0, 1, 5, 15, 0) },
        };

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_group_is_kept_to_the_letter_or_refused_with_its_place(string file, SuiteCounts expected)
    {
        SuiteCounts counts = default;
        foreach (JsonNode? group in JsonNode.Parse(File.ReadAllBytes(Path.Combine(Folder, file)))!.AsArray())
        {
            counts += Check(file, group!);
        }

        Assert.Equal(expected, counts);
    }

    [Fact]
    public void No_file_of_the_suite_is_left_out() =>
        Assert.Equal(
            Directory
                .EnumerateFiles(Folder, "*.json", SearchOption.AllDirectories)
                .Select(static path => Path.GetRelativePath(Folder, path).Replace('\\', '/'))
                .Order(StringComparer.Ordinal),
            Files.Select(static row => row.Data.Item1).Order(StringComparer.Ordinal)
        );

    [Fact]
    public void The_whole_suite_in_numbers()
    {
        SuiteCounts sum = Files.Select(static row => row.Data.Item2).Aggregate(static (sum, counts) => sum + counts);
        TestContext.Current.TestOutputHelper?.WriteLine(sum.ToString());
        Assert.Equal(SuiteExceptions.Reasons.Count, sum.Narrower);
    }

    private static SuiteCounts Check(string file, JsonNode group)
    {
        JsonNode schema = group["schema"]!;
        var counts = new SuiteCounts(1, 0, 0, 0, 0);
        if (CompileOrRefuse(schema) is not { } constraint)
        {
            counts = new SuiteCounts(0, 1, 0, 0, 0);
            schema = SuiteSchema.Typed(schema);
            if (CompileOrRefuse(schema) is not { } typed)
            {
                return new SuiteCounts(0, 0, 1, 0, 0);
            }

            constraint = typed;
        }

        return group["tests"]!
            .AsArray()
            .Aggregate(
                counts,
                (sum, test) => sum + CheckValue($"{file}: {group["description"]}: {test!["description"]}", test, schema, constraint)
            );
    }

    private static SuiteCounts CheckValue(string name, JsonNode test, JsonNode schema, CompiledConstraint constraint)
    {
        string json = Compact(SuiteSchema.Ordered(test["data"], schema));
        bool valid = (bool)test["valid"]! && SuiteSchema.HasTypes(schema, json);
        if (valid == constraint.Accepts(json))
        {
            Assert.False(SuiteExceptions.Reasons.ContainsKey(name), $"{name}: the exception is none.");
            return new SuiteCounts(0, 0, 0, 1, 0);
        }

        Assert.True(valid, $"{name}: {json} is accepted, and is not valid.");
        Assert.True(SuiteExceptions.Reasons.ContainsKey(name), $"{name}: {json} is valid, and is refused.");
        return new SuiteCounts(0, 0, 0, 0, 1);
    }

    private static CompiledConstraint? CompileOrRefuse(JsonNode schema)
    {
        try
        {
            return JsonSchemaCompiler.Compile(schema.ToJsonString());
        }
        catch (FaultException fault)
        {
            Assert.Equal(FaultCode.SchemaUnsupported, fault.Code);
            Assert.StartsWith(Beginning, fault.Message, StringComparison.Ordinal);
            foreach (string place in fault.Message[Beginning.Length..].Split("; #"))
            {
                int colon = place.IndexOf(": ", StringComparison.Ordinal);
                Assert.True(colon >= 0 && place.Length > colon + 10, $"{place} has no reason");
                AssertExists(schema, place[..colon]);
            }

            return null;
        }
    }

    // The place itself, or for a keyword that is missing the schema that lacks it.
    private static void AssertExists(JsonNode schema, string pointer)
    {
        string[] parts = [.. pointer.Split('/').Skip(1).Select(static part => part.Replace("~1", "/").Replace("~0", "~"))];
        JsonNode? at = schema;
        foreach ((int index, string part) in parts.Index())
        {
            JsonNode? inside = at switch
            {
                JsonObject members => members[part],
                JsonArray items => items[int.Parse(part, CultureInfo.InvariantCulture)],
                _ => null,
            };
            Assert.True(inside is not null || index == parts.Length - 1, $"{pointer} leads nowhere in {schema.ToJsonString()}");
            at = inside;
        }
    }

    private static string Compact(JsonNode? value)
    {
        using JsonDocument document = JsonDocument.Parse(value?.ToJsonString() ?? "null");
        return Encoding.UTF8.GetString(CompactJson.Write(document.RootElement));
    }
}
