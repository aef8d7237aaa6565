using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using EdgeVL.Qwen3VL.Constraints.Automata;

namespace EdgeVL.Qwen3VL.Constraints.Vocabularies;

/// <summary>Finds the tokens that may follow by walking tokens and automaton together. One thread at a time; its memory is made once.</summary>
internal sealed class MaskWalker
{
    private const int CountShift = 8;

    private readonly ushort[] rows = new ushort[TokenTrie.Deepest + 1];

    // Counters change on few bytes. At each depth: the code points of the open string, and below them the depth whose commas hold.
    private readonly uint[] counts = new uint[TokenTrie.Deepest + 1];
    private readonly Configuration[] commas = new Configuration[TokenTrie.Deepest + 1];
    private int horizon;

    /// <summary>Nodes that the last walk looked at.</summary>
    public int Visited { get; private set; }

    /// <summary>Sets the bit of every token of <paramref name="trie"/> that may follow <paramref name="start"/>, and that of no token.</summary>
    /// <param name="automaton">The constraint.</param>
    /// <param name="start">Where the answer stands.</param>
    /// <param name="trie">The tokens.</param>
    /// <param name="characters">Most code points that one of them has inside one string.</param>
    /// <param name="words">The mask.</param>
    public void Walk(ByteAutomaton automaton, in Configuration start, TokenTrie trie, int characters, Span<ulong> words)
    {
        horizon = characters;
        rows[0] = RowOf(automaton, start.State, start.Characters);
        WalkFrom(automaton, start, trie, words);
    }

    /// <summary>As <see cref="Walk"/>, as if the string that <paramref name="start"/> lies in were far from its bounds; others are not.</summary>
    public void WalkUnbounded(ByteAutomaton automaton, in Configuration start, TokenTrie trie, int characters, Span<ulong> words)
    {
        horizon = characters;
        rows[0] = automaton.Table.FarRow(start.State);
        WalkFrom(automaton, start, trie, words);
    }

    private void WalkFrom(ByteAutomaton automaton, in Configuration start, TokenTrie trie, Span<ulong> words)
    {
        commas[0] = start;
        counts[0] = (uint)start.Characters << CountShift;
        Visited = 0;
        foreach (Edge edge in automaton.Edges(start.State))
        {
            for (int value = edge.First; value <= edge.Last; value++)
            {
                int root = trie.Root((byte)value);
                if (root != 0)
                {
                    WalkSubtree(automaton, trie, root, words);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WalkSubtree(ByteAutomaton automaton, TokenTrie trie, int root, Span<ulong> words)
    {
        ref uint nodes = ref MemoryMarshal.GetArrayDataReference(trie.Words);
        ref int ends = ref MemoryMarshal.GetArrayDataReference(trie.Ends);
        ref byte depths = ref MemoryMarshal.GetArrayDataReference(trie.Depths);
        ref ushort targets = ref MemoryMarshal.GetArrayDataReference(automaton.Table.Targets);
        ref ushort row = ref MemoryMarshal.GetArrayDataReference(rows);
        ref uint count = ref MemoryMarshal.GetArrayDataReference(counts);
        ref ulong word = ref MemoryMarshal.GetReference(words);
        int end = Unsafe.Add(ref ends, root);
        int visited = 0;

        // Every index below is one that the trie or the automaton was built with; checking each again would cost half the time.
        for (int node = root; node < end; visited++)
        {
            uint entry = Unsafe.Add(ref nodes, node);
            int depth = Unsafe.Add(ref depths, node);
            uint target = Unsafe.Add(ref targets, (Unsafe.Add(ref row, depth - 1) << 8) | (byte)entry);

            // Unknown is 0, Dead and what a counter has a say in are the largest: one comparison tells the plain moves.
            if (target - 1 < TransitionTable.Dead - 1)
            {
                Unsafe.Add(ref count, depth) = Unsafe.Add(ref count, depth - 1);
            }
            else
            {
                target = target == TransitionTable.Dead ? target : MoveWithCounters(automaton, depth, (byte)entry);
                if (target == TransitionTable.Dead)
                {
                    node = Unsafe.Add(ref ends, node);
                    continue;
                }
            }

            Unsafe.Add(ref row, depth) = (ushort)target;
            uint token = entry >> 8;
            Unsafe.Add(ref word, token >> 6) |= 1UL << (int)(token & 63);
            node++;
        }

        Visited += visited;
    }

    // The rarer moves: a row that is not filled yet, or one that counts.
    private ushort MoveWithCounters(ByteAutomaton automaton, int depth, byte value)
    {
        ushort target = automaton.Table.Move(rows[depth - 1], value);
        switch (target)
        {
            case TransitionTable.Counted:
                return MoveInString(automaton, depth, value, counts[depth - 1] + (1 << CountShift));
            case TransitionTable.Continued:
                return MoveInString(automaton, depth, value, counts[depth - 1]);
            case TransitionTable.Guarded:
                return MoveThroughBound(automaton, depth, value);
            default:
                counts[depth] = counts[depth - 1];
                return target;
        }
    }

    private ushort MoveInString(ByteAutomaton automaton, int depth, byte value, uint count)
    {
        TransitionTable table = automaton.Table;
        int target = table.StateOf(table.Move(table.FarRow(rows[depth - 1]), value));
        int characters = (int)(count >> CountShift);
        StringBound open = automaton.OpenString(target)!;
        if (!open.IsLive(target, characters))
        {
            return TransitionTable.Dead;
        }

        counts[depth] = count;
        return open.IsFar(characters, horizon) ? table.FarRow(target) : (ushort)target;
    }

    private ushort MoveThroughBound(ByteAutomaton automaton, int depth, byte value)
    {
        TransitionTable table = automaton.Table;
        int row = rows[depth - 1];
        int state = table.StateOf(row);
        automaton.TryFind(state, value, out Edge edge);

        ref Configuration behind = ref commas[depth];
        behind = commas[(byte)counts[depth - 1]];
        behind.State = (ushort)state;
        behind.Characters = (ushort)(counts[depth - 1] >> CountShift);
        if (table.IsFar(row))
        {
            // Nothing was counted on the way: the string is long enough to end and far from too long.
            behind.State = edge.Target;
            behind.Characters = 0;
        }
        else if (!automaton.TryTake(ref behind, edge))
        {
            return TransitionTable.Dead;
        }

        counts[depth] = ((uint)behind.Characters << CountShift) | (uint)depth;
        return RowOf(automaton, behind.State, behind.Characters);
    }

    private ushort RowOf(ByteAutomaton automaton, int state, int characters) =>
        automaton.OpenString(state) is { } open && open.IsFar(characters, horizon) ? automaton.Table.FarRow(state) : (ushort)state;
}
