using System.Numerics;
using System.Runtime.CompilerServices;

namespace EdgeVL.Qwen3VL.Tokenizing;

/// <summary>What two neighbouring tokens become, and how early: the merges of a byte-pair encoding, ranked.</summary>
/// <remarks>Compiled at once: a load is over before tiered compilation would notice its loops.</remarks>
internal sealed class MergeTable
{
    private readonly Entry[] entries;

    /// <summary>Makes an empty table.</summary>
    /// <param name="expectedMerges">How many merges will be added at most.</param>
    public MergeTable(int expectedMerges) => entries = new Entry[BitOperations.RoundUpToPowerOf2((uint)Math.Max(2 * expectedMerges, 16))];

    /// <summary>Adds a merge; a pair that is there keeps its earlier, lower rank.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(int left, int right, int rank, int token)
    {
        ref Entry entry = ref EntryOf(Key(left, right));
        if (entry.Key == 0)
        {
            entry = new Entry(Key(left, right), rank, token);
        }
    }

    /// <summary>Rank of the pair, 0 the earliest; <see cref="int.MaxValue"/> where the two never merge.</summary>
    public int Rank(int left, int right)
    {
        ref Entry entry = ref EntryOf(Key(left, right));
        return entry.Key == 0 ? int.MaxValue : entry.Rank;
    }

    /// <summary>The token that a pair with a rank becomes.</summary>
    public int Merge(int left, int right) => EntryOf(Key(left, right)).Token;

    // One is added so that no key is zero, the mark of a free entry.
    private static ulong Key(int left, int right) => (((ulong)(uint)left << 32) | (uint)right) + 1;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ref Entry EntryOf(ulong key)
    {
        int mask = entries.Length - 1;
        int slot = (int)((key * 0x9E3779B97F4A7C15) >> 32) & mask;
        while (entries[slot].Key != 0 && entries[slot].Key != key)
        {
            slot = (slot + 1) & mask;
        }

        return ref entries[slot];
    }

    private readonly record struct Entry(ulong Key, int Rank, int Token);
}
