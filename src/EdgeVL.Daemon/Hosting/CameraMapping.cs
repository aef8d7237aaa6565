using EdgeVL.Capture;
using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Configuration;

namespace EdgeVL.Daemon.Hosting;

/// <summary>Cameras of the configuration as the capture stage takes them.</summary>
internal static class CameraMapping
{
    /// <summary>Lets the reader of the configuration ask the capture stage what it thinks of a camera.</summary>
    public static ConfigurationContext Context { get; } = new() { CheckSource = CheckSource, CheckCamera = CheckCamera };

    /// <summary>The capture stage's options of a camera.</summary>
    public static CameraOptions ToOptions(CameraSection camera) =>
        new()
        {
            Source = CameraSource.Parse(camera.Source.Reveal()),
            Format = camera.Format,
            Size = camera.Size is { } size ? new FrameSize(size.Width, size.Height) : null,
            Rate = camera.Rate,
            Stall = camera.Stall,
            Loop = camera.Loop,
            Pace = camera.Pace == PlaybackPace.Fast ? Pace.Fast : Pace.Real,
            Controls = camera.Controls,
        };

    private static FaultException? CheckSource(string text)
    {
        try
        {
            CameraSource.Parse(text);
            return null;
        }
        catch (FaultException fault)
        {
            return fault;
        }
    }

    private static IReadOnlyList<CameraFault> CheckCamera(CameraSection camera) =>
        [.. ToOptions(camera).Check().Select(static fault => new CameraFault(fault.Key, fault.Message, fault.Remedy))];
}
