using EdgeVL.Capture.Frames;
using EdgeVL.Capture.Reading;
using EdgeVL.Capture.Sources;
using EdgeVL.Contracts.Faults;
using Microsoft.Extensions.Logging;

namespace EdgeVL.Capture;

/// <summary>Drains one camera on a thread of its own and keeps the newest frame for each subscription.</summary>
/// <remarks>A lost source is reported and opened again after 0.5, 1, 2 … 30 s. No consumer and no other camera ever waits for it.</remarks>
public sealed class CameraReader : IDisposable
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(3);

    private readonly ILogger logger;
    private readonly FrameHub hub = new();
    private readonly StateBoard board;
    private readonly CaptureLoop loop;
    private readonly Thread thread;
    private long unreadable;
    private int started;
    private int disposed;

    /// <summary>Makes a reader; <see cref="Start"/> opens the source.</summary>
    /// <param name="name">The camera's name, in logs.</param>
    /// <param name="options">Where frames come from and how.</param>
    /// <param name="time">Clock of capture times, pauses and limits.</param>
    /// <param name="logger">Log of the capture stage.</param>
    /// <exception cref="FaultException"><see cref="FaultCode.ConfigurationInvalid"/>: the options contradict each other or are out of range.</exception>
    public CameraReader(string name, CameraOptions options, TimeProvider time, ILogger logger)
        : this(name, options, time, logger, makeSource: null) { }

    internal CameraReader(string name, CameraOptions options, TimeProvider time, ILogger logger, Func<IFrameSource>? makeSource)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(options);
        ThrowIfFaulty(name, options);
        Name = name;
        Options = options;
        this.logger = logger;
        board = new StateBoard(name, time, logger);
        var chatter = new ChildChatter(name, time, logger);
        loop = new CaptureLoop(name, options, makeSource ?? (() => MakeSource(chatter)), hub, board, time, logger);
        thread = new Thread(Run) { IsBackground = true, Name = $"capture {name}" };
    }

    /// <summary>The camera's name.</summary>
    public string Name { get; }

    /// <summary>Where frames come from and how.</summary>
    public CameraOptions Options { get; }

    /// <summary>How the camera is now.</summary>
    public CameraState State => board.Current;

    /// <summary>What it did so far.</summary>
    public CameraCounters Counters => new(loop.Frames, hub.Pool.Dropped, loop.Reopens, Interlocked.Read(ref unreadable));

    /// <summary>True when a file was played to its end: what lies in the subscriptions is the last.</summary>
    public bool Ended => loop.Ended;

    /// <summary>For how long a native call has not returned after its source was given up; null where none hangs.</summary>
    /// <remarks>Nothing but the end of the process frees such a call. Everything else goes on; if it lasts, exit for a restart.</remarks>
    public TimeSpan? Stuck => loop.Stuck;

    /// <summary>Opens the source and begins to read; returns at once.</summary>
    /// <exception cref="InvalidOperationException">It was started before.</exception>
    public void Start()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref disposed) != 0, this);
        if (Interlocked.Exchange(ref started, 1) != 0)
        {
            throw new InvalidOperationException($"The camera '{Name}' was started before.");
        }

        if (!Options.Source.IsStable)
        {
            CameraLog.Unstable(logger, Name, Options.Source);
        }

        board.Set(CameraHealth.Offline, CameraState.BeingOpened, wanted: true);
        thread.Start();
    }

    /// <summary>Adds a consumer with a slot of its own, before or after the start; the newest frame waits in it where there is one.</summary>
    /// <param name="hold">Frames that the consumer may own at a time, 1 or more; the camera's pool grows by as many.</param>
    public FrameSubscription Subscribe(int hold = 1) => hub.Subscribe(hold);

    /// <summary>The present state, then every change until this reader is disposed; a slow listener misses the oldest of 16.</summary>
    public IAsyncEnumerable<CameraState> WatchAsync(CancellationToken cancellationToken) => board.WatchAsync(cancellationToken);

    /// <summary>Asks the thread to end, without waiting: for many cameras, before <see cref="Dispose"/> of each.</summary>
    public void RequestStop() => loop.RequestStop();

    /// <summary>Stops within 3 s; waits of consumers end with null. A thread whose native call does not return is left behind.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
        {
            return;
        }

        RequestStop();
        if (Volatile.Read(ref started) == 0 || thread.Join(StopPatience))
        {
            Free();
        }
        else
        {
            CameraLog.LeftBehind(logger, Name);
        }

        board.Set(CameraHealth.Offline, "stopped", wanted: true);
        board.Close();
    }

    private static void ThrowIfFaulty(string name, CameraOptions options)
    {
        IReadOnlyList<OptionFault> faults = options.Check();
        if (faults.Count > 0)
        {
            throw new FaultException(
                FaultCode.ConfigurationInvalid,
                $"Camera '{name}': {string.Join(" ", faults.Select(static fault => fault.Message))}",
                string.Join(" ", faults.Select(static fault => fault.Remedy).Distinct(StringComparer.Ordinal))
            );
        }
    }

    private void Run()
    {
        loop.Run();
        if (Volatile.Read(ref disposed) != 0)
        {
            Free(); // nobody waited for this thread any more
        }
    }

    private void Free()
    {
        loop.Dispose();
        hub.Dispose();
    }

    private IFrameSource MakeSource(ChildChatter chatter) =>
        Options.Source.Kind switch
        {
            CameraSourceKind.V4l2 => new V4l2Source(Options),
            CameraSourceKind.VideoFile => new VideoFileSource(Options.Source.Location, Options.Loop),
            CameraSourceKind.PictureFolder or CameraSourceKind.Picture => new PictureSource(Options, SkipPicture),
            _ => new GStreamerSource(Options, chatter.Hear),
        };

    private void SkipPicture(FaultException fault)
    {
        Interlocked.Increment(ref unreadable);
        CameraLog.PictureSkipped(logger, Name, fault.Message);
    }
}
