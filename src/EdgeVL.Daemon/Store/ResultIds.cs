using NUlid;
using NUlid.Rng;

namespace EdgeVL.Daemon.Store;

/// <summary>Ids of results: ULIDs that ascend, inside a millisecond and when the clock is set back too.</summary>
/// <param name="time">The clock.</param>
public sealed class ResultIds(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly MonotonicUlidRng random = new();
    private DateTimeOffset latest = DateTimeOffset.UnixEpoch;

    /// <summary>A new id, 26 characters. Any thread.</summary>
    public string Next()
    {
        lock (gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            latest = now > latest ? now : latest;
            return Ulid.NewUlid(latest, random).ToString();
        }
    }
}
