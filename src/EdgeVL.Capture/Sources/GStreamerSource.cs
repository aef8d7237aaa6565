using EdgeVL.Capture.Frames;
using EdgeVL.Capture.GStreamer;
using EdgeVL.Capture.Runtime;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Capture.Sources;

/// <summary>A network or CSI camera or a pipeline of the user's own, read through a <c>gst-launch-1.0</c> child.</summary>
/// <remarks>A crash or a hang stays in the child, and killing it is the time limit.</remarks>
/// <param name="options">A source of the kind rtsp, csi or gst.</param>
/// <param name="heard">Told what the child says, on the child's thread.</param>
internal sealed class GStreamerSource(CameraOptions options, Action<string> heard) : IFrameSource
{
    private static readonly TimeSpan SizePatience = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private GStreamerChild? child;
    private FrameSize size;
    private byte[] padded = [];
    private bool gaveFrames;
    private bool interrupted;

    public string? Shortcoming => null;

    public void Open()
    {
        IReadOnlyList<string> arguments = GStreamerCommand.Arguments(options, GStreamerTools.IsJetson);
        lock (gate)
        {
            if (!interrupted)
            {
                child = GStreamerChild.Start(arguments, options.Source.Credentials?.Password, heard);
            }
        }
    }

    public PixelBuffer? Read(FramePool pool)
    {
        GStreamerChild from = child ?? throw Lost("it was stopped");
        try
        {
            int length = from.Frames.NextLength() ?? throw Lost(from.EndReason());
            size = from.Messages.WaitForSize(length, SizePatience) ?? throw Lost($"frames of {length} bytes came without their size");
            PixelBuffer frame = ReadPixels(from.Frames, pool) ?? throw Lost(from.EndReason());
            gaveFrames = true;
            return frame;
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            throw Lost(exception.Message.TrimEnd('.'));
        }
    }

    public void Interrupt()
    {
        lock (gate)
        {
            interrupted = true;
            child?.Kill();
        }
    }

    public void Dispose()
    {
        GStreamerChild? mine;
        lock (gate)
        {
            (mine, child) = (child, null);
        }

        mine?.Dispose(); // outside: waiting for its end must not hold who interrupts
    }

    /// <summary>Null where the stream ended within the frame.</summary>
    private PixelBuffer? ReadPixels(MultipartFrames frames, FramePool pool)
    {
        PixelBuffer buffer = pool.Rent(size.Width, size.Height);
        bool whole = false;
        try
        {
            int row = size.Width * PixelBuffer.Channels;
            int paddedRow = RawFrame.RowBytes(size.Width);
            whole = row == paddedRow ? frames.Fill(buffer.Span) : FillPadded(frames, buffer.Span, row, paddedRow);
            return whole ? buffer : null;
        }
        finally
        {
            if (!whole)
            {
                buffer.Release();
            }
        }
    }

    private bool FillPadded(MultipartFrames frames, Span<byte> pixels, int row, int paddedRow)
    {
        if (padded.Length != paddedRow * size.Height)
        {
            padded = new byte[paddedRow * size.Height];
        }

        bool whole = frames.Fill(padded);
        for (int y = 0; y < size.Height; y++)
        {
            padded.AsSpan(y * paddedRow, row).CopyTo(pixels.Slice(y * row, row));
        }

        return whole;
    }

    private FaultException Lost(string why) =>
        new(
            gaveFrames ? FaultCode.CaptureLost : FaultCode.CaptureOpenFailed,
            $"The camera {options.Source} {(gaveFrames ? "was lost" : "cannot be opened")}: {why}.",
            Remedy(why)
        );

    private static string Remedy(string why) =>
        why.Contains("no element", StringComparison.Ordinal) || why.Contains("missing", StringComparison.OrdinalIgnoreCase)
            ? $"Install the plugin that has it; most are in: sudo apt-get install {CaptureRuntime.GStreamerPackages}"
        : why.Contains("Unauthorized", StringComparison.Ordinal) ? "Check user and password in the address."
        : "Check that the camera is on and reachable and that its address or pipeline is right; it is opened again by itself.";
}
