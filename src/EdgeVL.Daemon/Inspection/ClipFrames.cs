using EdgeVL.Capture;

namespace EdgeVL.Daemon.Inspection;

/// <summary>Frames sampled from a clip.</summary>
/// <param name="Frames">The frames, at least two.</param>
/// <param name="Indices">Their places in the clip.</param>
/// <param name="Rate">Frames a second of the clip.</param>
public sealed record ClipFrames(IReadOnlyList<Frame> Frames, int[] Indices, double Rate) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Frame frame in Frames)
        {
            frame.Dispose();
        }
    }
}
