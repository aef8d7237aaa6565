namespace EdgeVL.Capture.Frames;

/// <summary>Hands each captured frame to every subscription: one picture in memory, however many look at it.</summary>
/// <remarks>One monitor guards the hub and its subscriptions, and wakes the reader of a file when a slot is emptied.</remarks>
internal sealed class FrameHub : IDisposable
{
    /// <summary>The newest frame and the one being written.</summary>
    private const int ReaderFrames = 2;

    private readonly List<FrameSubscription> subscriptions = [];
    private PixelBuffer? latest;
    private bool stopped;

    /// <summary>Guards everything here; pulsed when a slot was emptied or a subscription came or went.</summary>
    public object Gate { get; } = new();

    /// <summary>Where the reader takes its buffers from.</summary>
    public FramePool Pool { get; } = new(ReaderFrames);

    /// <summary>No frame will ever come again; what lies in the slots may still be taken.</summary>
    public bool Completed { get; private set; }

    /// <summary>Adds a consumer, who finds the newest frame waiting where there is one.</summary>
    /// <param name="hold">Frames that it may own at a time.</param>
    public FrameSubscription Subscribe(int hold)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hold, 1);
        var subscription = new FrameSubscription(this, hold);
        lock (Gate)
        {
            Pool.Resize(hold);
            subscriptions.Add(subscription);
            if (latest is not null)
            {
                subscription.Offer(latest);
            }

            Monitor.PulseAll(Gate);
        }

        return subscription;
    }

    /// <summary>Removes a consumer; frames that it still owns stay valid until it disposes them.</summary>
    public void Unsubscribe(FrameSubscription subscription)
    {
        lock (Gate)
        {
            if (subscriptions.Remove(subscription))
            {
                Pool.Resize(-subscription.Close());
                Monitor.PulseAll(Gate);
            }
        }
    }

    /// <summary>Puts a frame, held once by the caller and from here on by the hub, into every slot; older ones there go back.</summary>
    public void Publish(PixelBuffer frame)
    {
        lock (Gate)
        {
            if (stopped)
            {
                frame.Release();
                return;
            }

            foreach (FrameSubscription subscription in subscriptions)
            {
                subscription.Offer(frame);
            }

            latest?.Release();
            latest = frame;
        }
    }

    /// <summary>Waits on the reader's own thread until every consumer, and at least one, has taken what was published.</summary>
    /// <returns>False when the reader is being stopped.</returns>
    public bool WaitUntilTaken()
    {
        lock (Gate)
        {
            while (!stopped && !AllTaken())
            {
                Monitor.Wait(Gate);
            }

            return !stopped;
        }
    }

    /// <summary>Takes back what nobody has looked at: pictures of a camera that is gone must not pass for the present.</summary>
    public void Clear()
    {
        lock (Gate)
        {
            foreach (FrameSubscription subscription in subscriptions)
            {
                subscription.Clear();
            }

            latest?.Release();
            latest = null;
        }
    }

    /// <summary>Tells every consumer that nothing more will come.</summary>
    public void Complete()
    {
        lock (Gate)
        {
            Completed = true;
            foreach (FrameSubscription subscription in subscriptions)
            {
                subscription.Complete();
            }
        }
    }

    /// <summary>Ends every wait, the reader's and the consumers'.</summary>
    public void Stop()
    {
        lock (Gate)
        {
            stopped = true;
            Complete();
            Monitor.PulseAll(Gate);
        }
    }

    /// <summary>Frees the memory; frames that consumers still own are freed as they return.</summary>
    public void Dispose()
    {
        Stop();
        Clear();
        Pool.Dispose();
    }

    private bool AllTaken()
    {
        foreach (FrameSubscription subscription in subscriptions)
        {
            if (!subscription.IsEmpty)
            {
                return false;
            }
        }

        return subscriptions.Count > 0;
    }
}
