namespace EdgeVL.Mqtt.Connection;

/// <summary>The life of one link: ended once, by whoever sees first that it is over.</summary>
internal sealed class LinkLife : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private LinkEnd? end;

    /// <summary>Cancelled when the link is over.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>Why it is over; null while it is not, or when it ended by our own wish.</summary>
    public LinkEnd? Cause => end;

    public void End(LinkEnd why)
    {
        if (Interlocked.CompareExchange(ref end, why, null) is null)
        {
            Stop();
        }
    }

    /// <summary>Ends it by our own wish.</summary>
    public void Stop()
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // A late event of a client that is already thrown away.
        }
    }

    public void Dispose() => source.Dispose();
}
