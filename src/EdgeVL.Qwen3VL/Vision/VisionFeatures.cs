using EdgeVL.Qwen3VL.Runtime;

namespace EdgeVL.Qwen3VL.Vision;

/// <summary>What the vision encoder made of one picture or temporal patch; dispose gives the memory back.</summary>
public sealed class VisionFeatures : IDisposable
{
    private readonly FeaturePool pool;
    private readonly int width;

    internal VisionFeatures(FeaturePool pool, int tokens, int width, int levels)
    {
        this.pool = pool;
        this.width = width;
        Tokens = tokens;
        Levels = levels;
        Memory = new NativeBuffer<float>((long)tokens * width * (levels + 1));
    }

    /// <summary>Rows of each level.</summary>
    public int Tokens { get; }

    /// <summary>Number of DeepStack levels.</summary>
    public int Levels { get; }

    /// <summary>Names the pixels these features were made from; equal keys mean equal features.</summary>
    public UInt128 Key { get; internal set; }

    /// <summary>Rows for the decoder's input, [Tokens, H].</summary>
    public ReadOnlySpan<float> Embeddings => Level(-1);

    internal NativeBuffer<float> Memory { get; }

    /// <summary>Rows for the decoder's layer <paramref name="level"/>, [Tokens, H].</summary>
    public ReadOnlySpan<float> DeepStack(int level) => Level(level);

    /// <summary>Gives the memory back to the session that made it.</summary>
    public void Dispose() => pool.Return(this);

    private Span<float> Level(int level) => Memory.Span.Slice((level + 1) * Tokens * width, Tokens * width);
}

/// <summary>Feature memory by number of tokens, made once and reused.</summary>
internal sealed class FeaturePool(int width, int levels) : IDisposable
{
    // A camera repeats one size; more sizes than this are stills of a batch, and their memory is let go.
    private const int Kept = 16;

    private readonly Lock gate = new();
    private readonly List<VisionFeatures> free = [];
    private bool closed;

    public VisionFeatures Rent(int tokens)
    {
        lock (gate)
        {
            int index = free.FindIndex(features => features.Tokens == tokens);
            if (index >= 0)
            {
                VisionFeatures found = free[index];
                free.RemoveAt(index);
                return found;
            }
        }

        return new VisionFeatures(this, tokens, width, levels);
    }

    public void Return(VisionFeatures features)
    {
        lock (gate)
        {
            if (!closed && free.Count < Kept && !free.Contains(features))
            {
                free.Add(features);
                return;
            }
        }

        features.Memory.Dispose();
    }

    public void Dispose()
    {
        lock (gate)
        {
            closed = true;
            free.ForEach(static features => features.Memory.Dispose());
            free.Clear();
        }
    }
}
