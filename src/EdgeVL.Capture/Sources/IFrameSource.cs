using EdgeVL.Capture.Frames;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Capture.Sources;

/// <summary>Where a reader's frames come from. One thread opens, reads and disposes it; disposing never throws.</summary>
internal interface IFrameSource : IDisposable
{
    /// <summary>What about the open source is not as it was asked for; null where nothing is.</summary>
    string? Shortcoming { get; }

    /// <summary>Opens it.</summary>
    /// <exception cref="FaultException">It cannot be opened; the fault says why.</exception>
    void Open();

    /// <summary>Waits for the next frame and writes it into a buffer of <paramref name="pool"/>, which the caller releases.</summary>
    /// <returns>Null at the end of a file or folder that is played once.</returns>
    /// <exception cref="FaultException">The source is lost, or what it gives cannot be read.</exception>
    PixelBuffer? Read(FramePool pool);

    /// <summary>Makes a call that hangs return, where that is possible at all. Any thread, any number of times, before and after the others.</summary>
    void Interrupt();
}
