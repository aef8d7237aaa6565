using EdgeVL.Qwen3VL.Prompt;
using EdgeVL.Qwen3VL.Text;
using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Qwen3VL.Tests.Support;

/// <summary>Prompts and pictures out of nothing but a seed.</summary>
internal static class TestPrompts
{
    private const int TextTokens = 2000; // below the control tokens of the small tokenizers

    /// <summary>Text of <paramref name="length"/> random tokens.</summary>
    public static DecoderPrompt Text(int length, int seed = 1)
    {
        var random = new Random(seed);
        int[] tokens = [.. Enumerable.Range(0, length).Select(_ => random.Next(TextTokens))];
        int[] positions = [.. Enumerable.Range(0, 3 * length).Select(i => i % length)];
        return new DecoderPrompt(tokens, positions, length, []);
    }

    /// <summary>The first tokens of a prompt, without pictures that do not fit whole.</summary>
    public static DecoderPrompt Head(this DecoderPrompt prompt, int length)
    {
        int[] positions =
        [
            .. Enumerable.Range(0, 3).SelectMany(axis => prompt.Positions.Slice(axis * prompt.Tokens.Length, length).ToArray()),
        ];
        VisionSpan[] spans = [.. prompt.Spans.Where(span => span.Start < length)];
        return new DecoderPrompt(prompt.Tokens[..length], positions, length, spans);
    }

    /// <summary>A question about a picture, with text before and behind.</summary>
    public static DecoderPrompt Ask(VisionLanguageModel model, EncodedPicture picture, string before, string behind) =>
        model.Compose([ChatMessage.User([new TextPart(before), new ImagePart(), new TextPart(behind)])], [picture], [], []);

    /// <summary>A picture of noise.</summary>
    public static EncodedPicture Encode(VisionLanguageModel model, int width, int height, int seed) =>
        model.Encode(View(Pixels(width, height, seed), width, height), budget: null, CancellationToken.None);

    public static PixelView View(byte[] pixels, int width, int height) => new(pixels, width, height, 3 * width, PixelOrder.Rgb);

    public static byte[] Pixels(int width, int height, int seed)
    {
        byte[] pixels = new byte[3 * width * height];
        new Random(seed).NextBytes(pixels);
        return pixels;
    }

    /// <summary>Largest difference relative to the largest magnitude.</summary>
    public static double Difference(ReadOnlySpan<float> expected, ReadOnlySpan<float> found)
    {
        Assert.Equal(expected.Length, found.Length);
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(expected[i]));
            difference = Math.Max(difference, Math.Abs(expected[i] - found[i]));
        }

        return difference / largest;
    }
}
