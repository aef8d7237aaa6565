using EdgeVL.Capture.Frames;
using EdgeVL.Capture.Sources;

namespace EdgeVL.Capture.Tests.Support;

/// <summary>A source that does what the test says.</summary>
internal sealed class ScriptedSource : IFrameSource
{
    public const int Width = 8;
    public const int Height = 4;

    public Action Opening { get; init; } = static () => { };

    public Func<FramePool, PixelBuffer?> Reading { get; init; } = static pool => Picture(pool, 0);

    public Action Interrupting { get; init; } = static () => { };

    public Action Disposing { get; init; } = static () => { };

    public string? Shortcoming { get; init; }

    public static PixelBuffer Picture(FramePool pool, byte value)
    {
        PixelBuffer buffer = pool.Rent(Width, Height);
        buffer.Span.Fill(value);
        return buffer;
    }

    public void Open() => Opening();

    public PixelBuffer? Read(FramePool pool) => Reading(pool);

    public void Interrupt() => Interrupting();

    public void Dispose() => Disposing();
}
