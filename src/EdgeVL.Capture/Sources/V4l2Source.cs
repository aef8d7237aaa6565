using System.Globalization;
using EdgeVL.Capture.Frames;
using EdgeVL.Capture.Runtime;
using EdgeVL.Contracts.Faults;
using OpenCvSharp;

namespace EdgeVL.Capture.Sources;

/// <summary>A USB camera, or another with a V4L2 driver.</summary>
internal sealed class V4l2Source(CameraOptions options) : IFrameSource
{
    private const int MostSilentReads = 3; // each ends after the driver's own time limit, or at once when the camera was pulled out
    private const double Automatic = 3; // V4L2_EXPOSURE_APERTURE_PRIORITY
    private const double Manual = 1; // V4L2_EXPOSURE_MANUAL
    private static readonly TimeSpan OldestFrame = TimeSpan.FromSeconds(10);

    private readonly string device = options.Source.Location;
    private readonly List<string> shortcomings = [];
    private VideoCapture? capture;
    private FrameSize size;

    public string? Shortcoming { get; private set; }

    public void Open()
    {
        OpenCvLibrary.Require();
        if (!File.Exists(device))
        {
            throw OpenFailed("there is no such device");
        }

        capture = new VideoCapture(device, VideoCaptureAPIs.V4L2);
        if (!capture.IsOpened())
        {
            throw OpenFailed("it is in use, no camera, or this user may not open it");
        }

        AskForFormat();
        SetControls();
        size = new FrameSize(
            int.Max(1, (int)capture.Get(VideoCaptureProperties.FrameWidth)),
            int.Max(1, (int)capture.Get(VideoCaptureProperties.FrameHeight))
        ); // corrected by the first frame if the driver does not say
        CompareFormat();
        Shortcoming = shortcomings.Count == 0 ? null : string.Join("; ", shortcomings);
    }

    public PixelBuffer? Read(FramePool pool)
    {
        for (int silent = 0; silent < MostSilentReads; silent++)
        {
            if (CaptureRead.Next(capture!, pool, ref size) is { } frame)
            {
                frame.Info = new FrameInfo { DriverAge = DriverAge() };
                return frame;
            }
        }

        throw new FaultException(
            FaultCode.CaptureLost,
            $"The camera '{device}' gives no frames any more.",
            "Check its cable and its power; it is opened again by itself."
        );
    }

    /// <summary>OpenCV's reads cannot be interrupted: releasing a capture during one ends the process.</summary>
    public void Interrupt() { }

    public void Dispose() => capture?.Dispose();

    /// <summary>In this order: each narrows what the driver offers for the next.</summary>
    private void AskForFormat()
    {
        if (options.Format is { } format)
        {
            string code = V4l2Format.FourCc(format)!;
            capture!.Set(VideoCaptureProperties.FourCC, VideoWriter.FourCC(code[0], code[1], code[2], code[3]));
        }

        if (options.Size is { } wanted)
        {
            capture!.Set(VideoCaptureProperties.FrameWidth, wanted.Width);
            capture.Set(VideoCaptureProperties.FrameHeight, wanted.Height);
        }

        if (options.Rate is { } rate)
        {
            capture!.Set(VideoCaptureProperties.Fps, rate);
        }
    }

    private void SetControls()
    {
        var wanted = options
            .Controls.Select(static control => (Name: control.Key, Property: V4l2Control.Property(control.Key)!.Value, control.Value))
            .OrderByDescending(static control => V4l2Control.IsAutomatic(control.Property))
            .ToArray();
        bool exposureGiven = wanted.Any(static control => control.Property == VideoCaptureProperties.Exposure);
        if (exposureGiven && wanted.All(static control => control.Property != VideoCaptureProperties.AutoExposure))
        {
            // Some drivers take a manual value only right after the switch.
            capture!.Set(VideoCaptureProperties.AutoExposure, Automatic);
            capture.Set(VideoCaptureProperties.AutoExposure, Manual);
        }

        foreach ((string name, VideoCaptureProperties property, int value) in wanted)
        {
            bool taken = capture!.Set(property, value);
            double now = capture.Get(property);
            if (!taken || now != value)
            {
                shortcomings.Add(string.Create(CultureInfo.InvariantCulture, $"control '{name}' is {now} instead of {value}"));
            }
        }
    }

    private void CompareFormat()
    {
        if (options.Size is { } wanted && wanted != size)
        {
            shortcomings.Add($"the picture is {size} instead of {wanted}");
        }

        int code = (int)capture!.Get(VideoCaptureProperties.FourCC);
        if (
            options.Format is { } format
            && V4l2Format.FourCc(format) is { } asked
            && code != VideoWriter.FourCC(asked[0], asked[1], asked[2], asked[3])
        )
        {
            shortcomings.Add($"the format is not '{format}'");
        }
    }

    /// <summary>Age of the frame just read by the driver's time stamp; null where that is not of the monotonic clock.</summary>
    private TimeSpan? DriverAge()
    {
        double stamp = capture!.Get(VideoCaptureProperties.PosMsec);
        TimeSpan age =
            MonotonicTime.Span(MonotonicTime.Now(TimeProvider.System)) - TimeSpan.FromMilliseconds(double.IsFinite(stamp) ? stamp : 0);
        return stamp > 0 && age >= TimeSpan.Zero && age < OldestFrame ? age : null;
    }

    private FaultException OpenFailed(string why)
    {
        IReadOnlyList<string> present = V4l2Devices.List();
        string remedy =
            present.Count == 0
                ? "No V4L2 camera is plugged in; check cable and power, and that this user is in the group video."
                : $"Plugged in are: {string.Join(", ", present)}. Check also that this user is in the group video.";
        return new FaultException(FaultCode.CaptureOpenFailed, $"The camera '{device}' cannot be opened: {why}.", remedy);
    }
}
