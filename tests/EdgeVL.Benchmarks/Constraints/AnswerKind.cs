using System.Globalization;
using System.Text.RegularExpressions;

namespace EdgeVL.Benchmarks.Constraints;

/// <summary>A schema, and answers to it that differ as those of a camera's pictures do.</summary>
/// <param name="Name">What it holds most of.</param>
/// <param name="Schema">The schema.</param>
/// <param name="Template">An answer in which <c>&lt;lot&gt;</c> and the like stand for values.</param>
internal sealed partial record AnswerKind(string Name, string Schema, string Template)
{
    private static readonly string[] Words =
    [
        "lot",
        "best",
        "before",
        "pallet",
        "Müller",
        "Größe",
        "日本語",
        "unreadable",
        "B-7",
        "label",
        "blue",
        "carton",
        "№5",
        "N-12/4",
        "the",
        "conveyor",
        "(left)",
        "dented",
    ];

    private static readonly string[] PlainWords = ["blue", "carton", "pallet", "conveyor", "unreadable"];

    /// <summary>What a recipe for labels may ask.</summary>
    public static AnswerKind TenFields { get; } =
        new(
            "ten fields",
            """
            {"type":"object","additionalProperties":false,"properties":{
             "lot":{"type":["string","null"],"pattern":"^[A-Z]{2}-[0-9]{4}$"},"best_before":{"type":"string","format":"date"},
             "packed":{"type":"string","format":"date-time"},"serial":{"type":"string","format":"uuid"},
             "grade":{"enum":["A","B","C",null]},"count":{"type":"integer","minimum":0,"maximum":9999},
             "weight":{"type":"number","minimum":0,"exclusiveMaximum":1000},"damaged":{"type":"boolean"},
             "remark":{"type":"string","maxLength":80},
             "box":{"type":"array","items":{"type":"integer","minimum":0,"maximum":1000},"minItems":4,"maxItems":4}},
             "required":["lot","best_before","packed","serial","grade","count","weight","damaged","remark","box"]}
            """,
            """
            {"lot":"<lot>","best_before":"<date>","packed":"<date>T07:41:05Z","serial":"<uuid>","grade":"B","count":<number>,"weight":<number>.25,"damaged":false,"remark":"<text>","box":[<number>,<number>,<number>,<number>]}
            """
        );

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<AnswerKind> All { get; } =
    [
        TenFields,
        new(
            "free texts",
            """{"type":"object","properties":{"title":{"type":"string"},"text":{"type":"string","maxLength":400}},"required":["title","text"]}""",
            """{"title":"<text>","text":"<text> <text> <text> <text> <text> <text>"}"""
        ),
        new(
            "short texts",
            """{"type":"array","items":{"type":"string","minLength":1,"maxLength":40}}""",
            """["<text>","<word>","<text>","<word>","<text>"]"""
        ),
        new(
            "patterns",
            """
            {"type":"object","properties":{"lot":{"type":"string","pattern":"^[A-Z]{2}-[0-9]{4}$"},"date":{"type":"string","format":"date"},
             "id":{"type":"string","format":"uuid"},"words":{"type":"string","pattern":"^[a-z]+(?: [a-z]+)*$","maxLength":60}},
             "required":["lot","date","id","words"]}
            """,
            """{"lot":"<lot>","date":"<date>","id":"<uuid>","words":"the <plain> <plain> label is torn"}"""
        ),
        new(
            "wide patterns",
            """{"type":"array","items":{"type":"string","pattern":"^\\S.*\\S$","maxLength":60},"minItems":1,"maxItems":8}""",
            """["<text>","<word>","<text>","<word>","<text>"]"""
        ),
        new(
            "choices",
            """{"type":"array","items":{"enum":["<words>"]}}""".Replace("<words>", string.Join("\",\"", Words), StringComparison.Ordinal),
            """["<word>","<word>","<word>","<word>"]"""
        ),
        new(
            "numbers",
            """{"type":"array","items":{"type":["number","null"],"minimum":-273.15,"maximum":10000}}""",
            "[<number>,-12.5,null,<number>.25,-270.04,<number>.<number>]"
        ),
        new(
            "nested lists",
            """
            {"type":"array","maxItems":40,"items":{"type":"object","properties":{"bbox_2d":{"type":"array","minItems":4,"maxItems":4,
             "items":{"type":"integer","minimum":0,"maximum":1000}},"text_content":{"type":"string","maxLength":64}},
             "required":["bbox_2d","text_content"]}}
            """,
            """
            [{"bbox_2d":[<number>,<number>,<number>,<number>],"text_content":"<lot> <word>"},{"bbox_2d":[<number>,<number>,<number>,<number>],"text_content":"<text>"}]
            """
        ),
    ];

    /// <summary>Some answers, always the same.</summary>
    public IReadOnlyList<string> Answers(int count)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(_ => Places().Replace(Template.Trim(), place => Value(place.Value, random)))];
    }

    private static string Value(string place, Random random) =>
        place switch
        {
            "<text>" => string.Join(' ', Enumerable.Range(0, 5).Select(_ => Words[random.Next(Words.Length)])),
            "<word>" => Words[random.Next(Words.Length)],
            "<plain>" => PlainWords[random.Next(PlainWords.Length)],
            "<lot>" => string.Create(CultureInfo.InvariantCulture, $"{Letter(random)}{Letter(random)}-{random.Next(10_000):D4}"),
            "<date>" => string.Create(
                CultureInfo.InvariantCulture,
                $"20{random.Next(24, 32)}-{random.Next(1, 13):D2}-{random.Next(1, 29):D2}"
            ),
            "<uuid>" => Uuid(random),
            _ => random.Next(1000).ToString(CultureInfo.InvariantCulture),
        };

    private static char Letter(Random random) => (char)('A' + random.Next(26));

    private static string Uuid(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes).ToString();
    }

    [GeneratedRegex("<[a-z]+>")]
    private static partial Regex Places();
}
