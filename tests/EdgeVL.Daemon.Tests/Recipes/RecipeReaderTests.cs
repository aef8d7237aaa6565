using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Tasks;

namespace EdgeVL.Daemon.Tests.Recipes;

public sealed class RecipeReaderTests : IDisposable
{
    private readonly RecipeSheet sheet = new();

    [Fact]
    public void A_recipe_of_three_lines_has_the_documented_defaults()
    {
        Recipe recipe = sheet.Read("task: ocr\n");
        Assert.Equal((null, 512, null), (recipe.Trigger, recipe.MaxTokens, recipe.Prompt));
        Assert.Equal(new RecipeView(), recipe.View);
        Assert.Empty(recipe.Output);
        Assert.Equal(new TrustOptions(), recipe.Trust);
        Assert.Equal(
            (null, new Agreement(1, 1), new GateOptions(), false, true),
            (recipe.Trust.MinProbability, recipe.Trust.Agree, recipe.Trust.Gates, recipe.Trust.PriorCheck, recipe.Trust.Enhance)
        );
        Assert.True(recipe.Trust.Gates.Enabled);
        Assert.Empty(recipe.Verdicts.Expressions);
        Assert.Empty(recipe.Verdicts.Values);
        Assert.False(recipe.Verdicts.Policy.RejectWins);
        Assert.Empty(recipe.Proof.Golden);
        Assert.Null(recipe.Proof.Canary);
        Assert.Equal(new PublishOptions { RetainLast = true, Evidence = EvidencePolicy.Never }, recipe.Publish);
        Assert.Empty(recipe.File.Remarks);
    }

    [Fact]
    public void Every_section_is_read()
    {
        Recipe recipe = sheet.Read(
            """
            trigger: { interval: 2s }
            deadline: 5s
            region: [0.10, 0.20, 0.90, 0.80]
            turn: 90
            tiles: { columns: 2, rows: 3, overlap: 0.2 }
            pixels: { min: 4096, max: 307200 }
            task: ocr
            prompt: "Read the text at {site}. Answer in JSON format."
            max_tokens: 64
            output: { lot: { pattern: "LOT-[0-9]{4}" } }
            trust:
              min_probability: 0.80
              agree: 2 of 3
              gates: { min_brightness: 0.2, min_contrast: 0.04, min_sharpness: 0.5, max_clipped: 0.15, max_noise: 12, frozen_after: 3, max_shift: 0.05 }
              prior_check: true
              enhance: off
            verdict: { reject: "lot != expected", warn: [probability < 0.9, lot_probability < 0.95], reject_wins: true, values: { expected: LOT-4821, order: 7 } }
            golden:
              - { image: a.png, expect: { lot: LOT-4821, texts: LOT-4821 } }
              - { image: b.png, expect: { verdict: no_read, lot: null } }
            canary: { every: 30min }
            publish: { retain_last: false, evidence: on_reject }
            """
        );
        Assert.Equal(new RecipeTrigger(TimeSpan.FromSeconds(2)) { Deadline = TimeSpan.FromSeconds(5) }, recipe.Trigger);
        Assert.Equal(
            new RecipeView
            {
                Region = new RelativeRegion(0.1, 0.2, 0.9, 0.8),
                Turn = 90,
                Tiles = new TileOptions(2, 3, 0.2),
                Pixels = new PixelBudget(4096, 307200),
            },
            recipe.View
        );
        Assert.Equal(64, recipe.MaxTokens);
        Assert.Equal("lot", Assert.Single(recipe.Output).Name);
        Assert.Equal(
            new TrustOptions
            {
                MinProbability = 0.8,
                Agree = new Agreement(2, 3),
                PriorCheck = true,
                Enhance = false,
                Gates = new GateOptions
                {
                    MinBrightness = 0.2,
                    MinContrast = 0.04,
                    MinSharpness = 0.5,
                    MaxClipped = 0.15,
                    MaxNoise = 12,
                    FrozenAfter = 3,
                    MaxShift = 0.05,
                },
            },
            recipe.Trust
        );
        Assert.Equal(
            [("lot != expected", Verdict.Reject), ("probability < 0.9", Verdict.Warn), ("lot_probability < 0.95", Verdict.Warn)],
            recipe.Verdicts.Expressions.Select(static rule => (rule.Expression.Text, rule.Verdict))
        );
        Assert.True(recipe.Verdicts.Policy.RejectWins);
        Assert.Equal(TimeSpan.FromMinutes(30), recipe.Proof.Canary);
        Assert.Equal([Verdict.Accept, Verdict.NoRead], recipe.Proof.Golden.Select(static picture => picture.Verdict));
        Assert.Equal(["LOT-4821"], recipe.Proof.Golden[0].Texts);
        Assert.Equal("LOT-4821", recipe.Proof.Golden[0].Fields["lot"]!.GetValue<string>());
        Assert.Null(recipe.Proof.Golden[1].Fields["lot"]);
        Assert.Equal(new PublishOptions { RetainLast = false, Evidence = EvidencePolicy.OnReject }, recipe.Publish);
        Assert.Empty(recipe.File.Remarks);
    }

    [Fact]
    public void Faults_of_all_sections_are_reported_together_in_the_order_of_the_file()
    {
        Assert.Equal(
            [
                "3:22: trigger.interval: '2' is no duration. Write a number and ms, s, min, h or d, such as 5s.",
                "4:7: turn: the number 45, which is none of the choices. Write 0, 90, 180, 270.",
                "6:27: output.lot.pattern: 'LOT-[0-9' cannot be used: a class is not closed (before character 9). Add ']'.",
                "7:10: The key 'trust.agre' is unknown. Did you mean 'agree'?",
                "8:31: verdict.reject: there is no 'lott'. Did you mean 'lot'?",
                "10:14: golden[1].image: 'c.png' cannot be read: Could not find file '"
                    + sheet.At("c.png")
                    + "'. Check the path, which is relative to the recipe, and that the service user may read it.",
                "10:40: golden[1].expect.verdict: the text 'acept', which is none of the choices. Did you mean 'accept'?",
                "11:22: publish.evidence: the text 'sometimes', which is none of the choices. Write never, on_trouble, on_reject, on_no_read, always.",
            ],
            sheet.Faults(
                """
                trigger: { interval: 2 }
                turn: 45
                task: ocr
                output: { lot: { pattern: "LOT-[0-9" } }
                trust: { agre: 2 of 3 }
                verdict: { reject: "1 > 0 and lott == 'x'" }
                golden:
                  - { image: c.png, expect: { verdict: acept } }
                publish: { evidence: sometimes }
                """
            )
        );
    }

    [Theory]
    [InlineData("gates: off")]
    [InlineData("gates: { max_noise: 3 }")]
    public void Gates_are_limits_or_off(string gates) =>
        Assert.Equal(gates != "gates: off", sheet.Read($"task: ocr\ntrust: {{ {gates} }}\n").Trust.Gates.Enabled);

    [Theory]
    [InlineData("", 60)]
    [InlineData("canary: { every: 2h }\n", 120)]
    [InlineData("canary: {}\n", 60)]
    [InlineData("canary: off\n", null)]
    public void A_canary_sings_every_hour_where_there_are_golden_pictures(string canary, int? minutes) =>
        Assert.Equal(
            minutes is { } some ? TimeSpan.FromMinutes(some) : null,
            sheet.Read($"task: ocr\ngolden: [{{ image: a.png, expect: {{ verdict: accept }} }}]\n{canary}").Proof.Canary
        );

    [Fact]
    public void A_field_of_the_task_is_known_to_expressions_and_expectations_without_being_written()
    {
        Recipe recipe = sheet.Read("task: count\nverdict: { reject: count > 3 }\ngolden: [{ image: a.png, expect: { count: 2 } }]\n");
        Assert.Equal(("count", FieldType.Integer), (Assert.Single(recipe.Output).Name, recipe.Output[0].Type));
        Assert.Equal(2, recipe.Proof.Golden[0].Fields["count"]!.GetValue<int>());
        Assert.Empty(sheet.Read("task: count\n").Output);
        Assert.Equal(
            ["lighting"],
            sheet.Read("task: scene\nverdict: { warn: lighting_probability < 0.5 }\n").Output.Select(static one => one.Name)
        );
    }

    [Fact]
    public void The_fields_of_the_task_fields_are_asked_for_in_their_order()
    {
        Recipe recipe = sheet.Read("task: fields\noutput: { quantity: {}, lot: { required: false }, best_before: { type: date } }\n");
        Assert.Equal(["quantity", "lot", "best_before"], recipe.Question.FieldNames);
        Assert.Equal(
            "Read these fields from the image: quantity, lot, best_before. Answer in JSON format, null where a field is not visible.",
            recipe.Question.Text
        );
        Assert.Equal([true, false, true], recipe.Output.Select(static field => field.Spec.Required));
        Assert.Equal([RuleType.Text, RuleType.Text, RuleType.Date], recipe.Output.Select(static field => field.Spec.Type));
    }

    public void Dispose() => sheet.Dispose();
}
