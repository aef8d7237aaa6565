namespace EdgeVL.Capture.Frames;

/// <summary>A fixed number of frame buffers: renting neither waits nor allocates once each has been used.</summary>
/// <remarks>It is sized so that the reader always finds one: whatever consumers may hold, plus the newest frame and the one being written.</remarks>
internal sealed class FramePool : IDisposable
{
    private readonly Lock gate = new();
    private readonly Stack<PixelBuffer> free = [];
    private int capacity;
    private int made;
    private long dropped;
    private bool disposed;

    /// <summary>Makes an empty pool; memory comes with the first frames.</summary>
    public FramePool(int capacity) => this.capacity = capacity;

    /// <summary>Frames that came back without anybody having looked at them.</summary>
    public long Dropped => Interlocked.Read(ref dropped);

    /// <summary>Buffers that exist.</summary>
    public int Made
    {
        get
        {
            lock (gate)
            {
                return made;
            }
        }
    }

    /// <summary>A buffer of that size, held once.</summary>
    /// <exception cref="InvalidOperationException">More are held than the pool was sized for.</exception>
    public PixelBuffer Rent(int width, int height)
    {
        PixelBuffer? buffer;
        lock (gate)
        {
            if (!free.TryPop(out buffer))
            {
                if (made >= capacity)
                {
                    throw new InvalidOperationException($"All {capacity} frames of the pool are held.");
                }

                made++;
            }
        }

        if (buffer is null)
        {
            return new PixelBuffer(this, width, height);
        }

        buffer.Reuse(width, height);
        return buffer;
    }

    /// <summary>Makes room for a consumer, or takes it away again.</summary>
    public void Resize(int change)
    {
        lock (gate)
        {
            capacity += change;
            Trim();
        }
    }

    /// <summary>Takes back a buffer that nobody holds any more.</summary>
    public void Return(PixelBuffer buffer)
    {
        if (!buffer.Taken && buffer.Info.Sequence > 0)
        {
            Interlocked.Increment(ref dropped);
        }

        lock (gate)
        {
            free.Push(buffer);
            Trim();
        }
    }

    /// <summary>Frees what is here; buffers still out are freed as they return.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            Trim();
        }
    }

    private void Trim()
    {
        while ((disposed || made > capacity) && free.TryPop(out PixelBuffer? surplus))
        {
            surplus.Dispose();
            made--;
        }
    }
}
