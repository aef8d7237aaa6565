using EdgeVL.Capture.Frames;

namespace EdgeVL.Capture;

/// <summary>One consumer's view of a camera: a slot with the newest frame that this consumer has not taken yet.</summary>
/// <remarks>Taking neither copies nor allocates. One consumer at a time uses a subscription. Where the source waits for its consumers
/// (<see cref="Pace.Fast"/>), the slot holds the next frame of the file and none is skipped.</remarks>
public sealed class FrameSubscription : IDisposable
{
    private readonly FrameHub hub;
    private readonly int hold;
    private readonly Stack<Frame> handles; // used again and again: the frames that the consumer does not own
    private readonly FrameWait wait;
    private PixelBuffer? slot;
    private bool closed;

    internal FrameSubscription(FrameHub hub, int hold)
    {
        this.hub = hub;
        this.hold = hold;
        wait = new FrameWait(hub.Gate);
        handles = new Stack<Frame>(hold);
        for (int i = 0; i < hold; i++)
        {
            handles.Push(new Frame(this));
        }
    }

    /// <summary>Nothing lies in the slot; under the hub's monitor.</summary>
    internal bool IsEmpty => slot is null;

    /// <summary>The newest frame, if there is one that was not taken yet; the caller owns and disposes it.</summary>
    /// <exception cref="InvalidOperationException">The caller owns as many frames as it subscribed for.</exception>
    public Frame? TryTakeNewest()
    {
        lock (hub.Gate)
        {
            ThrowIfNoMoreMayBeHeld();
            return TakeSlot();
        }
    }

    /// <summary>The newest frame that was not taken yet, or the next one to come; the caller owns and disposes it.</summary>
    /// <returns>Null when the source ended for good (a file played once, a picture, a disposed reader) or this subscription was disposed.</returns>
    /// <exception cref="InvalidOperationException">The caller owns as many frames as it subscribed for, or is waiting already.</exception>
    public ValueTask<Frame?> TakeNewestAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (hub.Gate)
        {
            ThrowIfNoMoreMayBeHeld();
            if (TakeSlot() is { } frame)
            {
                return new ValueTask<Frame?>(frame);
            }

            if (closed || hub.Completed)
            {
                return new ValueTask<Frame?>((Frame?)null);
            }

            wait.Begin();
        }

        return wait.Until(cancellationToken);
    }

    /// <summary>Leaves the camera; frames taken before stay valid until they are disposed.</summary>
    public void Dispose() => hub.Unsubscribe(this);

    /// <summary>Puts a picture into the slot, or straight into the hands of who waits; under the hub's monitor.</summary>
    internal void Offer(PixelBuffer picture)
    {
        picture.Hold();
        slot?.Release();
        slot = picture;
        if (wait.IsOpen && handles.Count > 0)
        {
            wait.End(TakeSlot());
        }
    }

    /// <summary>Takes back what lies in the slot; under the hub's monitor.</summary>
    internal void Clear()
    {
        slot?.Release();
        slot = null;
    }

    /// <summary>Ends a wait with null; under the hub's monitor.</summary>
    internal void Complete()
    {
        if (wait.IsOpen)
        {
            wait.End(null);
        }
    }

    /// <summary>Ends the subscription; under the hub's monitor.</summary>
    /// <returns>Frames that it does not own: the pool needs their memory no more. Owned ones follow as they come back.</returns>
    internal int Close()
    {
        closed = true;
        Complete();
        Clear();
        return handles.Count;
    }

    /// <summary>A frame was disposed: its object may carry the next one.</summary>
    internal void TakeBack(Frame frame)
    {
        lock (hub.Gate)
        {
            if (closed)
            {
                hub.Pool.Resize(-1);
            }
            else
            {
                handles.Push(frame);
            }
        }
    }

    private Frame? TakeSlot()
    {
        if (slot is null)
        {
            return null;
        }

        slot.Taken = true;
        Frame frame = handles.Pop();
        frame.Bind(slot);
        slot = null;
        Monitor.PulseAll(hub.Gate);
        return frame;
    }

    private void ThrowIfNoMoreMayBeHeld()
    {
        if (handles.Count == 0)
        {
            throw new InvalidOperationException($"The subscription's {hold} frame(s) are held: dispose one before taking the next.");
        }
    }
}
