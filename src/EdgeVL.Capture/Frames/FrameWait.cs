using System.Threading.Tasks.Sources;

namespace EdgeVL.Capture.Frames;

/// <summary>One consumer's wait for a frame, used again and again so that waiting allocates nothing.</summary>
/// <param name="gate">The hub's monitor, which guards it.</param>
internal sealed class FrameWait(object gate) : IValueTaskSource<Frame?>
{
    private ManualResetValueTaskSourceCore<Frame?> result = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration cancellation;

    /// <summary>Somebody waits.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Opens the wait; under the monitor.</summary>
    public void Begin()
    {
        if (IsOpen)
        {
            throw new InvalidOperationException("One consumer at a time waits on a subscription.");
        }

        result.Reset();
        IsOpen = true;
    }

    /// <summary>The wait just begun; outside the monitor, since a token that is cancelled already calls back at once.</summary>
    public ValueTask<Frame?> Until(CancellationToken cancellationToken)
    {
        cancellation = cancellationToken.UnsafeRegister(static (wait, token) => ((FrameWait)wait!).Cancel(token), this);
        return new ValueTask<Frame?>(this, result.Version);
    }

    /// <summary>Ends the wait; under the monitor.</summary>
    public void End(Frame? frame)
    {
        IsOpen = false;
        result.SetResult(frame);
    }

    public Frame? GetResult(short token)
    {
        cancellation.Dispose();
        return result.GetResult(token);
    }

    public ValueTaskSourceStatus GetStatus(short token) => result.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        result.OnCompleted(continuation, state, token, flags);

    private void Cancel(CancellationToken token)
    {
        lock (gate)
        {
            if (IsOpen)
            {
                IsOpen = false;
                result.SetException(new OperationCanceledException(token));
            }
        }
    }
}
