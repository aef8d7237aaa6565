using System.Text;
using System.Text.Unicode;

namespace EdgeVL.Qwen3VL.Tokenizing;

/// <summary>Text of tokens as they come: a character that ends in a later token is held back until it is whole.</summary>
/// <param name="tokenizer">Whose tokens they are.</param>
/// <param name="skipSpecial">As in <see cref="Tokenizer.Decode"/>, with whose text all parts together agree.</param>
/// <remarks>At most three bytes are held. One stream at a time; nothing is allocated per token.</remarks>
public sealed class StreamingDecoder(Tokenizer tokenizer, bool skipSpecial = true)
{
    private const int MostHeld = 3;

    private readonly byte[] bytes = new byte[MostHeld + tokenizer.LongestToken];

    // A byte becomes one UTF-16 unit at most; what is held comes out before the text of an added token.
    private readonly char[] text = new char[MostHeld + tokenizer.LongestToken];
    private int held;

    /// <summary>Takes the next token.</summary>
    /// <returns>The text that it completes, often empty; valid until the next call.</returns>
    public ReadOnlySpan<char> Append(int token)
    {
        ReadOnlySpan<byte> own = tokenizer.TokenBytes(token);
        if (!tokenizer.IsAdded(token))
        {
            own.CopyTo(bytes.AsSpan(held));
            held += own.Length;
            return text.AsSpan(0, Convert(isFinal: false));
        }

        int count = Convert(isFinal: true);
        bool skipped = skipSpecial && tokenizer.IsSpecial(token);
        count += skipped ? 0 : Encoding.UTF8.GetChars(own, text.AsSpan(count));
        return text.AsSpan(0, count);
    }

    /// <summary>Ends the stream: what is held comes out as U+FFFD. Valid until the next call.</summary>
    public ReadOnlySpan<char> Flush() => text.AsSpan(0, Convert(isFinal: true));

    /// <summary>Forgets what is held, for a new stream.</summary>
    public void Reset() => held = 0;

    private int Convert(bool isFinal)
    {
        Utf8.ToUtf16(bytes.AsSpan(0, held), text, out int read, out int written, replaceInvalidSequences: true, isFinal);
        bytes.AsSpan(read, held - read).CopyTo(bytes);
        held -= read;
        return written;
    }
}
