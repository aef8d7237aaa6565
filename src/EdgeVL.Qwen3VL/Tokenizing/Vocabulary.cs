using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EdgeVL.Qwen3VL.Tokenizing;

/// <summary>Byte string of every token, and the token of a byte string.</summary>
/// <remarks>Compiled at once: a load is over before tiered compilation would notice its loops.</remarks>
internal sealed class Vocabulary
{
    private int[] slots = [];
    private byte[] bytes = new byte[1 << 16];
    private int used;
    private (int Start, int Length)[] spans = new (int, int)[1 << 12];

    /// <summary>One more than the largest id.</summary>
    public int Size { get; private set; }

    /// <summary>Length of the longest byte string.</summary>
    public int LongestToken { get; private set; }

    /// <summary>Bytes of <paramref name="token"/>; empty for an id that has none.</summary>
    public ReadOnlySpan<byte> this[int token] => (uint)token < (uint)Size ? bytes.AsSpan(spans[token].Start, spans[token].Length) : [];

    /// <summary>Adds a token; false where its id already has other bytes.</summary>
    /// <param name="token">Its id, not negative.</param>
    /// <param name="text">Its bytes, not empty.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryAdd(int token, ReadOnlySpan<byte> text)
    {
        if (this[token] is { Length: > 0 } taken)
        {
            return taken.SequenceEqual(text);
        }

        Reserve(token, text.Length);
        text.CopyTo(bytes.AsSpan(used));
        spans[token] = (used, text.Length);
        used += text.Length;
        Size = Math.Max(Size, token + 1);
        LongestToken = Math.Max(LongestToken, text.Length);
        return true;
    }

    /// <summary>Lets <see cref="TryFind"/> find the tokens added so far; later ones have bytes but are not found by them.</summary>
    /// <returns>A token whose bytes are those of an earlier one, or -1.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Index()
    {
        slots = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(2 * Size, 16))];
        for (int token = 0; token < Size; token++)
        {
            if (this[token].IsEmpty)
            {
                continue;
            }

            ref int slot = ref slots[SlotOf(this[token])];
            if (slot != 0)
            {
                return token;
            }

            slot = token + 1;
        }

        return -1;
    }

    /// <summary>Finds the token whose bytes are <paramref name="text"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryFind(ReadOnlySpan<byte> text, out int token)
    {
        token = slots[SlotOf(text)] - 1;
        return token >= 0;
    }

    private void Reserve(int token, int length)
    {
        if (token >= spans.Length)
        {
            Array.Resize(ref spans, Math.Max(token + 1, 2 * spans.Length));
        }

        if (used + length > bytes.Length)
        {
            Array.Resize(ref bytes, Math.Max(used + length, 2 * bytes.Length));
        }
    }

    /// <summary>The slot that holds <paramref name="text"/>, or the free one where it belongs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int SlotOf(ReadOnlySpan<byte> text)
    {
        int mask = slots.Length - 1;
        int slot = (int)Hash(text) & mask;
        while (slots[slot] != 0 && !this[slots[slot] - 1].SequenceEqual(text))
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static uint Hash(ReadOnlySpan<byte> text)
    {
        const ulong Multiplier = 0x9E3779B97F4A7C15;
        ulong hash = (ulong)text.Length;
        for (; text.Length >= sizeof(ulong); text = text[sizeof(ulong)..])
        {
            hash = BitOperations.RotateLeft((hash ^ MemoryMarshal.Read<ulong>(text)) * Multiplier, 29);
        }

        foreach (byte value in text)
        {
            hash = (hash ^ value) * Multiplier;
        }

        return (uint)((hash * Multiplier) >> 32);
    }
}
