using System.Globalization;
using EdgeVL.Contracts.Faults;
using Microsoft.Extensions.Logging;

namespace EdgeVL.Mqtt;

/// <summary>Where the link stands, told to pages and logs: each change once.</summary>
/// <param name="options">For the words.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told each change.</param>
internal sealed partial class LinkReport(MqttOptions options, TimeProvider time, ILogger<MqttLink> logger)
{
    private volatile LinkState state = new(LinkPhase.Connecting, time.GetUtcNow());

    public event EventHandler? Changed;

    public LinkState State => state;

    public void Connected() => Show(new LinkState(LinkPhase.Connected, time.GetUtcNow()));

    public void Stopped() => Show(new LinkState(LinkPhase.Stopped, time.GetUtcNow()));

    public void Waiting(FaultException why, TimeSpan wait)
    {
        DateTimeOffset now = time.GetUtcNow();
        Show(With(new LinkState(LinkPhase.Waiting, now) { RetryAt = now + wait }, why));
    }

    /// <summary>Something is wrong though the link stands; null when nothing is any more.</summary>
    public void Trouble(FaultException? fault) => Show(With(state, fault));

    public void RowRefused(string topic, long? seq, int bytes) => LogRowRefused(topic, seq, bytes);

    private static LinkState With(LinkState state, FaultException? fault) =>
        state with
        {
            Reason = fault?.Message ?? "",
            Remedy = fault?.Remedy ?? "",
            Code = fault?.Code ?? FaultCode.None,
        };

    private void Show(LinkState next)
    {
        LinkState before = state;
        state = next;
        Log(before, next);
        Changed?.Invoke(this, EventArgs.Empty);
    }

    private void Log(LinkState before, LinkState next)
    {
        switch (next.Phase)
        {
            case LinkPhase.Waiting:
                // A broker that is away for weeks is one line, not one a minute.
                LogLevel level = next.Reason == before.Reason ? LogLevel.Debug : LogLevel.Warning;
                LogBroke(level, next.Reason, next.Remedy, Seconds(next.RetryAt - next.Since));
                break;
            case LinkPhase.Stopped:
                LogStopped(options.Server);
                break;
            case LinkPhase.Connected when !before.Connected:
                LogConnected(options.Server, options.ClientId);
                break;
            case LinkPhase.Connected when next.Reason.Length > 0 && next.Reason != before.Reason:
                LogTrouble(next.Reason, next.Remedy);
                break;
            case LinkPhase.Connected when next.Reason != before.Reason:
                LogMended(before.Reason);
                break;
        }
    }

    private static string Seconds(TimeSpan? span) => (span ?? TimeSpan.Zero).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);

    [LoggerMessage(3001, LogLevel.Information, "Connected to {Server} as {ClientId}")]
    private partial void LogConnected(BrokerAddress server, string clientId);

    [LoggerMessage(EventId = 3002, Message = "{Reason} {Remedy} Next attempt in {Seconds} s")]
    private partial void LogBroke(LogLevel level, string reason, string remedy, string seconds);

    [LoggerMessage(3003, LogLevel.Warning, "{Reason} {Remedy}")]
    private partial void LogTrouble(string reason, string remedy);

    [LoggerMessage(3004, LogLevel.Information, "Mended: {Reason}")]
    private partial void LogMended(string reason);

    [LoggerMessage(
        3005,
        LogLevel.Warning,
        "The broker breaks the link each time at the message to {Topic}, seq {Seq}, {Bytes} bytes; it goes without its details"
    )]
    private partial void LogRowRefused(string topic, long? seq, int bytes);

    [LoggerMessage(3006, LogLevel.Information, "Link to {Server} stopped")]
    private partial void LogStopped(BrokerAddress server);
}
