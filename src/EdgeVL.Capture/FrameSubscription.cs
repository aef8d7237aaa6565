using System.Threading.Tasks.Sources;
using EdgeVL.Capture.Frames;

namespace EdgeVL.Capture;

/// <summary>One consumer's view of a camera: a slot with the newest frame that this consumer has not taken yet.</summary>
/// <remarks>Taking neither copies nor allocates. One consumer at a time uses a subscription. Where the source waits for its consumers
/// (<see cref="Pace.Fast"/>), the slot holds the next frame of the file and none is skipped.</remarks>
public sealed class FrameSubscription : IDisposable, IValueTaskSource<Frame?>
{
    private readonly FrameHub hub;
    private readonly int hold;
    private readonly Stack<Frame> handles;
    private ManualResetValueTaskSourceCore<Frame?> wait = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration cancellation;
    private PixelBuffer? slot;
    private bool waiting;
    private bool closed;

    internal FrameSubscription(FrameHub hub, int hold)
    {
        this.hub = hub;
        this.hold = hold;
        handles = new Stack<Frame>(hold);
        for (int i = 0; i < hold; i++)
        {
            handles.Push(new Frame(this));
        }
    }

    /// <summary>Nothing lies in the slot; under the hub's lock.</summary>
    internal bool IsEmpty => slot is null;

    /// <summary>The newest frame, if there is one that was not taken yet; the caller owns and disposes it.</summary>
    /// <exception cref="InvalidOperationException">The caller owns as many frames as it subscribed for.</exception>
    public Frame? TryTakeNewest()
    {
        Frame? frame;
        lock (hub.Gate)
        {
            ThrowIfNoMoreMayBeHeld();
            frame = TakeSlot();
        }

        if (frame is not null)
        {
            hub.SlotEmptied();
        }

        return frame;
    }

    /// <summary>The newest frame that was not taken yet, or the next one to come; the caller owns and disposes it.</summary>
    /// <returns>Null when the source ended for good (a file played once, a picture, a disposed reader) or this subscription was disposed.</returns>
    /// <exception cref="InvalidOperationException">The caller owns as many frames as it subscribed for, or is waiting already.</exception>
    public ValueTask<Frame?> TakeNewestAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (TryTakeNewest() is { } ready)
        {
            return new ValueTask<Frame?>(ready);
        }

        lock (hub.Gate)
        {
            if (waiting)
            {
                throw new InvalidOperationException("One consumer at a time waits on a subscription.");
            }

            if (TakeSlot() is { } frame)
            {
                hub.SlotEmptied();
                return new ValueTask<Frame?>(frame);
            }

            if (closed || hub.Completed)
            {
                return new ValueTask<Frame?>((Frame?)null);
            }

            wait.Reset();
            waiting = true;
        }

        // Outside the lock: a token that is cancelled already calls back at once.
        cancellation = cancellationToken.UnsafeRegister(
            static (subscription, token) => ((FrameSubscription)subscription!).Cancel(token),
            this
        );
        return new ValueTask<Frame?>(this, wait.Version);
    }

    /// <summary>Leaves the camera; frames taken before stay valid until they are disposed.</summary>
    public void Dispose() => hub.Unsubscribe(this);

    Frame? IValueTaskSource<Frame?>.GetResult(short token)
    {
        cancellation.Dispose();
        return wait.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource<Frame?>.GetStatus(short token) => wait.GetStatus(token);

    void IValueTaskSource<Frame?>.OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags
    ) => wait.OnCompleted(continuation, state, token, flags);

    /// <summary>Puts a picture into the slot, or straight into the hands of who waits; under the hub's lock.</summary>
    internal void Offer(PixelBuffer picture)
    {
        picture.Hold();
        slot?.Release();
        slot = picture;
        if (waiting && handles.Count > 0)
        {
            waiting = false;
            wait.SetResult(TakeSlot());
        }
    }

    /// <summary>Takes back what lies in the slot; under the hub's lock.</summary>
    internal void Clear()
    {
        slot?.Release();
        slot = null;
    }

    /// <summary>Ends a wait with null; under the hub's lock.</summary>
    internal void Complete()
    {
        if (waiting)
        {
            waiting = false;
            wait.SetResult(null);
        }
    }

    /// <summary>Ends the subscription; under the hub's lock.</summary>
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

    private void Cancel(CancellationToken token)
    {
        lock (hub.Gate)
        {
            if (waiting)
            {
                waiting = false;
                wait.SetException(new OperationCanceledException(token));
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
