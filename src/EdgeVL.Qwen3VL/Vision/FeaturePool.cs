namespace EdgeVL.Qwen3VL.Vision;

/// <summary>Feature memory by number of tokens, made once and reused.</summary>
internal sealed class FeaturePool(int width, int levels) : IDisposable
{
    // A camera repeats one size; more sizes than this are stills of a batch, and their memory is let go.
    private const int Kept = 16;

    private readonly Lock gate = new();
    private readonly List<VisionFeatures> free = [];
    private bool closed;

    /// <summary>Memory for <paramref name="tokens"/> rows, with one holder.</summary>
    public VisionFeatures Rent(int tokens)
    {
        lock (gate)
        {
            int index = free.FindIndex(features => features.Tokens == tokens);
            if (index >= 0)
            {
                VisionFeatures found = free[index];
                free.RemoveAt(index);
                return found.Hold();
            }
        }

        return new VisionFeatures(this, tokens, width, levels).Hold();
    }

    public void Return(VisionFeatures features)
    {
        lock (gate)
        {
            if (!closed && free.Count < Kept)
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
