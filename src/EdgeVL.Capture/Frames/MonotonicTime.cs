namespace EdgeVL.Capture.Frames;

/// <summary>Monotonic nanoseconds of a <see cref="TimeProvider"/>: CLOCK_MONOTONIC for the system's own.</summary>
internal static class MonotonicTime
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    public static long Now(TimeProvider time)
    {
        long timestamp = time.GetTimestamp();
        return time.TimestampFrequency == NanosecondsPerSecond
            ? timestamp
            : (long)((Int128)timestamp * NanosecondsPerSecond / time.TimestampFrequency);
    }

    public static long Nanoseconds(TimeSpan span) => span.Ticks * TimeSpan.NanosecondsPerTick;

    public static TimeSpan Span(long nanoseconds) => TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
}
