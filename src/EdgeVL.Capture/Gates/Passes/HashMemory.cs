namespace EdgeVL.Capture.Gates.Passes;

/// <summary>Hashes of the last 1,024 frames.</summary>
internal sealed class HashMemory
{
    /// <summary>Frames remembered.</summary>
    public const int Capacity = 1024;

    private readonly ulong[] ring = new ulong[Capacity];
    private int next,
        count;

    public void Clear() => (next, count) = (0, 0);

    /// <summary>Remembers a hash.</summary>
    /// <returns>How many frames ago the same was seen last: 1 for the frame before; 0 for never.</returns>
    public int Add(ulong hash)
    {
        int distance = Distance(hash);
        ring[next] = hash;
        next = (next + 1) % Capacity;
        count = Math.Min(count + 1, Capacity);
        return distance;
    }

    private int Distance(ulong hash)
    {
        int newer = ring.AsSpan(0, next).LastIndexOf(hash);
        if (newer >= 0)
        {
            return next - newer;
        }

        int older = count == Capacity ? ring.AsSpan(next).LastIndexOf(hash) : -1;
        return older < 0 ? 0 : Capacity - older;
    }
}
