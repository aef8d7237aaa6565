using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using EdgeVL.Contracts.Results;
using FsCheck;
using FsCheck.Fluent;
using Result = EdgeVL.Contracts.Results.Result;

namespace EdgeVL.Contracts.Tests.Results;

/// <summary>The result record as subscribers, the store and the command line see it.</summary>
public sealed class ResultJsonTests
{
    // Written out, so that a changed name or form is seen here and not by a subscriber.
    private const string FullText = """
        {"schema":"edgevl/result/1","id":"01KAP3R9M2W4T6Y8A0C2E4G6J8","seq":4711,"site":"plant-1","device":"edgevl-0042","camera":"line-1","source":"frames/001.jpg","recipe":"lot-code","recipe_hash":"sha256:aa","verdict":"warn","reasons":[{"code":"low_probability","field":"lot","value":0.71,"limit":0.8}],"fields":{"lot":{"value":"LOT-4821","raw":"LOT-4821","probability":0.997,"weakest":0.99,"runner_up":"LOT-4827","allowed_mass":0.98,"box":[120,88,402,140],"agreement":"3/3"}},"texts":[{"text":"LOT-4821","box":[120,88,402,140],"probability":0.997}],"objects":[{"label":"box","box":[1,2,3,4],"probability":0.5}],"relations":[{"subject":"box","relation":"above left","reference":"lamp","probability":0.25}],"scene":{"lighting":"dim","summary":"A box on a belt.","probability":0.9},"answer":"raw","image":{"width":640,"height":480,"media_frame":12,"brightness":0.71,"contrast":0.52,"sharpness":4.3,"frozen":true,"enhanced":["gamma"],"age_ms":38},"time":{"captured":"2026-11-22T08:15:02.113Z","quality":"synced","boot_id":"b0071d","monotonic_ns":81231231},"trigger":{"source":"interval","id":"t-1"},"timing_ms":{"queue":3,"preprocess":6,"vision":210,"prefill":95,"decode":240,"total":554},"tokens":{"image":300,"prompt":25,"output":31,"forced":14,"finish":"length"},"model":{"name":"qwen3-vl-2b-instruct","hash":"sha256:bb","precision":"int4","providers":["CPUExecutionProvider"]},"evidence":{"sha256":"cc","href":"/v1/evidence/cc"}}
        """;

    [Fact]
    public void A_full_result_has_exactly_the_published_names_and_forms() => AssertSameJson(FullText, Write(ResultExample.Full()));

    [Fact]
    public void A_result_survives_the_wire_unchanged()
    {
        string json = Write(ResultExample.Full());
        Assert.Equal(json, Write(Read(json)));
        Assert.Equivalent(ResultExample.Full().Time, Read(json).Time, strict: true);
        Assert.Equal("LOT-4821", Read(json).Fields["lot"].Value!.GetValue<string>());
    }

    [Fact]
    public void The_readable_form_says_the_same_on_many_lines()
    {
        string readable = JsonSerializer.Serialize(ResultExample.Full(), ContractsJson.Readable.Result);
        AssertSameJson(FullText, readable);
        Assert.True(readable.Split('\n').Length > 100);
        Assert.DoesNotContain('\n', Write(ResultExample.Full()));
    }

    // Guards the example above: a property that is added and forgotten there would be tested by nothing.
    [Fact]
    public void The_example_leaves_nothing_at_its_default() => Assert.Empty(Defaults(ResultExample.Full(), "result"));

    [Fact]
    public void What_is_unknown_is_null_and_what_was_not_found_is_an_empty_list()
    {
        JsonObject json = JsonNode.Parse(Write(Empty()))!.AsObject();
        Assert.All(["texts", "objects", "relations", "reasons"], name => Assert.Empty(json[name]!.AsArray()));
        Assert.Empty(json["fields"]!.AsObject());
        Assert.All(
            ["site", "device", "camera", "source", "recipe", "recipe_hash", "scene", "answer", "evidence"],
            name => Assert.True(json.ContainsKey(name) && json[name] is null, name)
        );
        Assert.Equal("edgevl/result/1", json["schema"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(Verdict.Accept, "accept")]
    [InlineData(Verdict.Warn, "warn")]
    [InlineData(Verdict.Reject, "reject")]
    [InlineData(Verdict.NoRead, "no_read")]
    [InlineData(Verdict.Error, "error")]
    public void Verdicts_are_words(Verdict verdict, string word)
    {
        string json = Write(Empty() with { Verdict = verdict });
        Assert.Contains($"\"verdict\":\"{word}\"", json, StringComparison.Ordinal);
        Assert.Equal(verdict, Read(json).Verdict);
    }

    [Fact]
    public void Every_verdict_has_a_word_of_its_own() =>
        Assert.Equal(
            Enum.GetValues<Verdict>().Length,
            Enum.GetValues<Verdict>().Select(static verdict => Write(Empty() with { Verdict = verdict })).Distinct().Count()
        );

    [Fact]
    public void A_word_that_is_no_verdict_is_refused() =>
        Assert.Throws<JsonException>(() => Read(FullText.Replace("\"warn\"", "\"maybe\"", StringComparison.Ordinal)));

    [Theory]
    [InlineData("id")]
    [InlineData("image")]
    [InlineData("time")]
    [InlineData("trigger")]
    [InlineData("timing_ms")]
    [InlineData("tokens")]
    [InlineData("model")]
    public void A_result_without_its_frame_time_or_model_is_refused(string name)
    {
        JsonObject json = JsonNode.Parse(FullText)!.AsObject();
        json.Remove(name);
        JsonException fault = Assert.Throws<JsonException>(() => Read(json.ToJsonString()));
        Assert.Contains(name, fault.Message, StringComparison.Ordinal);
    }

    // A newer EdgeVL may have written the store or the message.
    [Fact]
    public void Members_that_nobody_knows_yet_are_passed_over()
    {
        JsonNode json = JsonNode.Parse(FullText)!;
        AddStrangers(json);
        Assert.Equal(Write(ResultExample.Full()), Write(Read(json.ToJsonString())));
    }

    [Fact]
    public void Members_may_come_in_any_order()
    {
        JsonObject json = JsonNode.Parse(FullText)!.AsObject();
        var reversed = new JsonObject(json.Reverse().Select(static entry => KeyValuePair.Create(entry.Key, entry.Value?.DeepClone())));
        Assert.Equal(Write(ResultExample.Full()), Write(Read(reversed.ToJsonString())));
    }

    [Theory]
    [InlineData("\"LOT-4821\"")]
    [InlineData("12.5")]
    [InlineData("9007199254740993")] // beyond what a double holds
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("[\"a\",1,null]")]
    [InlineData("{\"deep\":{\"er\":[1,2]}}")]
    public void A_field_holds_any_value_as_it_is(string value)
    {
        Result result = Empty() with
        {
            Fields = new Dictionary<string, FieldReading> { ["Any name, ünd"] = new(JsonNode.Parse(value), value) },
        };
        string json = Write(result);
        Assert.Contains($"\"Any name, ünd\":{{\"value\":{value},", json, StringComparison.Ordinal); // keys are the recipe's, not renamed
        Assert.Equal(json, Write(Read(json)));
    }

    [Fact]
    public void Any_text_survives_the_wire() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<string?>(),
                static text =>
                {
                    string valid = new(text?.Where(static letter => !char.IsSurrogate(letter)).ToArray());
                    return Read(Write(Empty() with { Answer = valid })).Answer == valid;
                }
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("Größe 12 µm – Ø")]
    [InlineData("批号 2026年11月")]
    [InlineData("a<b> & 'c'")]
    public void Text_of_any_script_stays_readable(string text) =>
        Assert.Contains($"\"answer\":\"{text}\"", Write(Empty() with { Answer = text }), StringComparison.Ordinal);

    private static Result Empty() =>
        new()
        {
            Id = "1",
            Image = new ImageFacts(),
            Time = new CaptureTime(),
            Trigger = new TriggerFacts("cli"),
            TimingMs = new PhaseTimes(),
            Tokens = new TokenCounts(),
            Model = new ModelFacts
            {
                Name = "n",
                Hash = "h",
                Precision = "fp32",
            },
        };

    private static string Write(Result result) => JsonSerializer.Serialize(result, ContractsJson.Wire.Result);

    private static Result Read(string json) => JsonSerializer.Deserialize(json, ContractsJson.Wire.Result)!;

    private static void AssertSameJson(string expected, string found) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(found)), found);

    // The keys of "fields" are names of fields: a stranger there would be one.
    private static void AddStrangers(JsonNode? node, bool isRecord = true)
    {
        switch (node)
        {
            case JsonObject map:
                map.ToList().ForEach(static entry => AddStrangers(entry.Value, isRecord: entry.Key != "fields"));
                if (isRecord)
                {
                    map["added_later"] = new JsonObject { ["x"] = new JsonArray(1, null) };
                }

                break;
            case JsonArray list:
                list.ToList().ForEach(static entry => AddStrangers(entry));
                break;
            default:
                break;
        }
    }

    private static IEnumerable<string> Defaults(object? value, string path)
    {
        if (value is null or 0 or 0L or 0.0 or false or "")
        {
            return [path];
        }

        if (value is JsonNode or string or DateTimeOffset or PixelBox || value.GetType().IsPrimitive || value is Enum)
        {
            return [];
        }

        if (value is IDictionary map)
        {
            return map.Count == 0 ? [path] : map.Values.Cast<object?>().SelectMany((entry, i) => Defaults(entry, $"{path}[{i}]"));
        }

        if (value is IEnumerable list)
        {
            object?[] entries = [.. list.Cast<object?>()];
            return entries.Length == 0 ? [path] : entries.SelectMany((entry, i) => Defaults(entry, $"{path}[{i}]"));
        }

        return value
            .GetType()
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(static property => property.GetCustomAttribute<JsonIgnoreAttribute>() is null) // not on the wire
            .SelectMany(property => Defaults(property.GetValue(value), $"{path}.{property.Name}"));
    }
}
