using EdgeVL.Contracts.Messages;

namespace EdgeVL.Capture;

/// <summary>How a camera is, and why.</summary>
/// <param name="Health">How it is.</param>
/// <param name="Reason">Why, in words, without passwords; null when online.</param>
/// <param name="Since">When it became so, UTC.</param>
public sealed record CameraState(CameraHealth Health, string? Reason, DateTimeOffset Since)
{
    /// <summary>Reason of a camera that was never asked yet: no word of it, good or bad.</summary>
    public const string BeingOpened = "it is being opened";

    /// <summary>The same as it is published.</summary>
    public CameraStatus ToStatus() =>
        new(
            Health switch
            {
                CameraHealth.Online => "online",
                CameraHealth.Degraded => "degraded",
                CameraHealth.Stale => "stale",
                _ => "offline",
            },
            Reason,
            Since
        );
}
