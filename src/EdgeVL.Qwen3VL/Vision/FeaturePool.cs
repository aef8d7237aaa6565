namespace EdgeVL.Qwen3VL.Vision;

/// <summary>Feature memory by number of tokens, made once and reused.</summary>
internal sealed class FeaturePool(int width, int levels) : IDisposable
{
    // A camera repeats one size; more than this are stills of a batch, and their memory is let go.
    private const int Kept = 16;
    private const long KeptBytes = 128 << 20;

    private readonly Lock gate = new();
    private readonly List<VisionFeatures> free = [];
    private long freeBytes;
    private bool closed;

    /// <summary>Bytes that wait to be used again.</summary>
    public long FreeBytes => Interlocked.Read(ref freeBytes);

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
                freeBytes -= found.Bytes;
                return found.Hold();
            }
        }

        return new VisionFeatures(this, tokens, width, levels).Hold();
    }

    public void Return(VisionFeatures features)
    {
        lock (gate)
        {
            if (!closed)
            {
                free.Add(features);
                freeBytes += features.Bytes;
                DropOldest();
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
            freeBytes = 0;
        }
    }

    private void DropOldest()
    {
        while (free.Count > Kept || (freeBytes > KeptBytes && free.Count > 0))
        {
            freeBytes -= free[0].Bytes;
            free[0].Memory.Dispose();
            free.RemoveAt(0);
        }
    }
}
