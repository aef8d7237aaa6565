using EdgeVL.Capture;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Evidence;
using EdgeVL.Daemon.Judging;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Tests.Support;
using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Daemon.Tests.Judging;

[Collection(nameof(ReadingModel))]
public sealed class RecipeInspectorTests(ReadingModel model) : IDisposable
{
    private static readonly TriggerFacts Trigger = new("test");
    private static readonly RecipeSurroundings Stills = new()
    {
        IsStills = true,
        Site = "plant-1",
        Device = "edge-1",
    };

    private readonly RecipeCopy copy = new();

    public void Dispose() => copy.Dispose();

    [Fact]
    public async Task A_label_is_read_with_its_measured_probability_and_everything_that_names_the_reading()
    {
        Recipe recipe = copy.ReadLot();

        Result result = await ReadAsync(recipe, "lot-7537.png");

        FieldReading lot = result.Fields["lot"];
        Assert.Equal((Verdict.Accept, "LOT-7537", "LOT-7537"), (result.Verdict, lot.Value!.GetValue<string>(), lot.Raw));
        Assert.InRange(lot.Probability!.Value, TrustDefaults.MinProbability, 1);
        Assert.True(lot.Box is { Width: > 10, Height: > 5 });
        Assert.Equal(("r", "belt", recipe.File.Hash), (result.Recipe, result.Camera, result.RecipeHash));
        Assert.Equal(("plant-1", "edge-1", "test"), (result.Site, result.Device, result.Trigger.Source));
        Assert.Contains("LOT-7537", result.Texts.Select(static text => text.Text));
        Assert.True(result.Tokens is { Image: > 0, Output: > 0, Forced: > 0 });
        Assert.True(result.TimingMs is { Vision: > 0, Prefill: > 0, Decode: > 0 });
        Assert.True(result.Image is { Brightness: > 0, Contrast: > 0, Frozen: false });
    }

    [Fact]
    public async Task A_black_picture_is_refused_before_the_model_is_asked_and_without_the_gates_it_is_asked()
    {
        Recipe recipe = copy.ReadLot();

        Result refused = await ReadAsync(recipe, "black.png");
        Result asked = await ReadAsync(recipe, "black.png", Stills with { Layers = TrustLayers.All & ~TrustLayers.Gates });

        Assert.Equal(Verdict.NoRead, refused.Verdict);
        Assert.Contains("dark", refused.Codes());
        Assert.Null(refused.Fields["lot"].Value);
        Assert.Equal((0, 0, null), (refused.Tokens.Image, refused.Tokens.Output, refused.Answer));
        Assert.DoesNotContain("dark", asked.Codes());
        Assert.True(asked.Tokens.Output > 0);
    }

    [Fact]
    public async Task A_reading_below_the_limit_is_no_read_with_its_candidate_and_without_that_layer_it_is_accepted()
    {
        Recipe recipe = copy.ReadLot("trust: { min_probability: 1 }\n");

        Result unsure = await ReadAsync(recipe, "lot-7537.png");
        Result bare = await ReadAsync(recipe, "lot-7537.png", Stills with { Layers = TrustLayers.All & ~TrustLayers.Probability });

        Assert.Equal(Verdict.NoRead, unsure.Verdict);
        Assert.Contains(RuleCode.LowProbability, unsure.Codes());
        Assert.Equal((null, "LOT-7537"), (unsure.Fields["lot"].Value, unsure.Fields["lot"].Raw));
        Assert.Empty(unsure.Texts);
        Assert.Contains("LOT-7537", unsure.Answer, StringComparison.Ordinal);
        Assert.Equal((Verdict.Accept, "LOT-7537"), (bare.Verdict, bare.Fields["lot"].Value!.GetValue<string>()));
    }

    [Fact]
    public async Task A_rule_rejects_and_without_the_rules_it_does_not()
    {
        Recipe recipe = copy.Read("task: count\nthings: objects\npixels: { max: 76800 }\noutput:\n  count: { min: 1, max: 3 }\n");

        Result rejected = await ReadAsync(recipe, "parts-4.jpg");
        Result bare = await ReadAsync(recipe, "parts-4.jpg", Stills with { Layers = TrustLayers.All & ~TrustLayers.Rules });

        Assert.Equal((Verdict.Reject, 4), (rejected.Verdict, rejected.Fields["count"].Value!.GetValue<int>()));
        Assert.Equal([RuleCode.Range], rejected.Codes());
        Assert.Equal(Verdict.Accept, bare.Verdict);
    }

    [Fact]
    public async Task A_turned_camera_reads_the_same_and_its_boxes_lie_in_the_frame_as_it_came()
    {
        Result upright = await ReadAsync(copy.ReadLot(), "lot-7537.png");
        using Frame picture = StillImage.Load(copy.At("golden/lot-7537.png"));
        var turned = new ViewPixels();
        turned.Take(new PixelView(picture.Pixels, picture.Width, picture.Height, picture.Width * 3, PixelOrder.Bgr), turn: 90);
        PixelView view = turned.View;
        copy.Write("golden/turned.png", ImageEncoder.Png(view.Pixels, view.Width, view.Height));

        Result result = await ReadAsync(copy.ReadLot("turn: 270\n"), "turned.png");

        PixelBox expected = upright.Fields["lot"].Box!.Value,
            found = result.Fields["lot"].Box!.Value;
        Assert.Equal("LOT-7537", result.Fields["lot"].Value!.GetValue<string>());
        // A quarter turn clockwise: what was y is counted from the other side.
        Assert.InRange(found.X1, picture.Height - expected.Y2 - 4, picture.Height - expected.Y2 + 4);
        Assert.InRange(found.Y1, expected.X1 - 4, expected.X1 + 4);
    }

    [Fact]
    public async Task Tiles_and_a_region_read_the_line_once_and_tell_its_place_in_the_whole_frame()
    {
        PixelBox whole = (await ReadAsync(copy.ReadLot(), "lot-7537.png")).Fields["lot"].Box!.Value;

        Result region = await ReadAsync(copy.ReadLot("region: [0.0, 0.1, 1.0, 1.0]\n"), "lot-7537.png");
        Result tiles = await ReadAsync(copy.ReadLot("tiles: { columns: 1, rows: 2, overlap: 0.5 }\n"), "lot-7537.png");

        Assert.Equal("LOT-7537", region.Fields["lot"].Value?.GetValue<string>());
        Assert.InRange(region.Fields["lot"].Box!.Value.Y1, whole.Y1 - 6, whole.Y1 + 6);
        Assert.Equal("LOT-7537", tiles.Fields["lot"].Value?.GetValue<string>());
        Assert.Single(tiles.Texts, static text => text.Text == "LOT-7537");
        Assert.InRange(tiles.Fields["lot"].Box!.Value.Y1, whole.Y1 - 8, whole.Y1 + 8);
        Assert.True(tiles.Tokens.Image > region.Tokens.Image);
    }

    [Fact]
    public async Task What_the_picture_shows_passes_the_prior_check()
    {
        Result result = await ReadAsync(copy.ReadLot("trust: { prior_check: true }\n"), "lot-7537.png");

        Assert.Equal(Verdict.Accept, result.Verdict);
        Assert.DoesNotContain(RuleCode.PriorDriven, result.Codes());
    }

    [Fact]
    public async Task What_is_as_probable_on_a_blank_picture_was_guessed()
    {
        // A grey picture with the gates off: whatever is counted there, the picture had nothing to do with it.
        byte[] grey = new byte[320 * 240 * 3];
        Array.Fill(grey, (byte)128);
        copy.Write("golden/grey.png", ImageEncoder.Png(grey, 320, 240));
        Recipe recipe = copy.Read("task: count\nthings: objects\ntrust: { gates: off, prior_check: true, min_probability: 0 }\n");

        Result result = await ReadAsync(recipe, "grey.png");

        Assert.Equal(Verdict.NoRead, result.Verdict);
        Assert.Contains(RuleCode.PriorDriven, result.Codes());
    }

    [Fact]
    public async Task An_answer_that_was_cut_is_an_error_that_keeps_its_text()
    {
        Result result = await ReadAsync(copy.ReadLot("max_tokens: 8\ntrust: { prior_check: true }\n"), "lot-7537.png");

        Assert.Equal(Verdict.Error, result.Verdict);
        Assert.Contains(RuleCode.Truncated, result.Codes());
        Assert.NotNull(result.Answer);
        Assert.Null(result.Fields["lot"].Value);
    }

    [Fact]
    public async Task A_dark_picture_is_read_with_more_light_where_that_makes_it_surer_and_the_result_says_so()
    {
        using Frame picture = StillImage.Load(copy.At("golden/lot-7537.png"));
        byte[] dark = [.. picture.Pixels.ToArray().Select(static value => (byte)(value * 0.2))];
        copy.Write("golden/dark.png", ImageEncoder.Png(dark, picture.Width, picture.Height));
        string gates = "trust: { gates: off, min_probability: 0, enhance: ";

        Result lit = await ReadAsync(copy.ReadLot(gates + "auto }\n"), "dark.png");
        Result plain = await ReadAsync(copy.ReadLot(gates + "off }\n"), "dark.png");

        Assert.Empty(plain.Image.Enhanced);
        Assert.DoesNotContain(RuleCode.Enhanced, plain.Codes());
        Assert.Equal(lit.Image.Enhanced.Count > 0, lit.Codes().Contains(RuleCode.Enhanced));
        Assert.True((lit.Fields["lot"].Probability ?? 0) >= (plain.Fields["lot"].Probability ?? 0));
        Assert.Equal(plain.Image.Brightness, lit.Image.Brightness);
    }

    [Fact]
    public async Task Dark_frames_of_a_camera_are_collected_until_more_would_gain_little()
    {
        string[] dark = [.. Enumerable.Range(0, 10).Select(WriteNight)];
        Recipe recipe = copy.ReadLot("trust: { gates: off }\n");
        (bool first, bool last) = await model.Do(inspector =>
        {
            var live = new RecipeInspector(recipe, inspector, new RecipeSurroundings());
            Collect(live, dark[0]);
            bool wants = live.WantsMoreLight;
            Array.ForEach(dark[1..8], file => Collect(live, file));
            return (wants, live.WantsMoreLight);
        });

        Assert.Equal((true, false), (first, last));
        Assert.False(await model.Do(inspector => Collected(inspector, copy.ReadLot("trust: { enhance: off }\n"), dark[0])));
        Assert.False(await model.Do(inspector => Collected(inspector, recipe, copy.At("golden/lot-7537.png"))));
    }

    [Fact]
    public async Task Two_fresh_frames_of_a_video_agree_and_a_frame_twice_does_not()
    {
        Recipe recipe = copy.Read("task: scene\npixels: { max: 76800 }\noutput:\n  lighting: {}\ntrust: { agree: 2 of 3, gates: off }\n");
        string clip = Repository.At("samples/clip.mp4");
        Result result = await model.Do(inspector =>
        {
            RecipeReading reading = new RecipeInspector(recipe, inspector, new RecipeSurroundings()).Begin(Trigger);
            Assert.True(reading.IsEmpty);
            foreach (Frame frame in VideoFile.ReadFrames(clip, [0, 0, 16, 32], TimeProvider.System, CancellationToken.None))
            {
                using (frame)
                {
                    bool fresh = reading.Look(frame, CancellationToken.None);
                    Assert.Equal(frame.MediaFrame > 0 || !seen, fresh);
                    seen = true;
                }
            }

            return reading.Finish().Result;
        });

        Assert.EndsWith("/3", result.Fields["lighting"].Agreement, StringComparison.Ordinal);
        Assert.NotNull(result.Fields["lighting"].Value);
        Assert.Equal(result.Fields["lighting"].Value!.GetValue<string>(), result.Scene?.Lighting);
    }

    [Fact]
    public async Task A_reading_that_failed_for_its_deadline_is_an_error_whatever_was_read()
    {
        Recipe recipe = copy.ReadLot("publish: { evidence: on_no_read }\n");
        RecipeResult read = await model.Do(inspector =>
        {
            using Frame frame = StillImage.Load(copy.At("golden/lot-7537.png"));
            RecipeReading reading = new RecipeInspector(recipe, inspector, Stills with { KeepsEvidence = true }).Begin(Trigger);
            reading.Look(frame, CancellationToken.None);
            reading.Fail(frame: null, RuleCode.Deadline, what: null, limit: 100.0);
            Assert.False(reading.WantsFrame);
            return reading.Finish();
        });

        Assert.Equal(Verdict.Error, read.Result.Verdict);
        Assert.Equal([RuleCode.Deadline], read.Result.Codes());
        Assert.Null(read.Result.Fields["lot"].Value);
        Assert.Empty(read.Result.Texts);
        Assert.Empty(read.Baselines);
        Assert.Single(read.Evidence!.Exchanges);
    }

    [Fact]
    public async Task A_cancelled_look_leaves_a_reading_that_can_still_be_ended_and_keeps_its_frame()
    {
        Recipe recipe = copy.ReadLot("publish: { evidence: always }\n");
        RecipeResult read = await model.Do(inspector =>
        {
            using Frame frame = StillImage.Load(copy.At("golden/lot-7537.png"));
            RecipeReading reading = new RecipeInspector(recipe, inspector, Stills with { KeepsEvidence = true }).Begin(Trigger);
            Assert.ThrowsAny<OperationCanceledException>(() => reading.Look(frame, new CancellationToken(canceled: true)));
            reading.Fail(frame, RuleCode.Deadline, what: null);
            return reading.Finish();
        });

        Assert.Equal([RuleCode.Deadline], read.Result.Codes());
        Assert.Empty(read.Evidence!.Exchanges);
        Assert.Equal((read.Result.Image.Width, read.Result.Image.Height), (read.Evidence.Width, read.Evidence.Height));
    }

    [Fact]
    public async Task A_picture_that_the_gates_refuse_has_evidence_without_an_exchange()
    {
        Recipe recipe = copy.ReadLot("publish: { evidence: on_no_read }\n");
        EvidenceDraft refused = (await ReadWholeAsync(recipe, "black.png", Stills with { KeepsEvidence = true })).Evidence!;
        Assert.Empty(refused.Exchanges);
        Assert.NotEmpty(refused.Source);
    }

    [Fact]
    public async Task Golden_pictures_that_are_damaged_do_not_keep_a_recipe_from_being_run()
    {
        copy.Write("golden/damaged.png", [1, 2, 3]);
        Recipe recipe = copy.ReadLot("golden:\n  - { image: golden/damaged.png, expect: { lot: LOT-1234 } }\n");

        Assert.Equal(Verdict.Accept, (await ReadAsync(recipe, "lot-7537.png")).Verdict);
    }

    private bool seen;

    private static void Collect(RecipeInspector inspector, string file)
    {
        using Frame frame = StillImage.Load(file);
        inspector.Collect(frame);
    }

    private static bool Collected(Daemon.Inspection.Inspector inspector, Recipe recipe, string file)
    {
        var live = new RecipeInspector(recipe, inspector, new RecipeSurroundings());
        Collect(live, file);
        return live.WantsMoreLight;
    }

    /// <summary>The label at night: a tenth of the light, and noise that is new in each frame.</summary>
    private string WriteNight(int number)
    {
        var random = new Random(number);
        using Frame picture = StillImage.Load(copy.At("golden/lot-7537.png"));
        byte[] night =
        [
            .. picture
                .Pixels.ToArray()
                .Select(value => (byte)Math.Clamp((value * 0.1) + 6 + (2.0 * (random.NextDouble() + random.NextDouble() - 1)), 0, 255)),
        ];
        copy.Write($"night/{number}.png", ImageEncoder.Png(night, picture.Width, picture.Height));
        return copy.At($"night/{number}.png");
    }

    private async Task<Result> ReadAsync(Recipe recipe, string picture, RecipeSurroundings? around = null) =>
        (await ReadWholeAsync(recipe, picture, around ?? Stills)).Result;

    private Task<RecipeResult> ReadWholeAsync(Recipe recipe, string picture, RecipeSurroundings around) =>
        model.Do(inspector =>
        {
            using Frame frame = StillImage.Load(copy.At($"golden/{picture}"));
            return new RecipeInspector(recipe, inspector, around).Read(frame, Trigger, CancellationToken.None);
        });
}
