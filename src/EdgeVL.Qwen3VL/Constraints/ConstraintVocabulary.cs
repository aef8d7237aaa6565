using System.Text.Unicode;
using EdgeVL.Qwen3VL.Constraints.Vocabularies;
using EdgeVL.Qwen3VL.Tokenizing;

namespace EdgeVL.Qwen3VL.Constraints;

/// <summary>A tokenizer's tokens as constraints need them, with the masks last used; made once a tokenizer. Safe on any thread.</summary>
public sealed class ConstraintVocabulary
{
    /// <summary>Code points that nearly all tokens of <see cref="Remainder"/> stay within.</summary>
    internal const int ShortRun = 3;

    private readonly bool[] isStop;

    /// <summary>Sorts the tokens; some tens of milliseconds for 150,000 of them.</summary>
    /// <param name="tokenizer">The tokenizer; its added tokens never stand in an answer.</param>
    /// <param name="rows">Number of logits; at least as many as there are tokens.</param>
    /// <param name="stopTokens">Tokens that end an answer.</param>
    /// <param name="cachedMasks">Masks that are kept for all constraints together, one bit a row each. Default 256.</param>
    public ConstraintVocabulary(Tokenizer tokenizer, int rows, IReadOnlyList<int> stopTokens, int cachedMasks = 256)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, tokenizer.VocabularySize);
        Tokenizer = tokenizer;
        Rows = rows;
        StopTokens = [.. stopTokens];
        isStop = new bool[rows];
        foreach (int stop in stopTokens)
        {
            isStop[stop] = true;
        }

        // The last bit is no token's: walks set it where no token ends.
        WordCount = Math.Max((rows + 63) / 64, (tokenizer.VocabularySize + 64) / 64);
        int[] tokens =
        [
            .. Enumerable
                .Range(0, tokenizer.VocabularySize)
                .Where(token => !tokenizer.IsAdded(token) && !isStop[token] && tokenizer.TokenBytes(token).Length > 0),
        ];
        (int Token, int CodePoints)[] body =
        [
            .. tokens.Select(token => (token, BodyLength(tokenizer.TokenBytes(token)))).Where(static entry => entry.Item2 > 0),
        ];
        Body = new BodySlices(body, WordCount);
        Trie = new TokenTrie(tokenizer, tokens, NoToken);
        int[] others = [.. tokens.Except(body.Select(static entry => entry.Token))];
        Others = new TokenTrie(tokenizer, others, NoToken);
        Remainder = new TokenTrie(tokenizer, others.Where(token => !HasControl(tokenizer.TokenBytes(token))), NoToken);
        LongestToken = tokens.Max(token => tokenizer.TokenBytes(token).Length);
        Characters = tokens.Max(token => CodePoints(tokenizer.TokenBytes(token)));
        RemainderCharacters = Remainder.Count == 1 ? 0 : Remainder.Tokens.Max(token => LongestRun(tokenizer.TokenBytes(token)));
        LongRemainder = [.. Remainder.Tokens.Where(token => LongestRun(tokenizer.TokenBytes(token)) > ShortRun)];
        MostCommas = tokens.Max(token => Commas(tokenizer.TokenBytes(token)));
        Masks = new MaskCache(cachedMasks, WordCount);
    }

    /// <summary>Number of logits.</summary>
    public int Rows { get; }

    /// <summary>Most bytes that all of this can take: the tokens, and masks for whatever number of constraints.</summary>
    public long LargestSize => Trie.Size + Remainder.Size + Others.Size + Body.LargestSize + Masks.LargestSize + isStop.Length;

    internal Tokenizer Tokenizer { get; }

    internal int[] StopTokens { get; }

    internal int WordCount { get; }

    internal int NoToken => (64 * WordCount) - 1;

    /// <summary>All tokens of text.</summary>
    internal TokenTrie Trie { get; }

    /// <summary>Other tokens that may stand in JSON: with quotes and backslashes, or with parts of characters, but no control character.</summary>
    internal TokenTrie Remainder { get; }

    /// <summary>All tokens that are not in <see cref="Body"/>, those with control characters too; for answers that are no JSON.</summary>
    internal TokenTrie Others { get; }

    /// <summary>Tokens that may stand inside any string.</summary>
    internal BodySlices Body { get; }

    internal MaskCache Masks { get; }

    /// <summary>Bytes of the longest token.</summary>
    internal int LongestToken { get; }

    /// <summary>Most code points of a token.</summary>
    internal int Characters { get; }

    /// <summary>The few tokens of <see cref="Remainder"/> that add more than <see cref="ShortRun"/> code points to one JSON string.</summary>
    internal int[] LongRemainder { get; }

    /// <summary>Most code points that a token of <see cref="Remainder"/> adds to one JSON string, where it begins inside one.</summary>
    internal int RemainderCharacters { get; }

    /// <summary>Most commas of a token that could each begin an item: an item has at least one byte.</summary>
    internal int MostCommas { get; }

    /// <summary>The longest allowed token that <paramref name="text"/> begins with; a stop token where the text is at its end.</summary>
    /// <exception cref="ArgumentException">The text does not go on as <paramref name="allowed"/> asks.</exception>
    public int LongestAllowed(TokenMask allowed, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return StopTokens.First(allowed.Contains);
        }

        int best = -1;
        for (int token = 0; token < Tokenizer.VocabularySize; token++)
        {
            ReadOnlySpan<byte> bytes = allowed.Contains(token) && !IsStop(token) ? Tokenizer.TokenBytes(token) : [];
            if (bytes.Length > 0 && (best < 0 || bytes.Length > Tokenizer.TokenBytes(best).Length) && text.StartsWith(bytes))
            {
                best = token;
            }
        }

        return best >= 0 ? best : throw new ArgumentException("The text is not one that the constraint allows.", nameof(text));
    }

    internal TokenMask NewMask() => new(WordCount);

    /// <summary>Whether a token ends an answer.</summary>
    internal bool IsStop(int token) => (uint)token < (uint)isStop.Length && isStop[token];

    /// <summary>Bytes of a token of text; empty for any other.</summary>
    internal ReadOnlySpan<byte> TextOf(int token) => Tokenizer.IsAdded(token) || IsStop(token) ? [] : Tokenizer.TokenBytes(token);

    // Code points of a token that is whole characters, none of which is escaped in JSON; 0 for any other.
    private static int BodyLength(ReadOnlySpan<byte> bytes)
    {
        if (HasControl(bytes) || bytes.ContainsAny((byte)'"', (byte)'\\') || !Utf8.IsValid(bytes))
        {
            return 0;
        }

        return CodePoints(bytes);
    }

    private static bool HasControl(ReadOnlySpan<byte> bytes) => bytes.ContainsAnyInRange((byte)0, (byte)0x1F);

    private static int CodePoints(ReadOnlySpan<byte> bytes)
    {
        int count = 0;
        foreach (byte value in bytes)
        {
            count += (value & 0xC0) == 0x80 ? 0 : 1;
        }

        return count;
    }

    // Code points inside a string, for a token that begins in one and may end it and begin others; the most of any of them.
    // Its first byte may be what a backslash before it began; a quote ends nothing then.
    private static int LongestRun(ReadOnlySpan<byte> bytes) =>
        Math.Max(LongestPlainRun(bytes), "\"\\bfnrt"u8.Contains(bytes[0]) ? LongestPlainRun(bytes[1..]) : 0);

    private static int LongestPlainRun(ReadOnlySpan<byte> bytes)
    {
        int longest = 0;
        int run = 0;
        bool inString = true;
        for (int i = 0; i < bytes.Length; i++)
        {
            (run, inString) = bytes[i] == '"' ? (0, !inString) : (run + (inString && (bytes[i] & 0xC0) != 0x80 ? 1 : 0), inString);
            longest = Math.Max(longest, run);
            i += inString && bytes[i] == '\\' ? 1 : 0;
        }

        return longest;
    }

    private static int Commas(ReadOnlySpan<byte> bytes)
    {
        int count = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            count += bytes[i] == ',' && (i == 0 || bytes[i - 1] != ',') ? 1 : 0;
        }

        return count;
    }
}
