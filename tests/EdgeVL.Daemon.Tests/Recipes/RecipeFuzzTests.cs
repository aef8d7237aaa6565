using System.Text;
using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Qwen3VL.Constraints;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeVL.Daemon.Tests.Recipes;

/// <summary>Whatever stands in a file, a person is told; and what is read without a fault can be asked.</summary>
public sealed class RecipeFuzzTests : IDisposable
{
    private static readonly string[] Keys =
    [
        "recipe: r\n",
        "camera: belt\n",
        "task: ",
        "prompt: ",
        "trigger: ",
        "deadline: ",
        "region: ",
        "turn: ",
        "tiles: ",
        "pixels: ",
        "output: ",
        "trust: ",
        "verdict: ",
        "golden: ",
        "canary: ",
        "publish: ",
        "max_tokens: ",
        "subject: ",
        "reference: ",
        "things: ",
        "  lot: ",
        "  n: ",
        "    type: ",
        "    pattern: ",
        "    choice: ",
        "    rate: ",
        "    date: ",
        "    checksum: ",
        "    expected: ",
        "  reject: ",
        "  values: ",
        "  gates: ",
        "  agree: ",
        "  - image: ",
        "    expect: ",
        "is: ",
        "broken: ",
    ];

    private static readonly string[] Values =
    [
        "ocr\n",
        "fields\n",
        "ask\n",
        "scene\n",
        "count\n",
        "objects\n",
        "relation\n",
        "\n",
        "off\n",
        "null\n",
        "true\n",
        "0\n",
        "-1\n",
        "1e999\n",
        "1e-999\n",
        "99999999999999999999999999999999\n",
        "5s\n",
        "1e9d\n",
        "{ interval: 1s }\n",
        "[0, 0, 1, 1]\n",
        "[[[]]]\n",
        "{ lot: {}, n: { type: number } }\n",
        "{ lot: { pattern: '(a|b){2,3}[^x]' } }\n",
        "{ lot: { pattern: 'a{9999}' } }\n",
        "{ n: { type: integer, min: 1, choice: [1, 2] } }\n",
        "{ d: { type: date, date: MM/YY } }\n",
        "{ lot: { checksum: { weights: [1], modulus: 2 } } }\n",
        "{ lot: { repair: true, checksum: iban } }\n",
        "'lot != expected and n > trigger_n'\n",
        "{ reject: 'lot == expected', values: { expected: a } }\n",
        "'{trigger.lot} {camera}'\n",
        "'{'\n",
        "2 of 3\n",
        "{ gates: { max_shift: 0.1 } }\n",
        "{ every: 1h }\n",
        "[{ image: a.png, expect: { lot: A, verdict: accept } }]\n",
        "[{ image: /dev/null, expect: {} }]\n",
        "[{ image: ../../, expect: [] }]\n",
        "|\n  two\n  lines\n",
        "\"\\ud800\"\n",
        "'\n",
        "&a *a\n",
        "!!binary x\n",
        "? x\n",
        "{",
        "}",
        "[",
        "]",
        ": ",
        "\t",
        "\ufeff",
        "# c\n",
        "---\n",
    ];

    private readonly RecipeSheet sheet = new();
    private int good;

    [Fact]
    public void Lines_in_any_order_end_in_a_recipe_or_a_fault()
    {
        Gen<string> line = Gen.Zip(Gen.Elements(Keys), Gen.Elements(Values)).Select(static pair => pair.Item1 + pair.Item2);
        Gen<string> text = Gen.Frequency((6, line), (1, Gen.Elements(Values)), (1, Gen.Elements(Keys)))
            .ListOf()
            .Select(static parts => RecipeSheet.Head + string.Concat(parts));
        Prop.ForAll(text.ToArbitrary(), EndsWell).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public void A_sample_that_was_spoilt_ends_in_a_recipe_or_a_fault()
    {
        string[] samples =
        [
            .. Directory
                .GetFiles(Repository.At("samples/recipes"), "*.yaml")
                .Select(static path =>
                    File.ReadAllText(path)
                        .Replace("recipe: " + Path.GetFileNameWithoutExtension(path), "recipe: r", StringComparison.Ordinal)
                ),
        ];
        foreach (string picture in Directory.GetFiles(Repository.At("samples/recipes/golden")))
        {
            sheet.Picture("golden/" + Path.GetFileName(picture), [.. Encoding.UTF8.GetBytes(picture)]);
        }

        Assert.All(samples, sample => Assert.True(EndsWell(sample)));
        Assert.Equal(samples.Length, good);
        Gen<string> spoilt =
            from sample in Gen.Elements(samples)
            from at in Gen.Choose(0, sample.Length - 1)
            from length in Gen.Elements(0, 1, 1, 2, 7, 40)
            from put in Gen.Elements([.. Values, .. Keys, "", "", ",", "'", "\"", "\\", "("])
            select sample.Remove(at, Math.Min(length, sample.Length - at)).Insert(at, put.TrimEnd('\n'));
        Prop.ForAll(spoilt.ToArbitrary(), EndsWell).Check(Config.QuickThrowOnFailure.WithMaxTest(400));
        Assert.True(good > samples.Length + 20, $"{good}"); // many a spoilt comment leaves a good recipe
    }

    [Fact]
    public void A_pattern_that_the_reader_takes_the_constrained_decoder_takes_too()
    {
        string[] pieces =
        [
            "a",
            "LOT",
            "-",
            "[0-9]",
            "[^a-c]",
            "[\\d_-]",
            "\\d",
            "\\w",
            "\\s",
            "\\.",
            "\\p{Lu}",
            "\\P{L}",
            "\\x41",
            "\\u00e9",
            "(",
            "(?:",
            ")",
            "|",
            "*",
            "+",
            "?",
            "{2}",
            "{2,}",
            "{1,3}",
            "??",
            ".",
            "é",
            "😀",
            "[",
            "]",
            "{",
            "}",
            "^",
            "$",
            "\\-",
            "\\]",
            "[.]",
            "[\\]]",
            "/",
            "#",
            " ",
        ];
        int taken = 0;
        Prop.ForAll(
                Gen.Elements(pieces).ListOf().Select(static parts => string.Concat(parts)).ToArbitrary(),
                pattern => Compiles(pattern, ref taken)
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(400));
        Assert.True(taken > 20, $"{taken}");
    }

    public void Dispose() => sheet.Dispose();

    private bool EndsWell(string text)
    {
        try
        {
            Recipe recipe = sheet.ReadWhole(text);
            if (recipe.AnswerSchema() is { } schema)
            {
                JsonSchemaCompiler.Compile(schema.ToJsonString());
            }

            good++;
            return true;
        }
        catch (FaultException fault)
        {
            return fault.Code == FaultCode.RecipeInvalid && fault.Message.Length > 0;
        }
    }

    private bool Compiles(string pattern, ref int taken)
    {
        Recipe recipe;
        try
        {
            recipe = sheet.Read(
                $"task: fields\noutput: {{ f: {{ pattern: '{pattern.Replace("'", "''", StringComparison.Ordinal)}' }} }}\n"
            );
        }
        catch (FaultException fault)
        {
            return fault.Code == FaultCode.RecipeInvalid;
        }

        taken++;
        JsonSchemaCompiler.Compile(recipe.AnswerSchema()!.ToJsonString());
        return true;
    }
}
