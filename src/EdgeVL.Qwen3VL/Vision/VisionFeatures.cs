using EdgeVL.Qwen3VL.Runtime;

namespace EdgeVL.Qwen3VL.Vision;

/// <summary>What the vision encoder made of one picture or temporal patch; dispose when no prompt needs it any more.</summary>
/// <remarks>The session may hand the same features out again for the same pixels; the memory goes back when the last holder lets go.</remarks>
public sealed class VisionFeatures : IDisposable
{
    private readonly FeaturePool pool;
    private readonly int width;
    private int holders;

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

    internal long Bytes => Memory.Length * sizeof(float);

    /// <summary>Rows for the decoder's layer <paramref name="level"/>, [Tokens, H].</summary>
    public ReadOnlySpan<float> DeepStack(int level) => Level(level);

    /// <summary>Lets go of the features.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref holders) == 0)
        {
            pool.Return(this);
        }
    }

    /// <summary>Adds a holder, who will dispose.</summary>
    internal VisionFeatures Hold()
    {
        Interlocked.Increment(ref holders);
        return this;
    }

    private Span<float> Level(int level) => Memory.Span.Slice((level + 1) * Tokens * width, Tokens * width);
}
