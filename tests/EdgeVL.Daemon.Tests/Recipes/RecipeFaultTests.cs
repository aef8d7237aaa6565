namespace EdgeVL.Daemon.Tests.Recipes;

/// <summary>What the reader refuses, section by section; <see cref="RecipeSchemaTests"/> asks the schema about the same bodies.</summary>
public sealed class RecipeFaultTests : IDisposable
{
    private const string Golden = "golden: [{ image: a.png, expect: { verdict: accept } }]\n";

    private readonly RecipeSheet sheet = new();

    /// <summary>A body, what is said of it, and whether a schema can see it, too.</summary>
    public static TheoryData<string, string, bool> Bodies { get; } =
        new()
        {
            // what is asked
            { "task: fields", "the task 'fields' has no output. Add 'output:'", true },
            { "task: video", "task: the task 'video' is not offered yet. Write ocr, fields,", true },
            { "task: orc", "Did you mean 'ocr'?", true },
            { "trigger: { interval: 1s }", "The key 'task' is missing. Add 'task: …'.", true },
            { "task: ocr\ntask: ocr", "4:1: ", false },
            { "task: ocr\ndescription: x", "4:1: description: it belongs to the task 'objects'", true },
            { "task: ocr\nthings: x", "4:1: things: it belongs to the task 'count'", true },
            { "task: count\nsubject: x", "4:1: subject: it belongs to the task 'relation'", true },
            { "task: relation\nsubject: x", "names no two things", true },
            { "task: ask", "the task 'ask' has no question. Add 'prompt: YOUR QUESTION'.", true },
            { "task: ask\nprompt: default", "the task 'ask' has no question", true },
            { "task: count\nthings: x\nprompt: How many x?", "4:1: things: the prompt says already what is counted", true },
            { "task: ocr\nprompt:", "prompt: it has no value", true },
            { "task: ocr\nprompt: read {camara}", "4:14: prompt: there is no variable 'camara'. Did you mean 'camera'?", false },
            { "task: ocr\nprompt: 'a } b'", "4:12: prompt: a single '}' belongs to no variable. Write '}}' for the sign.", false },
            { "task: ocr\nprompt: 'a { b'", "4:12: prompt: a single '{' belongs to no variable", false },
            { "task: ocr\nprompt: '{trigger.a-b}'", "belongs to no variable", false },
            {
                "task: ocr\ntrigger: { interval: 1s }\nprompt: '{trigger.lot}'",
                "5:10: prompt: an interval brings no 'lot'. Give it under 'verdict.values' as 'lot', or remove 'trigger'.",
                false
            },
            { "task: ocr\nmax_tokens: 0", "Write one from 1 to 8192.", true },
            { "task: ocr\nregin: [0, 0, 1, 1]", "4:1: The key 'regin' is unknown. Did you mean 'region'?", true },
            // when
            { "task: ocr\ntrigger: { change: 0.1 }", "4:12: trigger.change: a trigger of this kind is not offered yet", true },
            { "task: ocr\ntrigger: {}", "The key 'trigger.interval' is missing", true },
            { "task: ocr\ntrigger: 2s", "trigger: the text '2s', where a map is needed", true },
            { "task: ocr\ntrigger: { interval: 1ms }", "out of range. Write a duration from 50ms to 1d", false },
            { "task: ocr\ndeadline: 2", "deadline: '2' is no duration", true },
            // the picture
            { "task: ocr\nregion: [0, 0, 1]", "no list of four numbers", true },
            { "task: ocr\nregion: [0, 0, 1, [1]]", "no list of four numbers", true },
            { "task: ocr\nregion: [0, 0, 1, 1.5]", "region: the number 1.5, where a number is needed. Write one from 0 to 1.", true },
            { "task: ocr\nregion: [0.9, 0, 0.1, 1]", "it has no width or no height", false },
            { "task: ocr\nregion: all", "region: the text 'all', where a list is needed", true },
            { "task: ocr\nturn: 45", "Write 0, 90, 180, 270.", true },
            { "task: ocr\ntiles: { columns: 1 }", "tiles: one part is the whole", true },
            { "task: ocr\ntiles: { columns: 9 }", "Write one from 1 to 8.", true },
            { "task: ocr\ntiles: { columns: 2, overlap: 0.6 }", "Write one from 0 to 0.5.", true },
            { "task: count\ntiles: { columns: 2 }", "parts of a picture are put together for lists only", true },
            { "task: ocr\npixels: 4096", "pixels: the number 4096, where a map is needed", true },
            { "task: ocr\npixels: { min: 5000, max: 4000 }", "pixels.min: it is larger than 'max'. Exchange them.", false },
            { "task: ocr\npixels: { max: 100 }", "Write one from 1024 to 16777216.", true },
            // fields
            { "task: ocr\noutput: {}", "output: there are 0 fields. Name 1 to 64.", true },
            { "task: ocr\noutput: [lot]", "output: a list, where a map is needed", true },
            { "task: ocr\noutput: { lot: string }", "output.lot: the text 'string', where a map is needed", true },
            { "task: ocr\noutput: { lot-code: {} }", "4:11: output: 'lot-code' is no name for a field or a value", true },
            { "task: ocr\noutput: { Verdict: {} }", "'Verdict' means something else already", true },
            { "task: ocr\noutput: { lot: {}, lot_probability: {} }", "expressions call the probability of 'lot' so", false },
            { "task: objects\noutput: { lot: {} }", "the task 'objects' has no fields", true },
            { "task: count\noutput: { cuont: {} }", "4:11: output: the task 'count' has no field 'cuont'. Did you mean 'count'?", true },
            { "task: count\noutput: { count: { type: string } }", "the task has settled it: integer", true },
            { "task: scene\noutput: { lighting: { max: 3 } }", "a field of the type 'string' has none", true },
            { "task: ocr\noutput: { lot: { type: boolean } }", "a line of text is neither true nor false", true },
            { "task: ocr\noutput: { lot: { type: text } }", "output.lot.type: the text 'text', which is none of the choices", true },
            { "task: ocr\noutput: { lot: { patern: x } }", "The key 'output.lot.patern' is unknown. Did you mean 'pattern'?", true },
            { "task: ocr\noutput: { lot: { required: yes } }", "Write true or false, without quotes.", true },
            { "task: ocr\noutput: { lot: { min_probability: 1.5 } }", "Write one from 0 to 1.", true },
            { "task: ocr\noutput: { lot: { type: number, pattern: x } }", "It belongs to texts; a date has its 'format'.", true },
            { "task: ocr\noutput: { lot: { type: date, max: 3 } }", "a text has 'max_length', a date 'to_days' under 'date'", true },
            { "task: ocr\noutput: { lot: { pattern: '(?<a>b)' } }", "'(?' begins no plain group", false },
            { "task: ocr\noutput: { lot: { pattern: 'a(b' } }", "a bracket is not closed", false },
            { "task: ocr\noutput: { lot: { pattern: 'ab)' } }", "')' closes nothing", false },
            { "task: ocr\noutput: { lot: { pattern: 'a^b' } }", "'^' stands inside", false },
            { "task: ocr\noutput: { lot: { pattern: '\\bx' } }", "is not offered", false },
            { "task: ocr\noutput: { lot: { pattern: { broken: warn } } }", "The key 'output.lot.pattern.is' is missing", true },
            { "task: ocr\noutput: { lot: { pattern: { is: a, broken: accept } } }", "Write warn, reject, no_read.", true },
            { "task: ocr\noutput: { lot: { choice: [] } }", "it has 0 values. List 1 to 1000.", true },
            { "task: ocr\noutput: { lot: { choice: [a, b, a] } }", "4:33: output.lot.choice: 'a' stands here twice. Remove one.", true },
            { "task: ocr\noutput: { lot: { choice: a } }", "where a list is needed", true },
            { "task: ocr\noutput: { n: { type: integer, choice: [1.5] } }", "where a whole number is needed", true },
            { "task: ocr\noutput: { lot: { choice: [a, 'b1'], pattern: '[a-z]+' } }", "'b1' breaks the pattern beside it", false },
            { "task: ocr\noutput: { lot: { choice: [abc], max_length: 2 } }", "'abc' breaks the length beside it", false },
            {
                "task: ocr\noutput: { lot: { choice: ['17'], checksum: luhn } }",
                "4:18: output.lot.choice: '17' breaks the checksum beside it",
                false
            },
            { "task: ocr\noutput: { lot: { min_length: 5, max_length: 4 } }", "it is larger than 'max_length'. Exchange them.", false },
            { "task: ocr\noutput: { lot: { min_length: 5, length: { max: 6 } } }", "it stands in 'length' already", true },
            { "task: ocr\noutput: { lot: { length: {} } }", "output.lot.length: it says nothing", true },
            { "task: ocr\noutput: { n: { type: number, min: 5, max: 4 } }", "it is larger than 'max'. Exchange them.", false },
            { "task: ocr\noutput: { n: { type: number, min: 5, range: { max: 6 } } }", "it stands in 'range' already", true },
            { "task: ocr\noutput: { n: { type: number, range: {} } }", "output.n.range: it says nothing", true },
            { "task: ocr\noutput: { n: { type: number, min: '5' } }", "Write one of at most 28 digits, without quotes.", true },
            { "task: ocr\noutput: { lot: { checksum: lunh } }", "Did you mean 'luhn'?", true },
            { "task: ocr\noutput: { lot: { checksum: { weights: [1, 3] } } }", "The key 'output.lot.checksum.modulus' is missing", true },
            { "task: ocr\noutput: { lot: { checksum: { weights: [], modulus: 10 } } }", "there are 0. List 1 to 64 numbers", true },
            { "task: ocr\noutput: { lot: { checksum: { weigths: [1], modulus: 10 } } }", "Did you mean 'weights'?", true },
            { "task: ocr\noutput: { lot: { checksum: { scheme: luhn, modulus: 10 } } }", "it belongs to own weights", true },
            {
                "task: ocr\noutput: { lot: { pattern: '[0-9]{4}', max_length: 3 } }",
                "4:11: output.lot: the model cannot be asked for it",
                false
            },
            { "task: fields\noutput: { lot: { pattern: '|' } }", "4:11: output.lot: the model cannot be asked for it", false },
            {
                "task: fields\noutput: { lot: { pattern: '(a{999}b{999}){999}' } }",
                "4:27: output.lot.pattern: '(a{999}b{999}){999}' is",
                false
            },
            { "task: ocr\noutput: { lot: { choise: [a] } }", "Did you mean 'choice'?", true },
            { "task: ocr\ncannary: off", "Did you mean 'canary'?", true },
            {
                "task: ocr\noutput: { lot: { checksum: { weights: [1], modulus: 10, scheme: luhn } } }",
                "own weights are a scheme already",
                true
            },
            {
                "task: ocr\noutput: { lot: { checksum: { weights: [1], modulus: 10, remainder: 10 } } }",
                "output.lot.checksum.remainder:",
                false
            },
            { "task: ocr\noutput: { lot: { repair: true } }", "there is neither 'checksum' nor 'choice' to correct a reading by", true },
            { "task: ocr\noutput: { lot: { repair: true, checksum: luhn } }", "output.lot.repair:", false },
            { "task: ocr\noutput: { d: { type: date, date: DD.MM } }", "'DD.MM' is no form of a date", true },
            { "task: ocr\noutput: { d: { type: date, date: { from_days: 5, to_days: 4 } } }", "it is later than 'to_days'", false },
            { "task: ocr\noutput: { d: { type: date, date: { from: 2026-01-02, to: 2026-01-01 } } }", "it is later than 'to'", false },
            { "task: ocr\noutput: { d: { type: date, date: { from: 2026-02-30 } } }", "Write YYYY-MM-DD.", false },
            { "task: ocr\noutput: { d: { type: date, date: { to: soon } } }", "Write YYYY-MM-DD.", true },
            { "task: ocr\noutput: { n: { type: number, rate: {} } }", "output.n.rate: it limits nothing", true },
            { "task: ocr\noutput: { n: { type: number, rate: { min: 2, max: 1 } } }", "what falls has a negative rate", false },
            { "task: ocr\noutput: { n: { type: number, rate: { max: 1, jitter: -1 } } }", "jitter: it is negative", true },
            {
                "task: ocr\noutput: { n: { type: number, rate: { direction: up, max: -1 } } }",
                "the limits allow only the other way",
                false
            },
            {
                "task: ocr\noutput: { n: { type: number, rate: { direction: down, digits: 5 } } }",
                "only what rises starts again at 0",
                true
            },
            { "task: ocr\noutput: { n: { type: number, rate: { max: 1, per: 1 } } }", "is no duration", true },
            { "task: ocr\noutput: { lot: { expected: a-b } }", "is no name for a field or a value", true },
            {
                "task: ocr\noutput: { n: { type: number, expected: order } }\nverdict: { values: { order: x1 } }",
                "'verdict.values' gives 'order' the text 'x1', which is no number",
                false
            },
            // trust
            { "task: ocr\ntrust: high", "trust: the text 'high', where a map is needed", true },
            { "task: ocr\ntrust: { min_probability: 80 }", "Write one from 0 to 1.", true },
            { "task: ocr\ntrust: { agree: 2/3 }", "'2/3' is no agreement. Write such as '2 of 3', at most 9.", true },
            { "task: ocr\ntrust: { agree: 3 of 2 }", "'3 of 2' can never be reached", true },
            { "task: ocr\ntrust: { agree: 2 of 4 }", "two different readings could both win", true },
            { "task: ocr\ntrust: { enhance: on }", "which is none of the choices. Write auto, off.", true },
            { "task: ocr\ntrust: { gates: on }", "which is none of the choices", true },
            { "task: ocr\ntrust: { gates: { min_brightnes: 0.2 } }", "Did you mean 'min_brightness'?", true },
            { "task: ocr\ntrust: { gates: { min_sharpness: 0.5 } }", "it compares with a golden picture, and there is none", true },
            { "task: ocr\ntrust: { gates: { max_shift: 0.1 } }", "it compares with a golden picture, and there is none", true },
            { "task: ocr\ntrust: { gates: { max_noise: 129 } }", "Write one from 0 to 128.", true },
            { "task: ocr\ntrust: { gates: { frozen_after: 1.5 } }", "where a whole number is needed", true },
            // verdict
            { "task: ocr\nverdict: { rejct: x }", "The key 'verdict.rejct' is unknown. Did you mean 'reject'?", true },
            { "task: ocr\nverdict: { reject: 5 }", "verdict.reject: the number 5, where a text is needed", true },
            { "task: ocr\nverdict: { reject: { a: b } }", "where a list is needed", true },
            { "task: ocr\nverdict: { warn: 'probability < ' }", "4:31: verdict.warn:", false },
            { "task: ocr\nverdict: { warn: 'probability < \"a\"' }", "4:33: verdict.warn:", false },
            {
                "task: ocr\nverdict:\n  warn: |\n    probability > 0.1\n    and lto == 'a'\noutput: { lot: {} }",
                "7:9: verdict.warn:",
                false
            },
            { "task: ocr\nverdict: { warn: lot < 3 }\noutput: { lot: {} }", "4:24: verdict.warn:", false },
            { "task: ocr\nverdict: { values: { lot: x } }\noutput: { lot: {} }", "'lot': a field has this name", false },
            { "task: ocr\nverdict: { values: { today: x } }", "'today': every reading has a value of this name", false },
            {
                "task: ocr\nverdict: { values: { lot_probability: x } }\noutput: { lot: {} }",
                "'lot_probability': a field's probability has this name",
                false
            },
            { "task: ocr\nverdict: { values: { a-b: x } }", "'a-b' is no name for a field or a value", true },
            {
                "task: ocr\nverdict: { values: { order: x }, reject: order > 3 }",
                "'values' gives 'order' the text 'x', which is not of the kind that it is compared with",
                false
            },
            { "task: ocr\nverdict: { values: { order: } }", "verdict.values.order: it has no value", true },
            { "task: ocr\nverdict: { reject_wins: 1 }", "Write true or false, without quotes.", true },
            // golden and canary
            { "task: ocr\ngolden: {}", "golden: a map, where a list is needed", true },
            { "task: ocr\ngolden: [a.png]", "golden[1]: the text 'a.png', where a map is needed", true },
            { "task: ocr\ngolden: [{ image: a.png }]", "The key 'golden[1].expect' is missing", true },
            { "task: ocr\ngolden: [{ expect: { verdict: accept } }]", "The key 'golden[1].image' is missing", true },
            {
                "task: ocr\ngolden: [{ image: a.png, expect: {} }]",
                "golden[1].expect: nothing is expected. Write at least 'verdict'.",
                true
            },
            {
                "task: ocr\ngolden: [{ image: none.png, expect: { verdict: accept } }]",
                "4:19: golden[1].image: 'none.png' cannot be read",
                false
            },
            {
                "task: ocr\ngolden: [{ image: ~/a.png, expect: { verdict: accept } }]",
                "begins with '~', which only a shell understands",
                true
            },
            { "task: ocr\ngolden: [{ image: ., expect: { verdict: accept } }]", "4:19: golden[1].image:", false },
            {
                "task: ocr\ngolden: [{ image: a.png, expect: { verdict: accept } }, { image: ./a.png, expect: { verdict: accept } }]",
                "golden[2].image: './a.png' is a golden picture already",
                false
            },
            { "task: ocr\ngolden: [{ image: a.png, expect: { verdict: ok } }]", "which is none of the choices", true },
            { "task: ocr\ngolden: [{ image: a.png, expect: { lot: A } }]", "The key 'golden[1].expect.lot' is unknown", false },
            {
                "task: ocr\noutput: { lot: { pattern: '[0-9]' } }\ngolden: [{ image: a.png, expect: { lot: A } }]",
                "'A' does not have the form that the field has",
                false
            },
            { "task: ocr\noutput: { lot: {} }\ngolden: [{ image: a.png, expect: { lot: 7 } }]", "Put it in quotes", false },
            {
                "task: ocr\noutput: { lot: {} }\ngolden: [{ image: a.png, expect: { lot: null } }]",
                "it is required: without it there is no reading",
                false
            },
            {
                "task: ocr\noutput: { lot: {} }\ngolden: [{ image: a.png, expect: { verdict: no_read, lot: A } }]",
                "with this verdict it has no value",
                false
            },
            {
                "task: ocr\ngolden: [{ image: a.png, expect: { verdict: no_read, texts: [A] } }]",
                "with this verdict there are none",
                false
            },
            { "task: ocr\ngolden: [{ image: a.png, expect: { objects: [A] } }]", "they are read by the task 'objects'", false },
            { "task: objects\ngolden: [{ image: a.png, expect: { texts: A } }]", "they are read by the task 'ocr'", false },
            { "task: ocr\ncanary: { every: 1h }", "there is no golden picture to replay", true },
            { $"task: ocr\n{Golden}canary: {{ every: 1s }}", "out of range. Write a duration from 1m to 30d", false },
            { $"task: ocr\n{Golden}canary: on", "which is none of the choices", true },
            // publish
            { "task: ocr\npublish: { evidence: on_error }", "publish.evidence: the text 'on_error', which is none of the choices", true },
            { "task: ocr\npublish: { retain: true }", "The key 'publish.retain' is unknown", true },
        };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void A_fault_is_told_with_its_place_and_remedy(string body, string said, bool _) =>
        Assert.Contains(sheet.Faults(body), line => line.Contains(said, StringComparison.Ordinal));

    [Fact]
    public void An_empty_golden_picture_is_refused()
    {
        sheet.Picture("empty.png", []);
        Assert.Contains(
            "'empty.png' is empty",
            Assert.Single(sheet.Faults("task: ocr\ngolden: [{ image: empty.png, expect: { verdict: accept } }]\n")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_faulty_task_or_type_blames_no_expression_that_needs_it() =>
        Assert.Equal(2, sheet.Faults("task: orc\noutput: { lot: { type: strng } }\nverdict: { reject: lot > 3 and count > 2 }\n").Length);

    public void Dispose() => sheet.Dispose();
}
