using System.Buffers;
using System.Text;
using System.Text.Unicode;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Qwen3VL.Tokenizing;

/// <summary>Text to tokens and back: the byte-level BPE of the Qwen3 family. Immutable, safe on any thread.</summary>
public sealed class Tokenizer
{
    // .NET throws where it should normalise this one code point, which composes with nothing.
    private const char Refused = '\uFFFE';

    private readonly Vocabulary vocabulary;
    private readonly BytePairEncoder encoder;
    private readonly Dictionary<string, AddedToken> addedByText;
    private readonly Dictionary<int, AddedToken> addedById;
    private readonly AddedToken[] longestFirst;
    private readonly SearchValues<string> addedTexts;

    private Tokenizer(TokenizerFile file, int[] byteTokens)
    {
        vocabulary = file.Vocabulary;
        encoder = new BytePairEncoder(file.Merges, byteTokens);
        AddedTokens = [.. file.AddedTokens];
        addedByText = file.AddedTokens.ToDictionary(static token => token.Text, StringComparer.Ordinal);
        addedById = file.AddedTokens.ToDictionary(static token => token.Id);
        longestFirst = [.. file.AddedTokens.OrderByDescending(static token => token.Text.Length)];
        addedTexts = SearchValues.Create([.. addedByText.Keys], StringComparison.Ordinal);
    }

    /// <summary>One more than the largest token id; the model's embedding table may have more rows than that.</summary>
    public int VocabularySize => vocabulary.Size;

    /// <summary>Bytes of the longest token.</summary>
    public int LongestToken => vocabulary.LongestToken;

    /// <summary>Control tokens and markers.</summary>
    public IReadOnlyList<AddedToken> AddedTokens { get; }

    /// <summary>Loads a <c>tokenizer.json</c>.</summary>
    /// <exception cref="FaultException"><see cref="FaultCode.TokenizerInvalid"/>: unreadable, or not a byte-level BPE of the Qwen form.</exception>
    public static Tokenizer Load(string path)
    {
        TokenizerFile file = TokenizerFile.Read(path);
        // .NET leaves text as it is, in silence, where it runs without ICU.
        if ("e\u0301".Normalize() != "\u00E9")
        {
            const string Remedy = "Install ICU (package libicu) and leave DOTNET_SYSTEM_GLOBALIZATION_INVARIANT unset.";
            throw TokenizerFault.In(path, "this system cannot bring text into Unicode form NFC", remedy: Remedy);
        }

        return FirstTwin(file.AddedTokens) is AddedToken twin
            ? throw TokenizerFault.In(path, $"its added token '{twin.Text}' ({twin.Id}) stands twice")
            : new Tokenizer(file, ByteTokens(file.Vocabulary, path));
    }

    /// <summary>Appends the tokens of <paramref name="text"/>; no token is added before or after them.</summary>
    /// <param name="text">Any text; a lone surrogate counts as U+FFFD.</param>
    /// <param name="tokens">Receives the tokens at its end.</param>
    /// <param name="recogniseAddedTokens">True only for trusted text: then <c>&lt;|im_end|&gt;</c> in it ends a turn. False: it is text.</param>
    public void Encode(ReadOnlySpan<char> text, List<int> tokens, bool recogniseAddedTokens = false)
    {
        if (recogniseAddedTokens)
        {
            while (FindAddedToken(text, out int start) is AddedToken added)
            {
                EncodeText(text[..start], tokens);
                tokens.Add(added.Id);
                text = text[(start + added.Text.Length)..];
            }
        }

        EncodeText(text, tokens);
    }

    /// <summary>The first added token in a text, the longest where several start there.</summary>
    /// <param name="text">Trusted text.</param>
    /// <param name="start">Receives where it starts.</param>
    public AddedToken? FindAddedToken(ReadOnlySpan<char> text, out int start)
    {
        start = longestFirst.Length == 0 ? -1 : text.IndexOfAny(addedTexts);
        if (start < 0)
        {
            return null;
        }

        foreach (AddedToken token in longestFirst)
        {
            if (text[start..].StartsWith(token.Text, StringComparison.Ordinal))
            {
                return token;
            }
        }

        return null;
    }

    /// <summary>Text of the tokens; bytes that are not UTF-8 become U+FFFD, unknown ids are left out.</summary>
    /// <param name="tokens">Token ids.</param>
    /// <param name="skipSpecial">True leaves control tokens out; markers such as <c>&lt;tool_call&gt;</c> stay in any case.</param>
    public string Decode(ReadOnlySpan<int> tokens, bool skipSpecial = true)
    {
        var text = new StringBuilder();
        var run = new ArrayBufferWriter<byte>(4 * tokens.Length + 1);
        foreach (int token in tokens)
        {
            if (!addedById.TryGetValue(token, out AddedToken? added))
            {
                run.Write(vocabulary[token]);
                continue;
            }

            // An added token ends what came before it, even in the middle of a character.
            text.Append(Encoding.UTF8.GetString(run.WrittenSpan));
            text.Append(skipSpecial && added.Special ? "" : added.Text);
            run.ResetWrittenCount();
        }

        return text.Append(Encoding.UTF8.GetString(run.WrittenSpan)).ToString();
    }

    /// <summary>Bytes that a token stands for: a part of a UTF-8 text, or an added token's literal; empty for an id without a token.</summary>
    public ReadOnlySpan<byte> TokenBytes(int token) => vocabulary[token];

    /// <summary>True for a control token, which is no part of the text that a reader sees.</summary>
    public bool IsSpecial(int token) => addedById.TryGetValue(token, out AddedToken? added) && added.Special;

    /// <summary>True for a control token or a marker.</summary>
    public bool IsAdded(int token) => addedById.ContainsKey(token);

    /// <summary>Finds the id of an added token by its whole literal text.</summary>
    public bool TryGetAddedToken(string text, out int token)
    {
        bool found = addedByText.TryGetValue(text, out AddedToken? added);
        token = found ? added!.Id : -1;
        return found;
    }

    /// <summary>Appends the tokens of one piece as the pre-tokeniser cut it: not normalised, no added token recognised.</summary>
    internal void EncodePiece(ReadOnlySpan<byte> piece, List<int> tokens) => encoder.Encode(piece, tokens);

    private static AddedToken? FirstTwin(List<AddedToken> tokens) =>
        tokens.Find(token => tokens.Exists(other => other != token && (other.Id == token.Id || other.Text == token.Text)));

    private static int[] ByteTokens(Vocabulary vocabulary, string path)
    {
        var tokens = new int[256];
        for (int value = 0; value < tokens.Length; value++)
        {
            if (!vocabulary.TryFind([(byte)value], out tokens[value]))
            {
                throw TokenizerFault.In(path, $"its vocab has no token for the byte {value} ('{ByteAlphabet.CharacterOf((byte)value)}')");
            }
        }

        return tokens;
    }

    private void EncodeText(ReadOnlySpan<char> text, List<int> tokens)
    {
        if (IsSurelyNormalized(text))
        {
            EncodeNormalized(text, tokens);
            return;
        }

        char[] wellFormed = ArrayPool<char>.Shared.Rent(text.Length);
        // NFC makes a text three times as long at the most.
        char[] composed = ArrayPool<char>.Shared.Rent(3 * text.Length);
        try
        {
            WellFormedText.Write(text, wellFormed.AsSpan(0, text.Length));
            int length = Compose(wellFormed.AsSpan(0, text.Length), composed);
            EncodeNormalized(composed.AsSpan(0, length), tokens);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(wellFormed);
            ArrayPool<char>.Shared.Return(composed);
        }
    }

    /// <summary>True where all characters are below U+0300: nothing there composes, and there are no surrogates.</summary>
    private static bool IsSurelyNormalized(ReadOnlySpan<char> text)
    {
        foreach (char character in text)
        {
            if (character >= '\u0300')
            {
                return false;
            }
        }

        return true;
    }

    private static int Compose(ReadOnlySpan<char> text, Span<char> composed)
    {
        int length = 0;
        while (!text.IsEmpty)
        {
            if (text[0] == Refused)
            {
                composed[length++] = Refused;
                text = text[1..];
                continue;
            }

            int end = text.IndexOf(Refused);
            ReadOnlySpan<char> part = end < 0 ? text : text[..end];
            part.TryNormalize(composed[length..], out int written);
            length += written;
            text = text[part.Length..];
        }

        return length;
    }

    private void EncodeNormalized(ReadOnlySpan<char> text, List<int> tokens)
    {
        Span<byte> onStack = stackalloc byte[256];
        while (!text.IsEmpty)
        {
            int length = PreTokenizer.FirstPiece(text);
            EncodePiece(text[..length], onStack, tokens);
            text = text[length..];
        }
    }

    private void EncodePiece(ReadOnlySpan<char> piece, Span<byte> buffer, List<int> tokens)
    {
        byte[]? rented = null;
        int most = Encoding.UTF8.GetMaxByteCount(piece.Length);
        if (most > buffer.Length)
        {
            rented = ArrayPool<byte>.Shared.Rent(most);
            buffer = rented;
        }

        Utf8.FromUtf16(piece, buffer, out _, out int count);
        encoder.Encode(buffer[..count], tokens);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
