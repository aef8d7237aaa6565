using EdgeVL.Contracts.Faults;
using EdgeVL.ModelBuilder.Building;
using EdgeVL.Qwen3VL.Model;
using EdgeVL.Qwen3VL.Tests.Support;
using EdgeVL.Qwen3VL.Text;
using EdgeVL.Qwen3VL.Vision;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeVL.Qwen3VL.Tests.Text;

public sealed class DecoderSessionTests(BuiltModels models)
{
    // Other widths of a call take other kernels, whose sums differ in their last digits.
    private const double Rounding = 1e-5;

    [Fact]
    public void A_decoded_token_allocates_nothing()
    {
        using VisionLanguageModel model = BuiltModels.Load(models.Tiny);
        DecoderPrompt prompt = TestPrompts.Text(40);
        model.Decoder.Prefill(prompt, CancellationToken.None);
        int position = prompt.NextPosition;
        for (int i = 0; i < 5; i++)
        {
            model.Decoder.Step(i, position++);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 50; i++)
        {
            model.Decoder.Step(i, position++);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_prompt_that_does_not_fit_is_refused_with_the_numbers_and_one_that_just_fits_is_read()
    {
        using VisionLanguageModel model = BuiltModels.Load(models.Tiny, context: 64);
        Faults.Expect(FaultCode.PromptTooLong, () => model.Decoder.Prefill(TestPrompts.Text(65), CancellationToken.None), "65", "64");
        model.Decoder.Prefill(TestPrompts.Text(64), CancellationToken.None);
        Assert.Equal((64, 64), (model.Decoder.Length, model.Decoder.Capacity));
        Faults.Expect(FaultCode.PromptTooLong, () => model.Decoder.Step(1, 64), "65", "64");
    }

    [Fact]
    public void A_picture_that_alone_is_too_large_is_refused_before_it_is_encoded()
    {
        using VisionLanguageModel model = BuiltModels.Load(models.Tiny, context: 64);
        byte[] pixels = TestPrompts.Pixels(320, 288, 1);
        Faults.Expect(
            FaultCode.PromptTooLong,
            () => model.Encode(TestPrompts.View(pixels, 320, 288), null, CancellationToken.None),
            "320x288",
            "90",
            "64"
        );
        Faults.Expect(FaultCode.PromptTooLong, () => model.BeginVideo(new PixelSize(640, 480), 200, null), "200 frames", "64");
    }

    [Fact]
    public void Chunks_give_what_one_call_gives()
    {
        using VisionLanguageModel model = BuiltModels.Load(models.Tiny);
        using EncodedPicture picture = TestPrompts.Encode(model, 300, 200, 1);
        DecoderPrompt longest = TestPrompts.Ask(model, picture, new string('x', 250), new string('y', 300));
        Assert.InRange(longest.Tokens.Length, 3 * DecoderSession.ChunkSize, 1000);
        using var whole = Probe(model);
        Gen<(int, int)> lengths =
            from length in Gen.Frequency(
                (2, Gen.Choose(1, longest.Tokens.Length)),
                (3, Near(DecoderSession.ChunkSize)),
                (2, Near(2 * DecoderSession.ChunkSize))
            )
            from split in Gen.Frequency(
                (2, Gen.Choose(0, length - 1)),
                (1, Gen.Choose(0, Math.Min(length - 1, 3))),
                (1, Gen.Constant(length - 1))
            )
            select (length, split);
        Prop.ForAll(
                lengths.ToArbitrary(),
                pair =>
                {
                    (int length, int split) = pair;
                    DecoderPrompt prompt = longest.Head(length);
                    float[] expected = whole.Run(prompt, [DecoderNames.Logits])[DecoderNames.Logits];
                    model.Decoder.Rollback(0);
                    if (split > 0)
                    {
                        model.Decoder.Prefill(prompt.Head(split), CancellationToken.None);
                    }

                    int kept = model.Decoder.Prefill(prompt, CancellationToken.None);
                    return kept == split
                        && model.Decoder.Length == length
                        && TestPrompts.Difference(expected, model.Decoder.Logits) < Rounding;
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(60).WithReplay(20251015, 1));

        static Gen<int> Near(int number) => Gen.Choose(number - 2, number + 2);
    }

    [Fact]
    public void Single_steps_give_what_one_call_gives()
    {
        using VisionLanguageModel model = BuiltModels.Load(models.Tiny);
        DecoderPrompt prompt = TestPrompts.Text(150);
        using var whole = Probe(model);
        model.Decoder.Prefill(prompt.Head(130), CancellationToken.None);
        for (int i = 130; i < 150; i++)
        {
            model.Decoder.Step(prompt.Tokens[i], i);
        }

        float[] expected = whole.Run(prompt, [DecoderNames.Logits])[DecoderNames.Logits];
        Assert.InRange(TestPrompts.Difference(expected, model.Decoder.Logits), 0, Rounding);
    }

    [Fact]
    public void Rolled_back_and_replayed_it_is_as_fresh_to_the_bit()
    {
        using VisionLanguageModel model = BuiltModels.Load(models.Tiny);
        DecoderPrompt prompt = TestPrompts.Text(70);
        float[][] fresh = Replay(model, prompt, from: 0);
        for (int i = 0; i < 12; i++)
        {
            model.Decoder.Step(1999 - i, 90 + i); // another way on, at other positions
        }

        model.Decoder.Rollback(prompt.Tokens.Length);
        float[][] again = Steps(model, prompt);
        Assert.Equal(fresh[1..], again);
        Assert.Equal(fresh, Replay(model, prompt, from: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Decoder.Rollback(model.Decoder.Length + 1));
    }

    [Fact]
    public void The_beginning_that_two_prompts_share_is_read_once()
    {
        using VisionLanguageModel model = BuiltModels.Load(models.Tiny);
        DecoderPrompt first = TestPrompts.Text(200);
        int[] tokens = [.. first.Tokens];
        tokens[150] = tokens[150] == 5 ? 6 : 5;
        var second = new DecoderPrompt(tokens, first.Positions.ToArray(), first.NextPosition, []);
        Assert.Equal(0, model.Decoder.Prefill(first, CancellationToken.None));
        Assert.Equal(199, model.Decoder.Prefill(first, CancellationToken.None)); // the last token is always read: its logits are asked for
        Assert.Equal(150, model.Decoder.Prefill(second, CancellationToken.None));
        float[] warm = model.Decoder.Logits.ToArray();
        model.Decoder.Rollback(0);
        Assert.Equal(0, model.Decoder.Prefill(second, CancellationToken.None));
        Assert.InRange(TestPrompts.Difference(model.Decoder.Logits, warm), 0, Rounding);
    }

    [Fact]
    public void Generated_tokens_are_kept_for_the_next_turn()
    {
        using VisionLanguageModel model = BuiltModels.Load(models.Tiny);
        DecoderPrompt whole = TestPrompts.Text(60);
        model.Decoder.Prefill(whole.Head(40), CancellationToken.None);
        for (int i = 40; i < 50; i++)
        {
            model.Decoder.Step(whole.Tokens[i], i);
        }

        Assert.Equal(50, model.Decoder.Prefill(whole, CancellationToken.None));
    }

    [Fact]
    public void A_picture_is_kept_only_where_its_pixels_are_the_same()
    {
        using VisionLanguageModel model = BuiltModels.Load(models.Tiny);
        using EncodedPicture one = TestPrompts.Encode(model, 120, 90, 1);
        using EncodedPicture other = TestPrompts.Encode(model, 120, 90, 2);
        DecoderPrompt about = TestPrompts.Ask(model, one, "What is ", "?");
        DecoderPrompt aboutOther = TestPrompts.Ask(model, other, "What is ", "?");
        Assert.Equal(about.Tokens, aboutOther.Tokens);
        model.Decoder.Prefill(about, CancellationToken.None);
        Assert.Equal(about.Spans[0].Start, model.Decoder.Prefill(aboutOther, CancellationToken.None));
        EqualsFresh(model, aboutOther);

        using EncodedPicture again = TestPrompts.Encode(model, 120, 90, 2);
        DecoderPrompt same = TestPrompts.Ask(model, again, "What is ", "!");
        int common = aboutOther.Tokens.AsSpan().CommonPrefixLength(same.Tokens);
        Assert.InRange(common, same.Spans[0].Start + 1, same.Tokens.Length);
        Assert.Equal(common, model.Decoder.Prefill(same, CancellationToken.None));
        EqualsFresh(model, same);
    }

    [Fact]
    public void Placeholders_without_a_picture_are_not_taken_for_one()
    {
        using VisionLanguageModel model = BuiltModels.Load(models.Tiny);
        using EncodedPicture picture = TestPrompts.Encode(model, 120, 90, 1);
        DecoderPrompt with = TestPrompts.Ask(model, picture, "See ", ".");
        var without = new DecoderPrompt(with.Tokens, with.Positions.ToArray(), with.NextPosition, []);
        model.Decoder.Prefill(with, CancellationToken.None);
        Assert.Equal(with.Spans[0].Start, model.Decoder.Prefill(without, CancellationToken.None));
        EqualsFresh(model, without);
        Assert.Equal(with.Spans[0].Start, model.Decoder.Prefill(with, CancellationToken.None));
        EqualsFresh(model, with);
    }

    [Fact]
    public void Cancelled_before_it_begins_it_reads_nothing_and_goes_on_afterwards()
    {
        using VisionLanguageModel model = BuiltModels.Load(models.Tiny);
        DecoderPrompt prompt = TestPrompts.Text(300);
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => model.Decoder.Prefill(prompt, source.Token));
        Assert.Equal(0, model.Decoder.Length);
        model.Decoder.Prefill(prompt, CancellationToken.None);
        EqualsFresh(model, prompt);
    }

    [Fact]
    public async Task Cancelled_inside_a_chunk_it_stops_at_once_and_goes_on_afterwards()
    {
        using VisionLanguageModel model = BuiltModels.Load(models.Nano(Precision.Fp32), context: 4096);
        DecoderPrompt prompt = TestPrompts.Text(4000);
        for (int milliseconds = 5; milliseconds < 100; milliseconds += 25)
        {
            model.Decoder.Rollback(0);
            using var source = new CancellationTokenSource();
            Task<long> cancelled = Task.Run(
                async () =>
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, CancellationToken.None);
                    await source.CancelAsync();
                    return TimeProvider.System.GetTimestamp();
                },
                TestContext.Current.CancellationToken
            );
            Assert.ThrowsAny<OperationCanceledException>(() => model.Decoder.Prefill(prompt, source.Token));
            long ended = TimeProvider.System.GetTimestamp();
            Assert.InRange(TimeProvider.System.GetElapsedTime(await cancelled, ended).TotalSeconds, -1, 2);
            Assert.Equal(0, model.Decoder.Length % DecoderSession.ChunkSize);
            Assert.InRange(model.Decoder.Length, 0, 3999);
        }

        DecoderPrompt next = prompt.Head(200);
        model.Decoder.Prefill(next, CancellationToken.None);
        EqualsFresh(model, next);
    }

    [Fact]
    public void A_prefill_graph_in_eight_bits_fills_the_same_cache()
    {
        using VisionLanguageModel model = BuiltModels.Load(models.Nano(Precision.Int4, prefill: true));
        using VisionLanguageModel plain = BuiltModels.Load(models.Nano(Precision.Int4));
        using EncodedPicture picture = TestPrompts.Encode(model, 320, 224, 3);
        using EncodedPicture same = TestPrompts.Encode(plain, 320, 224, 3);
        DecoderPrompt prompt = TestPrompts.Ask(model, picture, "", "Describe this image.");
        model.Decoder.Prefill(prompt, CancellationToken.None);
        plain.Decoder.Prefill(TestPrompts.Ask(plain, same, "", "Describe this image."), CancellationToken.None);
        for (int step = 0; step < 6; step++)
        {
            // Two roundings of the same weights, to eight and to four bits.
            Assert.InRange(TestPrompts.Difference(plain.Decoder.Logits, model.Decoder.Logits), 1e-6, 0.35);
            int token = System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(plain.Decoder.Logits);
            plain.Decoder.Step(token, prompt.NextPosition + step);
            model.Decoder.Step(token, prompt.NextPosition + step);
        }
    }

    private static DecoderProbe Probe(VisionLanguageModel model) =>
        new(
            model.Built.Config,
            model.Embeddings,
            File.ReadAllBytes(model.Built.PathOf(model.Built.Manifest.Graphs.Decoder)),
            model.Built.Folder,
            threads: 0
        );

    private static void EqualsFresh(VisionLanguageModel model, DecoderPrompt prompt)
    {
        float[] warm = model.Decoder.Logits.ToArray();
        model.Decoder.Rollback(0);
        model.Decoder.Prefill(prompt, CancellationToken.None);
        Assert.InRange(TestPrompts.Difference(model.Decoder.Logits, warm), 0, Rounding);
    }

    private static float[][] Replay(VisionLanguageModel model, DecoderPrompt prompt, int from)
    {
        model.Decoder.Rollback(from);
        model.Decoder.Prefill(prompt, CancellationToken.None);
        return [model.Decoder.Logits.ToArray(), .. Steps(model, prompt)];
    }

    private static float[][] Steps(VisionLanguageModel model, DecoderPrompt prompt) =>
        [.. Enumerable.Range(0, 8).Select(i => model.Decoder.Step(100 + i, prompt.NextPosition + i).ToArray())];
}
