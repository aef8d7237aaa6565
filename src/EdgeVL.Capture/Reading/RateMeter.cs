using System.Globalization;

namespace EdgeVL.Capture.Reading;

/// <summary>Notices a camera that gives less than half of the rate that was asked of it.</summary>
internal sealed class RateMeter(TimeProvider time, double? wanted)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    private long begun;
    private int frames;

    /// <summary>What is wrong with the rate, from the last whole window; null where nothing is.</summary>
    public string? Shortcoming { get; private set; }

    /// <summary>Forgets what it has seen: the source was opened anew.</summary>
    public void Restart() => (frames, Shortcoming) = (0, null);

    public void Count()
    {
        if (wanted is not { } rate)
        {
            return;
        }

        if (frames++ == 0)
        {
            begun = time.GetTimestamp();
            return;
        }

        TimeSpan elapsed = time.GetElapsedTime(begun);
        if (elapsed >= Window)
        {
            double measured = (frames - 1) / elapsed.TotalSeconds;
            Shortcoming =
                measured * 2 < rate
                    ? string.Create(CultureInfo.InvariantCulture, $"it gives {measured:0.#} of {rate:0.#} frames a second")
                    : null;
            (frames, begun) = (1, time.GetTimestamp());
        }
    }
}
