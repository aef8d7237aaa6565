using EdgeVL.Contracts.Faults;
using EdgeVL.Qwen3VL.Constraints;

namespace EdgeVL.Qwen3VL.Tests.Constraints;

public class SchemaFaultTests
{
    [Theory]
    [InlineData("""{}""", "#: it has no type")]
    [InlineData("""true""", "#: it allows everything")]
    [InlineData("""false""", "#: it allows nothing")]
    [InlineData("""[]""", "#: a schema is an object")]
    [InlineData("""{"type":"object","properties":{"a":true}}""", "#/properties/a: it allows everything")]
    [InlineData("""{"type":"object","properties":{"a/b~":{}}}""", "#/properties/a~1b~0: it has no type")]
    [InlineData("""{"type":"object","required":["a"]}""", "#/required: 'a' is not among the properties")]
    [InlineData("""{"type":"array"}""", "#/items: it is missing")]
    [InlineData("""{"type":"array","items":{"type":"null"},"minItems":3,"maxItems":2}""", "#/minItems: it is more than maxItems")]
    [InlineData("""{"type":"string","minLength":3,"maxLength":2}""", "#/minLength: it is more than maxLength")]
    [InlineData("""{"type":"string","minLength":-1}""", "#/minLength: it is no whole number")]
    [InlineData("""{"type":"string","minLength":"1"}""", "#/minLength: it is no number")]
    [InlineData("""{"type":"text"}""", "#/type: it is none of")]
    [InlineData("""{"type":[]}""", "#/type: it is none of")]
    [InlineData("""{"type":"string","format":"email"}""", "#/format: the format 'email' is not supported")]
    [InlineData("""{"type":"string","format":"date","pattern":"a"}""", "#/pattern: it stands beside format")]
    [InlineData("""{"type":"number","multipleOf":2}""", "#/multipleOf: multiples are not supported")]
    [InlineData("""{"type":"string","colour":"red"}""", "#/colour: an unknown keyword")]
    [InlineData("""{"type":"object","patternProperties":{}}""", "#/patternProperties: free property names")]
    [InlineData("""{"type":"array","items":{"type":"null"},"uniqueItems":true}""", "#/uniqueItems: items are not compared")]
    [InlineData("""{"allOf":[{"type":"null"}]}""", "#/allOf: schemas are not intersected")]
    [InlineData("""{"not":{"type":"null"}}""", "#/not: what is not allowed")]
    [InlineData("""{"type":"null","type":"null"}""", "#/type: it stands twice")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"null"},"a":{"type":"null"}}}""", "#/properties: 'a' stands twice")]
    [InlineData("""{"$ref":"#/$defs/a"}""", "#/$ref: '#/$defs/a' leads nowhere")]
    [InlineData("""{"$ref":"other.json"}""", "#/$ref: 'other.json' leads out")]
    [InlineData("""{"$ref":"#a"}""", "#/$ref: '#a' names an anchor")]
    [InlineData("""{"$ref":"#"}""", "#/$ref: a reference back")]
    [InlineData(
        """{"$ref":"#/$defs/a","$defs":{"a":{"type":"array","items":{"$ref":"#/$defs/a"}}}}""",
        "#/$defs/a/items/$ref: a reference back"
    )]
    [InlineData("""{"$ref":"#/$defs/a","type":"null","$defs":{"a":{"type":"null"}}}""", "#/type: it stands beside $ref")]
    [InlineData("""{"type":"object","properties":{"a":{"$id":"x","type":"null"}}}""", "#/properties/a/$id: a base of its own")]
    [InlineData("""{"anyOf":[]}""", "#/anyOf: it needs at least one")]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"string","maxLength":2}]}""", "#/anyOf: two of its forms are of the type string")]
    [InlineData("""{"anyOf":[{"type":"integer"},{"type":"number"}]}""", "#/anyOf: two of its forms are of the type number")]
    [InlineData("""{"anyOf":[{"const":"a"},{"type":"string"}]}""", "#/anyOf: a listed value and another form")]
    [InlineData("""{"oneOf":[{"const":1},{"const":1.0}]}""", "#/oneOf: 1.0 is of more than one")]
    [InlineData(
        """{"anyOf":[{"type":"object"},{"type":"object"}]}""",
        "#/anyOf: two of its forms are objects whose first property is not required"
    )]
    [InlineData("""{"anyOf":[{"type":"null"}],"maxLength":2}""", "#/maxLength: it stands beside anyOf")]
    [InlineData("""{"anyOf":[{"type":"null"}],"oneOf":[{"type":"null"}]}""", "#/oneOf: it stands beside anyOf")]
    [InlineData("""{"enum":[]}""", "#/enum: the other keywords leave none")]
    [InlineData("""{"enum":[1],"type":"string"}""", "#/enum: the other keywords leave none")]
    [InlineData("""{"enum":[[1]],"minItems":1}""", "#/minItems: it stands beside listed objects or arrays")]
    [InlineData("""{"const":"\ud800"}""", "#: a text in it has half a surrogate pair")]
    public void What_cannot_be_kept_is_refused_with_its_place_and_reason(string schema, string message)
    {
        FaultException fault = Assert.Throws<FaultException>(() => JsonSchemaCompiler.Compile(schema));
        Assert.Equal(FaultCode.SchemaUnsupported, fault.Code);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.NotEmpty(fault.Remedy);
    }

    [Fact]
    public void All_faults_are_reported_together()
    {
        FaultException fault = Assert.Throws<FaultException>(() =>
            JsonSchemaCompiler.Compile(
                """{"type":"object","properties":{"a":{"type":"string","format":"email"},"b":{"not":{}},"c":{"type":"array","items":{}}}}"""
            )
        );
        Assert.Contains("#/properties/a/format", fault.Message, StringComparison.Ordinal);
        Assert.Contains("#/properties/b/not", fault.Message, StringComparison.Ordinal);
        Assert.Contains("#/properties/c/items", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Objects_that_could_be_of_two_forms_are_refused_where_one_is_meant()
    {
        const string Forms = """
            [{"type":"object","properties":{"a":{"const":1},"b":{"const":2}},"required":["a"]},
             {"type":"object","properties":{"b":{"const":2},"a":{"const":1}},"required":["b"]}]
            """;
        JsonSchemaCompiler.Compile($$"""{"anyOf":{{Forms}}}""");
        Assert.Throws<FaultException>(() => JsonSchemaCompiler.Compile($$"""{"oneOf":{{Forms}}}"""));
        Assert.Throws<FaultException>(() =>
            JsonSchemaCompiler.Compile(
                """
                {"anyOf":[{"type":"object","properties":{"k":{"enum":[1,2]}},"required":["k"]},
                          {"type":"object","properties":{"k":{"enum":[2,3]}},"required":["k"]}]}
                """
            )
        );
    }

    [Fact]
    public void What_is_no_json_is_a_fault() => Assert.Throws<FaultException>(() => JsonSchemaCompiler.Compile("{"));

    [Fact]
    public void Arrays_too_deep_and_schemas_too_large_are_refused()
    {
        string deep = """{"type":"null"}""";
        for (int i = 0; i < 8; i++)
        {
            deep = $$"""{"type":"array","items":{{deep}}}""";
        }

        JsonSchemaCompiler.Compile(deep);
        FaultException tooDeep = Assert.Throws<FaultException>(() => JsonSchemaCompiler.Compile($$"""{"type":"array","items":{{deep}}}"""));
        Assert.Contains("depth of 8", tooDeep.Message, StringComparison.Ordinal);

        string properties = string.Join(
            ',',
            Enumerable
                .Range(0, 400)
                .Select(static i =>
                    $$"""
                        "p{{i}}":{"type":"string","pattern":"^[a-z]{60}$"}
                        """
                )
        );
        FaultException tooLarge = Assert.Throws<FaultException>(() =>
            JsonSchemaCompiler.Compile("""{"type":"object","properties":{""" + properties + "}}")
        );
        Assert.Contains("more than 20000 states", tooLarge.Message, StringComparison.Ordinal);
        Assert.Contains("#/properties/p", tooLarge.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_budget_out_of_its_range_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            JsonSchemaCompiler.Compile("""{"type":"null"}""", new ConstraintOptions { MaxItems = 0 })
        );
}
