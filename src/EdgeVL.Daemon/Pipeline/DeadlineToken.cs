namespace EdgeVL.Daemon.Pipeline;

/// <summary>Ends a reading when its deadline has passed, or the service stops.</summary>
internal sealed class DeadlineToken : IDisposable
{
    private readonly CancellationTokenSource source;
    private readonly ITimer? timer;

    /// <summary>Begins to wait.</summary>
    /// <param name="deadline">Time from the trigger; null for none.</param>
    /// <param name="triggered">Timestamp of the trigger.</param>
    public DeadlineToken(TimeSpan? deadline, long triggered, TimeProvider time, CancellationToken stop)
    {
        source = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (deadline is { } limit)
        {
            TimeSpan left = limit - time.GetElapsedTime(triggered);
            timer = time.CreateTimer(
                static state => ((CancellationTokenSource)state!).Cancel(),
                source,
                left > TimeSpan.Zero ? left : TimeSpan.Zero,
                Timeout.InfiniteTimeSpan
            );
        }
    }

    /// <summary>Cancelled when the time is over.</summary>
    public CancellationToken Token => source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        timer?.Dispose();
        source.Dispose();
    }
}
