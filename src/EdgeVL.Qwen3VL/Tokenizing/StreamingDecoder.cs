using System.Text;

namespace EdgeVL.Qwen3VL.Tokenizing;

/// <summary>Text of tokens as they come: a character that ends in a later token is held back until it is whole.</summary>
/// <param name="tokenizer">Whose tokens they are.</param>
/// <param name="skipSpecial">As in <see cref="Tokenizer.Decode"/>, with whose text all parts together agree.</param>
/// <remarks>At most three bytes are held. One stream at a time; nothing is allocated per token.</remarks>
public sealed class StreamingDecoder(Tokenizer tokenizer, bool skipSpecial = true)
{
    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();

    // Each byte becomes one UTF-16 unit at most; held bytes may come out as U+FFFD before a token's own text.
    private readonly char[] text = new char[tokenizer.LongestToken + 8];

    /// <summary>Takes the next token.</summary>
    /// <returns>The text that it completes, often empty; valid until the next call.</returns>
    public ReadOnlySpan<char> Append(int token)
    {
        ReadOnlySpan<byte> bytes = tokenizer.TokenBytes(token);
        if (!tokenizer.IsAdded(token))
        {
            return text.AsSpan(0, decoder.GetChars(bytes, text, flush: false));
        }

        int held = decoder.GetChars([], text, flush: true);
        bool skipped = skipSpecial && tokenizer.IsSpecial(token);
        int own = skipped ? 0 : Encoding.UTF8.GetChars(bytes, text.AsSpan(held));
        return text.AsSpan(0, held + own);
    }

    /// <summary>Ends the stream: what is held comes out as U+FFFD. Valid until the next call.</summary>
    public ReadOnlySpan<char> Flush() => text.AsSpan(0, decoder.GetChars([], text, flush: true));

    /// <summary>Forgets what is held, for a new stream.</summary>
    public void Reset() => decoder.Reset();
}
