using EdgeVL.Qwen3VL.Constraints;

namespace EdgeVL.Qwen3VL.Tests.Constraints.Support;

/// <summary>Logits that want anything but an answer.</summary>
internal sealed class StubbornModel
{
    /// <summary>What it may want.</summary>
    public static readonly string[] Kinds =
    [
        "random",
        "constant",
        "minus infinity",
        "plus infinity",
        "not a number",
        "long tokens",
        "single bytes",
        "never end",
        "quotes and backslashes",
        "digits",
        "half characters",
        "tails of characters",
        "letters of several bytes",
        "closing at once",
        "structure",
        "stop at once",
    ];

    private static readonly System.Buffers.SearchValues<byte> Structure = System.Buffers.SearchValues.Create("{}[]:,"u8);

    private readonly ConstraintVocabulary vocabulary;
    private readonly string kind;
    private readonly Random random;
    private readonly float[] wishes;
    private readonly float[] logits;

    public StubbornModel(ConstraintVocabulary vocabulary, string kind, int seed)
    {
        this.vocabulary = vocabulary;
        this.kind = kind;
        random = new Random(seed);
        wishes = [.. Enumerable.Range(0, vocabulary.Rows).Select(Wish)];
        logits = [.. wishes];
    }

    /// <summary>The next row; with a little noise, so that it does not always say the same.</summary>
    public ReadOnlySpan<float> Logits()
    {
        if (kind == "random" || random.Next(4) == 0)
        {
            for (int i = 0; i < 64; i++)
            {
                int token = random.Next(logits.Length);
                logits[token] = kind is "minus infinity" or "not a number" or "constant" ? wishes[token] : 10 * random.NextSingle();
            }
        }

        return logits;
    }

    private float Wish(int token)
    {
        ReadOnlySpan<byte> bytes = vocabulary.TextOf(token);
        return kind switch
        {
            "random" => 10 * random.NextSingle(),
            "constant" => 1,
            "minus infinity" => float.NegativeInfinity,
            "plus infinity" => random.Next(3) == 0 ? float.PositiveInfinity : 0,
            "not a number" => random.Next(2) == 0 ? float.NaN : random.NextSingle(),
            "long tokens" => bytes.Length,
            "single bytes" => 20 - bytes.Length + random.NextSingle(),
            "never end" => bytes.ContainsAny("\"]}"u8) || vocabulary.IsStop(token) ? -50 : random.NextSingle(),
            "quotes and backslashes" => bytes.ContainsAny("\"\\"u8) ? 20 + random.NextSingle() : 0,
            "digits" => bytes.ContainsAnyInRange((byte)'0', (byte)'9') || bytes.Contains((byte)',') ? 20 + random.NextSingle() : 0,
            "half characters" => bytes.Length > 0 && bytes[^1] >= 0x80 ? 20 + random.NextSingle() : 0,
            "tails of characters" => bytes.Length > 0 && (bytes[0] & 0xC0) == 0x80 ? 20 + random.NextSingle() : 0,
            "letters of several bytes" => bytes.IndexOfAnyInRange((byte)0xE0, (byte)0xF4) >= 0 ? 20 + bytes.Length : 0,
            "closing at once" => bytes.ContainsAny("\"]}"u8) ? 20 - bytes.Length : 0,
            "structure" => bytes.IndexOfAny(Structure) >= 0 ? 20 + random.NextSingle() : 0,
            _ => vocabulary.IsStop(token) ? 50 : random.NextSingle(),
        };
    }
}
