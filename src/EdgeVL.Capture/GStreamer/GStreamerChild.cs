using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using EdgeVL.Capture.Runtime;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Capture.GStreamer;

/// <summary>One <c>gst-launch-1.0</c> process: frames come out of its pipe, words out of its error stream, and killing it ends every wait.</summary>
internal sealed class GStreamerChild : IDisposable
{
    // Frames go to descriptor 3, which is our pipe, and all text to the error stream, so that no text gets between frames. What the
    // process would inherit besides, such as a camera that OpenCV has open, is closed: its owner could not reopen it otherwise.
    // A session of its own keeps the terminal's Ctrl-C from it; the death signal ends it when this program dies first.
    private const string Launcher = """
        exec 3>&1 1>&2
        for fd in /proc/self/fd/*; do fd=${fd##*/}; ((fd > 3)) && exec {fd}>&-; done
        exec setsid setpriv --pdeathsig KILL -- "$@"
        """;

    private const int LongestLine = 16 * 1024;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private readonly Process process;
    private readonly Thread listener;
    private readonly Action<string> heard;
    private bool disposed;

    private GStreamerChild(Process process, ChildMessages messages, Action<string> heard)
    {
        this.process = process;
        this.heard = heard;
        Messages = messages;
        Frames = new MultipartFrames(process.StandardOutput.BaseStream);
        listener = new Thread(Listen) { IsBackground = true, Name = "gst messages" };
        listener.Start();
    }

    public MultipartFrames Frames { get; }

    public ChildMessages Messages { get; }

    /// <summary>Starts a child; the calling thread must outlive it.</summary>
    /// <param name="arguments">Of <c>gst-launch-1.0</c>.</param>
    /// <param name="secret">A password among them, hidden in messages.</param>
    /// <param name="heard">Told every line that a person may want to see, on a thread of the child's own.</param>
    /// <exception cref="FaultException">GStreamer's launcher, or bash, is not installed.</exception>
    public static GStreamerChild Start(IReadOnlyList<string> arguments, string? secret, Action<string> heard)
    {
        string launcher = GStreamerTools.RequireLauncher();
        var start = new ProcessStartInfo("bash", ["-c", Launcher, "edgevl-camera", launcher, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["LC_ALL"] = "C.UTF-8"; // messages are read
        KeepPluginIndex(start);
        try
        {
            Process child = Process.Start(start)!;
            child.StandardInput.Close();
            return new GStreamerChild(child, new ChildMessages(secret), heard);
        }
        catch (Win32Exception exception)
        {
            throw new FaultException(
                FaultCode.CaptureRuntimeMissing,
                $"The camera's child process cannot be started: {exception.Message}.",
                "sudo apt-get install bash util-linux",
                exception
            );
        }
    }

    /// <summary>Ends the child at once, frozen or not; every read from it returns. Any thread, any number of times.</summary>
    public void Kill()
    {
        lock (gate)
        {
            if (disposed || process.HasExited)
            {
                return;
            }

            try
            {
                process.Kill(entireProcessTree: true);
            }
            catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
            {
                // It ended by itself in between.
            }
        }
    }

    /// <summary>Why it ended, once its pipe is at its end.</summary>
    public string EndReason()
    {
        bool exited = process.WaitForExit(Farewell);
        listener.Join(Farewell);
        return Messages.Reason
            ?? (exited && process.ExitCode != 0 ? $"its child process ended with code {process.ExitCode}" : "the stream ended");
    }

    /// <summary>Kills it, waits for its end so that no zombie stays, and closes the pipes.</summary>
    public void Dispose()
    {
        Kill();
        process.WaitForExit(Farewell);
        listener.Join(Farewell);
        lock (gate)
        {
            disposed = true;
            process.Dispose();
        }
    }

    /// <summary>Under systemd the index of plugins is kept in the service's cache folder: its user has no home.</summary>
    private static void KeepPluginIndex(ProcessStartInfo start)
    {
        if (
            Environment.GetEnvironmentVariable("CACHE_DIRECTORY") is { Length: > 0 } cache
            && !start.Environment.ContainsKey("GST_REGISTRY")
        )
        {
            start.Environment["GST_REGISTRY"] = Path.Combine(cache.Split(':')[0], "gstreamer-registry.bin");
        }
    }

    /// <summary>Drains the error stream, so that the child never waits for us, in memory that does not grow.</summary>
    private void Listen()
    {
        Stream stream = process.StandardError.BaseStream;
        byte[] bytes = new byte[LongestLine];
        int filled = 0;
        try
        {
            while (stream.Read(bytes, filled, bytes.Length - filled) is var read and > 0)
            {
                filled = TakeLines(bytes, filled + read);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The pipe was closed under us: nothing more to hear.
        }

        Messages.End();
    }

    /// <summary>Takes the whole lines and moves the rest to the front; a line that fills all is taken as it is.</summary>
    private int TakeLines(byte[] bytes, int filled)
    {
        Span<byte> left = bytes.AsSpan(0, filled);
        while (left.IndexOf((byte)'\n') is var end and >= 0)
        {
            TakeLine(left[..end]);
            left = left[(end + 1)..];
        }

        if (left.Length == bytes.Length)
        {
            TakeLine(left);
            return 0;
        }

        left.CopyTo(bytes);
        return left.Length;
    }

    private void TakeLine(ReadOnlySpan<byte> line)
    {
        if (Messages.Take(Encoding.UTF8.GetString(line)) is { } shown)
        {
            heard(shown);
        }
    }
}
