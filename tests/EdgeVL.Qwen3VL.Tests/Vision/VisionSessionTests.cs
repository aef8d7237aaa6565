using EdgeVL.ModelBuilder.Building;
using EdgeVL.Qwen3VL.Tests.Support;
using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Qwen3VL.Tests.Vision;

public sealed class VisionSessionTests(BuiltModels models)
{
    [Fact]
    public void The_same_pixels_are_encoded_once()
    {
        using VisionLanguageModel model = BuiltModels.Load(models.Tiny);
        using EncodedPicture first = TestPrompts.Encode(model, 120, 90, 1);
        using EncodedPicture again = TestPrompts.Encode(model, 120, 90, 1);
        Assert.Same(first.Features, again.Features);
    }

    [Fact]
    public void Other_pixels_never_get_the_features_of_these()
    {
        using VisionLanguageModel model = BuiltModels.Load(models.Tiny);
        byte[] pixels = TestPrompts.Pixels(128, 96, 1);
        using EncodedPicture first = Encode(model, pixels, 128, 96);
        float[] features = first.Features.Embeddings.ToArray();
        pixels[3 * 128 * 50] ^= 1;
        using EncodedPicture other = Encode(model, pixels, 128, 96);
        Assert.NotSame(first.Features, other.Features);
        Assert.NotEqual(first.Features.Key, other.Features.Key);
        Assert.NotEqual(features, other.Features.Embeddings.ToArray());
        Assert.Equal(features, first.Features.Embeddings.ToArray()); // whoever holds them keeps them
    }

    [Fact]
    public void The_same_bytes_in_another_shape_are_another_picture()
    {
        using VisionLanguageModel model = BuiltModels.Load(models.Tiny);
        byte[] grey = new byte[3 * 128 * 64];
        using EncodedPicture wide = Encode(model, grey, 128, 64);
        using EncodedPicture tall = Encode(model, grey, 64, 128);
        Assert.Equal(wide.Grid.PatchCount, tall.Grid.PatchCount);
        Assert.NotEqual(wide.Features.Key, tall.Features.Key);
        Assert.NotEqual(wide.Features.Embeddings.ToArray(), tall.Features.Embeddings.ToArray());
    }

    [Fact]
    public void Forgotten_and_pushed_out_pictures_are_encoded_again_to_the_same_features()
    {
        using VisionLanguageModel model = BuiltModels.Load(models.Tiny);
        using EncodedPicture first = TestPrompts.Encode(model, 120, 90, 1);
        float[] features = first.Features.Embeddings.ToArray();
        for (int seed = 2; seed < 12; seed++)
        {
            TestPrompts.Encode(model, 120, 90, seed).Dispose();
        }

        using EncodedPicture again = TestPrompts.Encode(model, 120, 90, 1);
        Assert.NotSame(first.Features, again.Features);
        Assert.Equal(features, again.Features.Embeddings.ToArray());
        model.Vision.Forget();
        using EncodedPicture third = TestPrompts.Encode(model, 120, 90, 1);
        Assert.NotSame(again.Features, third.Features);
        Assert.Equal(features, third.Features.Embeddings.ToArray());
    }

    [Fact]
    public void Memory_that_nobody_holds_any_more_is_used_again()
    {
        using VisionLanguageModel model = BuiltModels.Load(models.Tiny);
        var used = new HashSet<VisionFeatures>(ReferenceEqualityComparer.Instance);
        for (int seed = 0; seed < 40; seed++)
        {
            using EncodedPicture picture = TestPrompts.Encode(model, 120, 90, seed);
            used.Add(picture.Features);
        }

        // Four are kept for the same pixels, one is in use.
        Assert.InRange(used.Count, 1, 6);
    }

    [Fact]
    public void Many_sizes_do_not_pile_up()
    {
        using VisionLanguageModel model = BuiltModels.Load(models.Tiny);
        for (int i = 0; i < 60; i++)
        {
            TestPrompts.Encode(model, 40 + (i * 7 % 300), 40 + (i * 11 % 280), i).Dispose();
        }

        // 384 patches are the most that this model takes: eight sizes of them, and twenty times their features.
        long patches = 384L * 1536 * sizeof(float);
        long features = 96L * 96 * 4 * sizeof(float);
        Assert.InRange(model.Vision.IdleBytes, 1, (8 * patches) + (20 * features));
    }

    [Fact]
    public void Large_pictures_leave_no_more_than_the_memory_of_a_few()
    {
        var pool = new FeaturePool(width: 1024, levels: 3);
        const int tokens = 2048; // 32 MB each
        VisionFeatures[] held = [.. Enumerable.Range(0, 10).Select(_ => pool.Rent(tokens))];
        Array.ForEach(held, static features => features.Dispose());
        Assert.InRange(pool.FreeBytes, 1, 128L << 20);
        Assert.Contains(pool.Rent(tokens), held);
        pool.Dispose();
        Assert.Equal(0, pool.FreeBytes);
    }

    [Fact]
    public async Task Cancelled_while_it_encodes_it_stops_and_goes_on_afterwards()
    {
        using VisionLanguageModel model = BuiltModels.Load(models.Nano(Precision.Fp32), context: 4096);
        var budget = new PixelBudget(1_000_000, 2_000_000);
        byte[] pixels = TestPrompts.Pixels(1280, 960, 5);
        for (int milliseconds = 1; milliseconds < 200; milliseconds *= 4)
        {
            using var source = new CancellationTokenSource();
            Task cancelled = Task.Run(
                async () =>
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, CancellationToken.None);
                    await source.CancelAsync();
                },
                TestContext.Current.CancellationToken
            );
            Assert.ThrowsAny<OperationCanceledException>(() =>
                model.Encode(TestPrompts.View(pixels, 1280, 960), budget, source.Token).Dispose()
            );
            await cancelled;
        }

        using EncodedPicture after = TestPrompts.Encode(model, 320, 224, 1);
        float[] features = after.Features.Embeddings.ToArray();
        model.Vision.Forget();
        using EncodedPicture fresh = TestPrompts.Encode(model, 320, 224, 1);
        Assert.Equal(fresh.Features.Embeddings.ToArray(), features);
    }

    private static EncodedPicture Encode(VisionLanguageModel model, byte[] pixels, int width, int height) =>
        model.Encode(TestPrompts.View(pixels, width, height), budget: null, CancellationToken.None);
}
