using EdgeVL.Capture;

namespace EdgeVL.Daemon.Inspection;

/// <summary>Frames sampled from a clip; all but the first are decoded when they are asked for.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Frames">All of them, in order; whoever walks through disposes each.</param>
/// <param name="Indices">Their places in the clip.</param>
/// <param name="Rate">Frames a second of the clip.</param>
public sealed record ClipFrames(Frame First, IEnumerable<Frame> Frames, int[] Indices, double Rate) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => First.Dispose();
}
