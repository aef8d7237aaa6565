using System.Collections.Frozen;
using System.Globalization;
using EdgeVL.Capture.Sources;

namespace EdgeVL.Capture;

/// <summary>One entry of <c>cameras</c>: where frames come from and how.</summary>
public sealed record CameraOptions
{
    /// <summary>Shortest <see cref="Stall"/>.</summary>
    public static readonly TimeSpan ShortestStall = TimeSpan.FromSeconds(1);

    /// <summary>Longest <see cref="Stall"/>.</summary>
    public static readonly TimeSpan LongestStall = TimeSpan.FromMinutes(1);

    /// <summary>Highest <see cref="Rate"/>.</summary>
    public const double HighestRate = 1000;

    /// <summary>Kind and address. Required.</summary>
    public required CameraSource Source { get; init; }

    /// <summary>Pixel format asked of a V4L2 camera: <c>mjpeg</c>, <c>yuyv</c>, <c>nv12</c>, <c>grey</c>… Default: the driver's choice.</summary>
    public string? Format { get; init; }

    /// <summary>Size asked of a V4L2 or CSI camera; a network camera's picture is scaled to it. Default: the source's own (CSI: 1280x720).</summary>
    public FrameSize? Size { get; init; }

    /// <summary>Frames a second, more than 0; a network camera's surplus is dropped. Default: the source's own (CSI: 30; pictures: 1).</summary>
    public double? Rate { get; init; }

    /// <summary>Silence after which the source is closed and reopened, 1 s to 1 min. Default 5 s.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Begin again at the end of a file or folder. Default: play it once.</summary>
    public bool Loop { get; init; }

    /// <summary>How fast a file or folder is played. Default: in real time.</summary>
    public Pace Pace { get; init; }

    /// <summary>Controls of a V4L2 camera by the driver's names, such as <c>exposure</c> or <c>gain</c>, in the driver's own units.</summary>
    public IReadOnlyDictionary<string, int> Controls { get; init; } = FrozenDictionary<string, int>.Empty;

    /// <summary>Everything that is wrong with these options; empty when nothing is.</summary>
    public IReadOnlyList<OptionFault> Check()
    {
        var faults = new List<OptionFault>();
        CheckNumbers(faults);
        CheckCameraOnly(faults);
        CheckFileOnly(faults);
        return faults;
    }

    private void CheckNumbers(List<OptionFault> faults)
    {
        if (Stall < ShortestStall || Stall > LongestStall)
        {
            faults.Add(new OptionFault("stall", $"A stall of {Stall.TotalSeconds:0.###} s is out of range.", "Write 1s to 60s."));
        }

        if (Rate is { } rate && !(rate is > 0 and <= HighestRate))
        {
            faults.Add(
                new OptionFault(
                    "rate",
                    string.Create(CultureInfo.InvariantCulture, $"A rate of {rate} frames a second is out of range."),
                    $"Write a number above 0 and not above {HighestRate}."
                )
            );
        }
    }

    private void CheckCameraOnly(List<OptionFault> faults)
    {
        if (Format is { } format && V4l2Format.FourCc(format) is null)
        {
            faults.Add(new OptionFault("format", $"The pixel format '{format}' is not known.", $"Write one of {V4l2Format.Names}."));
        }

        foreach (string name in Controls.Keys.Where(static name => V4l2Control.Property(name) is null))
        {
            faults.Add(new OptionFault("controls", $"The camera control '{name}' is not known.", $"Write one of {V4l2Control.Names}."));
        }

        RefuseUnless(faults, Source.Kind == CameraSourceKind.V4l2 || Format is null, "format", "applies to v4l2: cameras only");
        RefuseUnless(faults, Source.Kind == CameraSourceKind.V4l2 || Controls.Count == 0, "controls", "apply to v4l2: cameras only");
        RefuseUnless(faults, Source.IsLive || Size is null, "size", "applies to cameras only: files keep their own size");
        RefuseUnless(
            faults,
            Source.Kind != CameraSourceKind.VideoFile || Rate is null,
            "rate",
            "does not apply to a video, which has its own"
        );
    }

    private void CheckFileOnly(List<OptionFault> faults)
    {
        RefuseUnless(faults, !Source.IsLive || !Loop, "loop", "applies to files and folders only");
        RefuseUnless(faults, !Source.IsLive || Pace == Pace.Real, "pace", "applies to files and folders only");
    }

    private void RefuseUnless(List<OptionFault> faults, bool fits, string key, string why)
    {
        if (!fits)
        {
            faults.Add(new OptionFault(key, $"'{key}' {why}; the source is {Source}.", "Remove the key."));
        }
    }
}
