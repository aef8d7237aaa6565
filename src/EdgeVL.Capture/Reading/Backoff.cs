namespace EdgeVL.Capture.Reading;

/// <summary>Pauses before a lost source is opened again: 0.5 s, doubled each time, at most 30 s.</summary>
internal sealed class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>A source that gave frames for so long begins anew with the shortest pause.</summary>
    public static readonly TimeSpan Proof = TimeSpan.FromSeconds(5);

    private TimeSpan next = First;

    public TimeSpan Next()
    {
        TimeSpan pause = next;
        next = pause * 2 < Longest ? pause * 2 : Longest;
        return pause;
    }

    public void Reset() => next = First;
}
