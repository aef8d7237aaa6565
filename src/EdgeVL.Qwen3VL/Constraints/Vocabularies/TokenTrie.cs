using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using EdgeVL.Qwen3VL.Tokenizing;

namespace EdgeVL.Qwen3VL.Constraints.Vocabularies;

/// <summary>The byte strings of tokens as a tree in depth-first order: a subtree is a stretch of the arrays. Immutable.</summary>
internal sealed class TokenTrie
{
    /// <summary>Deepest node; longer tokens are left out, and no answer needs them.</summary>
    public const int Deepest = byte.MaxValue;

    private readonly uint[] words; // token << 8 | byte; node 0 is the root
    private readonly int[] ends; // past the subtree
    private readonly byte[] depths;
    private readonly int[] roots = new int[256]; // child of the root for a byte; 0 for none

    /// <summary>Builds the tree.</summary>
    /// <param name="tokenizer">Knows the bytes.</param>
    /// <param name="tokens">Tokens with distinct bytes, none empty.</param>
    /// <param name="noToken">Stands at nodes where no token ends.</param>
    public TokenTrie(Tokenizer tokenizer, IEnumerable<int> tokens, int noToken)
    {
        int[] sorted = Sorted(tokenizer, [.. tokens.Where(token => tokenizer.TokenBytes(token).Length <= Deepest)]);
        var writer = new Writer(noToken);
        foreach (int token in sorted)
        {
            writer.Add(tokenizer.TokenBytes(token), token);
        }

        (words, ends, depths) = writer.Finish();
        NoToken = noToken;
        for (int node = 1; node < words.Length; node = ends[node])
        {
            roots[(byte)words[node]] = node;
        }
    }

    /// <summary>Number of nodes, the root included.</summary>
    public int Count => words.Length;

    /// <summary>What stands at nodes where no token ends.</summary>
    public int NoToken { get; }

    /// <summary>The tokens, by their bytes.</summary>
    public IEnumerable<int> Tokens => words.Select(static word => (int)(word >> 8)).Where(token => token != NoToken);

    /// <summary>Token and byte of each node.</summary>
    public uint[] Words => words;

    /// <summary>The node past the subtree of each node.</summary>
    public int[] Ends => ends;

    /// <summary>Depth of each node; a child of the root has 1.</summary>
    public byte[] Depths => depths;

    /// <summary>Bytes of memory.</summary>
    public long Size => (sizeof(uint) + sizeof(int) + sizeof(byte)) * (long)words.Length;

    /// <summary>Child of the root for a byte, or 0.</summary>
    public int Root(byte value) => roots[value];

    /// <summary>Token that ends at <paramref name="node"/>, or <see cref="NoToken"/>.</summary>
    public int TokenAt(int node) => (int)(words[node] >> 8);

    /// <summary>Child of <paramref name="node"/> (0 is the root) for a byte, or 0.</summary>
    public int Child(int node, byte value)
    {
        if (node == 0)
        {
            return roots[value];
        }

        for (int child = node + 1; child < ends[node]; child = ends[child])
        {
            if ((byte)words[child] == value)
            {
                return child;
            }
        }

        return 0;
    }

    // By the first eight bytes as one number, which settles nearly all; then by the rest.
    private static int[] Sorted(Tokenizer tokenizer, int[] tokens)
    {
        var keys = new ulong[tokens.Length];
        for (int i = 0; i < tokens.Length; i++)
        {
            keys[i] = Key(tokenizer.TokenBytes(tokens[i]));
        }

        Array.Sort(keys, tokens);
        for (int start = 0, end; start < keys.Length; start = end)
        {
            for (end = start + 1; end < keys.Length && keys[end] == keys[start]; end++) { }

            if (end - start > 1)
            {
                tokens.AsSpan(start..end).Sort((left, right) => tokenizer.TokenBytes(left).SequenceCompareTo(tokenizer.TokenBytes(right)));
            }
        }

        return tokens;
    }

    private static ulong Key(ReadOnlySpan<byte> bytes)
    {
        Span<byte> padded = stackalloc byte[sizeof(ulong)];
        padded.Clear();
        bytes[..Math.Min(bytes.Length, sizeof(ulong))].CopyTo(padded);
        return BinaryPrimitives.ReadUInt64BigEndian(padded);
    }

    /// <summary>Writes nodes as sorted tokens come.</summary>
    private sealed class Writer(int noToken)
    {
        private readonly List<uint> words = [(uint)noToken << 8];
        private readonly List<int> ends = [0];
        private readonly List<byte> depths = [0];
        private readonly int[] path = new int[Deepest + 1]; // open node at each depth
        private int depth;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Add(ReadOnlySpan<byte> bytes, int token)
        {
            int common = 0;
            while (common < depth && common < bytes.Length && (byte)words[path[common + 1]] == bytes[common])
            {
                common++;
            }

            CloseTo(common);
            for (; depth < bytes.Length; depth++)
            {
                path[depth + 1] = words.Count;
                words.Add(((uint)noToken << 8) | bytes[depth]);
                ends.Add(0);
                depths.Add((byte)(depth + 1));
            }

            words[path[depth]] = ((uint)token << 8) | bytes[^1];
        }

        public (uint[] Words, int[] Ends, byte[] Depths) Finish()
        {
            CloseTo(0);
            ends[0] = words.Count;
            return ([.. words], [.. ends], [.. depths]);
        }

        private void CloseTo(int open)
        {
            for (; depth > open; depth--)
            {
                ends[path[depth]] = words.Count;
            }
        }
    }
}
