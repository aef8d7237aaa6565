using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace EdgeVL.Qwen3VL.Tokenizing;

/// <summary>Reads the <c>model</c> of a <c>tokenizer.json</c>: the vocabulary and the merges of a byte-level BPE.</summary>
/// <param name="path">The file, for faults.</param>
/// <remarks>Compiled at once: a load is over before tiered compilation would notice its loops.</remarks>
internal sealed class BpeModelReader(string path)
{
    /// <summary>Far above any vocabulary; keeps a broken id from asking for gigabytes.</summary>
    public const int LargestId = (1 << 22) - 1;

    private const int LongestEntry = 2048;

    private readonly byte[] text = new byte[LongestEntry];
    private readonly byte[] bytes = new byte[LongestEntry];
    private readonly byte[] joined = new byte[2 * LongestEntry];
    private int mergesStart = -1;
    private bool mergesRead;

    /// <summary>Bytes of every token.</summary>
    public Vocabulary Vocabulary { get; } = new();

    /// <summary>The ranked merges.</summary>
    public MergeTable Merges { get; private set; } = new(0);

    /// <summary>Reads the object that <paramref name="reader"/> stands on.</summary>
    /// <param name="reader">Reads <paramref name="json"/>.</param>
    /// <param name="json">The whole file.</param>
    public void Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            if (name == "vocab")
            {
                ReadVocabulary(ref reader);
            }
            else if (name == "merges" && Vocabulary.Size > 0)
            {
                ReadMerges(ref reader);
            }
            else if (name == "merges")
            {
                // The pairs are looked up in the vocabulary, which stands further down.
                mergesStart = (int)reader.TokenStartIndex;
                reader.Skip();
            }
            else
            {
                CheckSetting(ref reader, name);
            }
        }

        if (!mergesRead && mergesStart >= 0 && Vocabulary.Size > 0)
        {
            var late = new Utf8JsonReader(json[mergesStart..]);
            late.Read();
            ReadMerges(ref late);
        }

        if (!mergesRead)
        {
            throw TokenizerFault.In(path, "its model has no vocab or no merges");
        }
    }

    private void CheckSetting(ref Utf8JsonReader reader, string name)
    {
        bool known = name switch
        {
            "type" => reader.ValueTextEquals("BPE"),
            "dropout" or "unk_token" => reader.TokenType == JsonTokenType.Null,
            "continuing_subword_prefix" or "end_of_word_suffix" => reader.TokenType == JsonTokenType.Null || reader.ValueTextEquals(""),
            "fuse_unk" or "byte_fallback" or "ignore_merges" => reader.TokenType != JsonTokenType.True,
            _ => true,
        };
        if (!known)
        {
            throw TokenizerFault.In(
                path,
                $"its model's {name} is '{Encoding.UTF8.GetString(reader.ValueSpan)}', not that of a byte-level BPE"
            );
        }

        reader.Skip();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ReadVocabulary(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadOnlySpan<byte> entry = ReadEntry(ref reader);
            reader.Read();
            int id = reader.GetInt32();
            if (entry.IsEmpty || id is < 0 or > LargestId || !Vocabulary[id].IsEmpty)
            {
                throw TokenizerFault.In(path, $"its vocab entry {id} is empty, stands twice or is no proper id");
            }

            Vocabulary.TryAdd(id, entry);
        }

        if (Vocabulary.Index() is >= 0 and int twin)
        {
            throw TokenizerFault.In(path, $"its vocab entry {twin} has the bytes of another entry");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ReadMerges(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray || mergesRead)
        {
            throw TokenizerFault.In(path, "its merges are not one array");
        }

        mergesRead = true;
        Merges = new MergeTable(Vocabulary.Size);
        for (int rank = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; rank++)
        {
            int length = ReadMerge(ref reader, out int left);
            if (
                left <= 0
                || rank >= Vocabulary.Size
                || !Vocabulary.TryFind(joined.AsSpan(0, left), out int first)
                || !Vocabulary.TryFind(joined.AsSpan(left..length), out int second)
                || !Vocabulary.TryFind(joined.AsSpan(0, length), out int token)
            )
            {
                throw TokenizerFault.In(path, $"its merge {rank} is no pair of tokens whose union is a token");
            }

            Merges.Add(first, second, rank, token);
        }
    }

    /// <summary>Puts both halves of a merge into <see cref="joined"/>; both spellings: a pair, or one string with a space.</summary>
    /// <returns>Length of the two together; <paramref name="left"/> is 0 where it is neither.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int ReadMerge(ref Utf8JsonReader reader, out int left)
    {
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            reader.Read();
            left = Join(ReadEntry(ref reader), 0);
            reader.Read();
            int length = Join(ReadEntry(ref reader), left);
            reader.Read();
            left = reader.TokenType == JsonTokenType.EndArray ? left : 0;
            return length;
        }

        ReadOnlySpan<byte> both = TextOf(ref reader);
        int space = Math.Max(both.IndexOf((byte)' '), 0);
        left = Join(Translate(both[..space]), 0);
        return Join(Translate(both[Math.Min(space + 1, both.Length)..]), left);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Join(ReadOnlySpan<byte> half, int start)
    {
        half.CopyTo(joined.AsSpan(start));
        return start + half.Length;
    }

    /// <summary>Bytes that the string under the reader stands for; valid until the next call.</summary>
    private ReadOnlySpan<byte> ReadEntry(ref Utf8JsonReader reader) => Translate(TextOf(ref reader));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ReadOnlySpan<byte> TextOf(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName) || reader.ValueSpan.Length > LongestEntry)
        {
            throw TokenizerFault.In(path, $"an entry of its vocab or merges is no text of at most {LongestEntry} bytes");
        }

        return reader.ValueIsEscaped ? text.AsSpan(0, reader.CopyString(text)) : reader.ValueSpan;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ReadOnlySpan<byte> Translate(ReadOnlySpan<byte> entry)
    {
        int count = ByteAlphabet.Translate(entry, bytes);
        return count >= 0
            ? bytes.AsSpan(0, count)
            : throw TokenizerFault.In(path, $"its entry '{Encoding.UTF8.GetString(entry)}' has a character that stands for no byte");
    }
}
