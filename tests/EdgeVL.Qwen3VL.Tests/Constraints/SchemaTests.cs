using System.Globalization;
using System.Text;
using EdgeVL.Qwen3VL.Constraints;
using EdgeVL.Qwen3VL.Tests.Constraints.Support;

namespace EdgeVL.Qwen3VL.Tests.Constraints;

public class SchemaTests
{
    private const string Optional = """
        {"type":"object","properties":{"order":{"type":"integer"},"orderId":{"type":"null"},"x":{"type":"boolean"},"y":{"const":1}},"required":["x"]}
        """;

    [Theory]
    [InlineData("""{"order":1,"orderId":null,"x":true,"y":1}""", true)]
    [InlineData("""{"order":1,"x":true}""", true)]
    [InlineData("""{"orderId":null,"x":true}""", true)]
    [InlineData("""{"x":true,"y":1}""", true)]
    [InlineData("""{"x":true}""", true)]
    [InlineData("""{}""", false)]
    [InlineData("""{"order":1}""", false)]
    [InlineData("""{"x":true,"order":1}""", false)]
    [InlineData("""{"x":true,}""", false)]
    [InlineData("""{,"x":true}""", false)]
    [InlineData("""{"x":true,"x":true}""", false)]
    [InlineData("""{"x":true,"z":1}""", false)]
    [InlineData("""{"x": true}""", false)]
    public void Properties_come_in_order_and_optional_ones_may_be_missing(string json, bool accepted) =>
        Assert.Equal(accepted, JsonSchemaCompiler.Compile(Optional).Accepts(json));

    [Theory]
    [InlineData("[]", false)]
    [InlineData("[1]", false)]
    [InlineData("[1,2]", true)]
    [InlineData("[1,2,3]", true)]
    [InlineData("[1,2,3,4]", false)]
    [InlineData("[1,2,]", false)]
    [InlineData("[,1,2]", false)]
    public void Arrays_have_as_many_items_as_they_may(string json, bool accepted) =>
        Assert.Equal(
            accepted,
            JsonSchemaCompiler.Compile("""{"type":"array","items":{"type":"integer"},"minItems":2,"maxItems":3}""").Accepts(json)
        );

    [Fact]
    public void Arrays_inside_one_another_are_counted_each_by_itself()
    {
        CompiledConstraint nested = JsonSchemaCompiler.Compile(
            """{"type":"array","items":{"type":"array","items":{"type":"integer"},"minItems":1,"maxItems":2},"minItems":2,"maxItems":2}"""
        );
        Assert.True(nested.Accepts("[[1],[1,2]]"));
        Assert.True(nested.Accepts("[[1,2],[1]]"));
        Assert.False(nested.Accepts("[[1,2,3],[1]]"));
        Assert.False(nested.Accepts("[[1],[1],[1]]"));
        Assert.False(nested.Accepts("[[1]]"));
        Assert.False(nested.Accepts("[[],[1]]"));
    }

    [Theory]
    [InlineData("\"\"", true)]
    [InlineData("\"abc\"", true)]
    [InlineData("\"abcd\"", false)]
    [InlineData("\"😀日é\"", true)]
    [InlineData("\"a\\n\\\"\"", true)]
    [InlineData("\"a\\n\\\"b\"", false)]
    [InlineData("\"\\u0061\"", false)]
    [InlineData("\"\\/\"", false)]
    [InlineData("\"/\u007F\"", true)]
    [InlineData("\"\n\"", false)]
    public void Strings_have_code_points_and_only_the_escapes_that_are_needed(string json, bool accepted) =>
        Assert.Equal(accepted, JsonSchemaCompiler.Compile("""{"type":"string","maxLength":3}""").Accepts(json));

    [Fact]
    public void Every_character_is_well_formed_whatever_bytes_come_before()
    {
        CompiledConstraint text = JsonSchemaCompiler.Compile("""{"type":"string"}""");
        for (int lead = 0x80; lead < 0x100; lead++)
        {
            for (int second = 0x70; second < 0x100; second++)
            {
                byte[] two = [(byte)'"', (byte)lead, (byte)second, (byte)'"'];
                byte[] three = [(byte)'"', (byte)lead, (byte)second, 0x80, (byte)'"'];
                byte[] four = [(byte)'"', (byte)lead, (byte)second, 0x80, 0xBF, (byte)'"'];
                Assert.All([two, three, four], bytes => Assert.Equal(IsUtf8(bytes), text.Accepts(bytes)));
            }
        }
    }

    [Fact]
    public void All_of_unicode_but_control_characters_can_be_written()
    {
        CompiledConstraint free = JsonSchemaCompiler.Compile("""{"type":"string","maxLength":1}""");
        CompiledConstraint pattern = JsonSchemaCompiler.Compile("""{"type":"string","pattern":"^[^\\u0000-\\u001f]$"}""");
        CompiledConstraint any = CompiledConstraint.ForRegex(@"[\s\S]");
        for (int value = 0; value <= 0x10FFFF; value += value < 0x3000 ? 1 : 97)
        {
            if (!Rune.IsValid(value))
            {
                continue;
            }

            string text = new Rune(value).ToString();
            string escaped = value is '"' or '\\' ? "\\" + text : text;
            Assert.Equal(value >= 0x20, free.Accepts($"\"{escaped}\""));
            Assert.Equal(value >= 0x20, pattern.Accepts($"\"{escaped}\""));
            Assert.True(any.Accepts(text));
        }
    }

    [Fact]
    public void Dates_are_those_of_the_calendar()
    {
        CompiledConstraint date = JsonSchemaCompiler.Compile("""{"type":"string","format":"date"}""");
        foreach (int year in (int[])[0, 1, 4, 99, 100, 400, 1600, 1700, 1900, 1999, 2000, 2020, 2021, 2024, 2100, 9996, 9999])
        {
            for (int month = 0; month <= 13; month++)
            {
                for (int day = 0; day <= 32; day++)
                {
                    string text = string.Create(CultureInfo.InvariantCulture, $"{year:D4}-{month:D2}-{day:D2}");
                    bool real = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
                    Assert.Equal(real, date.Accepts($"\"{text}\""));
                }
            }
        }
    }

    [Theory]
    [InlineData("time", "23:59:59Z", true)]
    [InlineData("time", "00:00:00.123456789+05:30", true)]
    [InlineData("time", "24:00:00Z", false)]
    [InlineData("time", "12:00:60Z", false)]
    [InlineData("time", "12:00:00", false)]
    [InlineData("time", "12:00:00z", false)]
    [InlineData("time", "12:00:00.Z", false)]
    [InlineData("date-time", "2024-02-29T12:00:00Z", true)]
    [InlineData("date-time", "2023-02-29T12:00:00Z", false)]
    [InlineData("date-time", "2024-02-29t12:00:00Z", false)]
    [InlineData("uuid", "123e4567-E89B-12d3-a456-426614174000", true)]
    [InlineData("uuid", "123e4567-e89b-12d3-a456-42661417400", false)]
    [InlineData("uuid", "123e4567e89b12d3a456426614174000", false)]
    public void Formats_are_kept(string format, string text, bool accepted) =>
        Assert.Equal(accepted, JsonSchemaCompiler.Compile($$"""{"type":"string","format":"{{format}}"}""").Accepts($"\"{text}\""));

    [Theory]
    [InlineData("""{"enum":["a",1,1.0,12,null,true,{"k":[1,"ä"]}]}""", """{"k":[1,"ä"]}""", true)]
    [InlineData("""{"enum":["a",1,1.0,12]}""", "1", true)]
    [InlineData("""{"enum":["a",1,1.0,12]}""", "12", true)]
    [InlineData("""{"enum":["a",1,1.0,12]}""", "1.0", false)]
    [InlineData("""{"enum":["a","a\u0001b"]}""", "\"a\\u0001b\"", true)]
    [InlineData("""{"enum":["red","green",3],"type":"string"}""", "3", false)]
    [InlineData("""{"enum":["red","green"],"maxLength":3}""", "\"green\"", false)]
    [InlineData("""{"enum":["red","green"],"pattern":"^g"}""", "\"red\"", false)]
    [InlineData("""{"enum":[1,2.5,30],"maximum":3,"type":"integer"}""", "1", true)]
    [InlineData("""{"enum":[1,2.5,30],"maximum":3,"type":"integer"}""", "2.5", false)]
    [InlineData("""{"enum":[1,2.5,30],"maximum":3,"type":"integer"}""", "30", false)]
    [InlineData("""{"enum":[1,2],"const":2}""", "2", true)]
    [InlineData("""{"enum":[1,2],"const":2}""", "1", false)]
    [InlineData("""{"const":null}""", "null", true)]
    public void Listed_values_are_kept_where_the_other_keywords_allow_them(string schema, string json, bool accepted) =>
        Assert.Equal(accepted, JsonSchemaCompiler.Compile(schema).Accepts(json));

    [Theory]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"integer"},{"type":"null"}]}""", "\"a\"", true)]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"integer"},{"type":"null"}]}""", "-5", true)]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"integer"},{"type":"null"}]}""", "null", true)]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"integer"},{"type":"null"}]}""", "true", false)]
    [InlineData("""{"oneOf":[{"const":"a"},{"const":"b"},{"type":"null"}]}""", "\"b\"", true)]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"null"}],"type":"null"}""", "\"a\"", false)]
    [InlineData("""{"type":["integer","number","null"]}""", "1.5", true)]
    [InlineData("""{"type":["string","null"],"maxLength":1}""", "\"ab\"", false)]
    [InlineData("""{"type":["array","object"],"items":{"type":"null"}}""", "[null]", true)]
    [InlineData("""{"type":["array","object"],"items":{"type":"null"}}""", "{}", true)]
    public void Forms_are_told_apart_by_their_type(string schema, string json, bool accepted) =>
        Assert.Equal(accepted, JsonSchemaCompiler.Compile(schema).Accepts(json));

    [Fact]
    public void Objects_are_told_apart_by_their_first_property()
    {
        CompiledConstraint forms = JsonSchemaCompiler.Compile(
            """
            {"oneOf":[
              {"type":"object","properties":{"kind":{"const":"part"},"size":{"type":"integer"}},"required":["kind","size"]},
              {"type":"object","properties":{"kind":{"enum":["parcel","pallet"]},"lot":{"type":"string"}},"required":["kind"]},
              {"type":"object","properties":{"kind":{"const":12}},"required":["kind"]},
              {"type":"object","properties":{"kind":{"const":1},"n":{"type":"null"}},"required":["kind","n"]},
              {"type":"null"}]}
            """
        );
        Assert.All(
            [
                """{"kind":"part","size":3}""",
                """{"kind":"pallet"}""",
                """{"kind":"parcel","lot":"x"}""",
                """{"kind":12}""",
                """{"kind":1,"n":null}""",
                "null",
            ],
            json => Assert.True(forms.Accepts(json), json)
        );
        Assert.All(
            ["""{"kind":"part"}""", """{"kind":"part","lot":"x"}""", """{"kind":1}""", """{"kind":12,"n":null}"""],
            json => Assert.False(forms.Accepts(json), json)
        );
    }

    [Fact]
    public void References_stand_for_what_they_name()
    {
        CompiledConstraint constraint = JsonSchemaCompiler.Compile(
            """
            {"$schema":"https://json-schema.org/draft/2020-12/schema","$ref":"#/$defs/li~1ne%25",
             "$defs":{"li/ne%":{"type":"object","properties":{"text":{"$ref":"#/$defs/text"},"box":{"$ref":"#/$defs/box"}},"required":["text","box"]},
                      "text":{"type":"string","maxLength":3},"box":{"type":"array","items":{"type":"integer"},"minItems":2,"maxItems":2}}}
            """
        );
        Assert.True(constraint.Accepts("""{"text":"abc","box":[1,2]}"""));
        Assert.False(constraint.Accepts("""{"text":"abcd","box":[1,2]}"""));
        Assert.False(constraint.Accepts("""{"text":"abc","box":[1]}"""));
    }

    [Fact]
    public void What_a_schema_leaves_open_has_a_budget_and_what_it_bounds_does_not()
    {
        var options = new ConstraintOptions
        {
            MaxStringLength = 4,
            MaxItems = 2,
            MaxIntegerDigits = 3,
            MaxNumberDigits = 2,
            MaxFractionDigits = 1,
        };
        CompiledConstraint open = JsonSchemaCompiler.Compile("""{"type":"array","items":{"type":["string","integer"]}}""", options);
        Assert.True(open.Accepts("""["abcd",-999]"""));
        Assert.False(open.Accepts("""["abcde"]"""));
        Assert.False(open.Accepts("""[1000]"""));
        Assert.False(open.Accepts("""[1,2,3]"""));
        Assert.True(JsonSchemaCompiler.Compile("""{"type":"number"}""", options).Accepts("99.9"));
        Assert.False(JsonSchemaCompiler.Compile("""{"type":"number"}""", options).Accepts("100"));
        Assert.True(JsonSchemaCompiler.Compile("""{"type":"number","maximum":12345}""", options).Accepts("12345"));
        Assert.True(JsonSchemaCompiler.Compile("""{"type":"string","maxLength":6}""", options).Accepts("\"abcdef\""));
        Assert.True(JsonSchemaCompiler.Compile("""{"type":"string","minLength":6}""", options).Accepts("\"abcdef\""));
        Assert.True(
            JsonSchemaCompiler.Compile("""{"type":"array","items":{"type":"null"},"minItems":3}""", options).Accepts("[null,null,null]")
        );
    }

    [Fact]
    public void The_same_schema_is_compiled_once()
    {
        var cache = new ConstraintCache(2);
        using var a = System.Text.Json.JsonDocument.Parse("""{"type":"null"}""");
        using var b = System.Text.Json.JsonDocument.Parse("""{"type":"boolean"}""");
        using var c = System.Text.Json.JsonDocument.Parse("""{"type":"string"}""");
        CompiledConstraint first = cache.Get(a.RootElement);
        Assert.Same(first, cache.Get(a.RootElement));
        Assert.NotSame(first, cache.Get(a.RootElement, new ConstraintOptions { MaxItems = 3 }));
        Assert.Same(first, cache.Get(a.RootElement));
        cache.Get(b.RootElement);
        cache.Get(c.RootElement);
        Assert.NotSame(first, cache.Get(a.RootElement));
    }

    [Fact]
    public void Large_schemas_that_were_compiled_leave_the_cache_before_it_outgrows_its_memory()
    {
        const string Pattern = """{"type":"string","pattern":"^(?:[a-z]{20}|[0-9]{30})+$","maxLength":1000}""";
        var cache = new ConstraintCache(10, bytes: 1000);
        using var large = System.Text.Json.JsonDocument.Parse(Pattern);
        using var small = System.Text.Json.JsonDocument.Parse("""{"type":"null"}""");
        CompiledConstraint first = cache.Get(large.RootElement);
        Assert.InRange(first.Size, 100_000, 200_000);
        Assert.Same(first, cache.Get(large.RootElement));
        cache.Get(small.RootElement);
        Assert.NotSame(first, cache.Get(large.RootElement));
    }

    private static bool IsUtf8(byte[] bytes) => System.Text.Unicode.Utf8.IsValid(bytes);
}
