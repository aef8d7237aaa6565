using EdgeVL.Contracts.Faults;
using EdgeVL.Mqtt.Connection;
using EdgeVL.Mqtt.Outgoing;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Protocol;

namespace EdgeVL.Mqtt;

/// <summary>Keeps a device linked to its broker and sends what its outbox holds, whatever happens to network and broker.</summary>
/// <remarks>
/// One client object an attempt: MQTTnet's resends nothing, so the outbox is the session (Clean Start, no expiry). A link is lost at
/// any exception, when a ping or an acknowledgement stays away, or by the broker's word; the next attempt comes after a back-off.
/// </remarks>
public sealed class MqttLink : IDisposable
{
    private const int CutsToSuspectTakeover = 3;
    private readonly MqttOptions options;
    private readonly Presence presence;
    private readonly TimeProvider time;
    private readonly LinkReport report;
    private readonly LinkParts parts;
    private readonly Backoff backoff;
    private readonly Suspicion suspicion = new();
    private int shortLinks;

    /// <summary>Makes a link; nothing happens before <see cref="RunAsync"/>.</summary>
    /// <param name="options">The <c>mqtt</c> section.</param>
    /// <param name="presence">What is said about the device.</param>
    /// <param name="outbox">Messages on disk.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told each change of state.</param>
    /// <exception cref="FaultException"><see cref="FaultCode.ConfigurationInvalid"/>: an option is out of its range.</exception>
    public MqttLink(MqttOptions options, Presence presence, IOutbox outbox, TimeProvider time, ILogger<MqttLink> logger)
    {
        ClientSettings.Check(options, presence);
        (this.options, this.presence, this.time) = (options, presence, time);
        report = new LinkReport(options, time, logger);
        parts = new LinkParts(
            options,
            presence,
            outbox,
            new RetainedBoard(time),
            new Wakeup(time),
            new LinkCounters(),
            time,
            report.Trouble
        );
        backoff = new Backoff(options.Timings, Random.Shared.NextDouble);
    }

    /// <summary>Raised after each change of <see cref="State"/>, on the link's own thread; handlers return at once.</summary>
    public event EventHandler? StateChanged
    {
        add => report.Changed += value;
        remove => report.Changed -= value;
    }

    /// <summary>Where the link stands.</summary>
    public LinkState State => report.State;

    /// <summary>Keeps <paramref name="payload"/> at the broker as the newest value of <paramref name="topic"/>, now and on every connect. Any thread; never waits.</summary>
    /// <param name="topic">The topic, without wildcards.</param>
    /// <param name="payload">UTF-8 JSON, not changed afterwards; empty takes the topic away.</param>
    /// <param name="schema">Name and version of its form.</param>
    public void Retain(string topic, ReadOnlyMemory<byte> payload, string schema)
    {
        parts.Board.Put(topic, payload, schema);
        parts.Wake.Set();
    }

    /// <summary>Connects and sends until <paramref name="stop"/>; then drains, says <c>stopped</c> and returns.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            LinkEnd? end = await AttemptAsync(stop);
            if (end is null || stop.IsCancellationRequested)
            {
                break;
            }

            await WaitAsync(end, stop);
        }

        report.Stopped();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        parts.Wake.Dispose();
        parts.Counters.Dispose();
    }

    /// <summary>One client object: connects, sends, and says why it ended; null when that was wanted.</summary>
    private async Task<LinkEnd?> AttemptAsync(CancellationToken stop)
    {
        using var life = new LinkLife();
        using IMqttClient client = new MqttClientFactory().CreateMqttClient();
        client.DisconnectedAsync += args =>
        {
            life.End(LinkLoss.Of(args, options));
            return Task.CompletedTask;
        };

        try
        {
            (MqttClientConnectResult? answer, LinkEnd? failure) = await ConnectAsync(client, stop);
            return answer is null ? failure : await SendAsync(client, answer, life, stop);
        }
        finally
        {
            life.Stop();
        }
    }

    private async Task<(MqttClientConnectResult? Answer, LinkEnd? Failure)> ConnectAsync(IMqttClient client, CancellationToken stop)
    {
        TlsFiles? tls = null;
        TlsHandshake handshake = new(options.Server, options.Tls.Ca, null);
        using var late = new CancellationTokenSource(options.Timings.Connect, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
        try
        {
            tls = options.Server.Tls ? TlsFiles.Read(options.Tls) : null;
            handshake = new TlsHandshake(options.Server, options.Tls.Ca, tls?.Client);
            MqttClientConnectResult answer = await client.ConnectAsync(
                ClientSettings.Build(options, presence, tls, handshake),
                either.Token
            );
            LinkEnd? refusal = Judge(answer);
            return refusal is null ? (answer, null) : (null, refusal);
        }
        catch (Exception e)
        {
            return (
                null,
                stop.IsCancellationRequested ? null : ConnectFailure.Explain(e, late.IsCancellationRequested, options, handshake)
            );
        }
        finally
        {
            tls?.Dispose();
        }
    }

    private LinkEnd? Judge(MqttClientConnectResult answer)
    {
        if (answer.ResultCode != MqttClientConnectResultCode.Success)
        {
            return Refusal.Of((int)answer.ResultCode, answer.ReasonString, answer.ServerReference, options);
        }

        // 3.1.1 names no limits: MQTTnet's 0 means nothing there.
        if (options.Version == MqttVersion.V5 && answer.MaximumQoS == MqttQualityOfServiceLevel.AtMostOnce)
        {
            return Refusal.Of((int)MqttClientConnectResultCode.QoSNotSupported, null, null, options);
        }

        return answer.IsSessionPresent ? LinkLoss.ForeignSession(options) : null; // [MQTT-3.2.2-4]
    }

    private async Task<LinkEnd?> SendAsync(IMqttClient client, MqttClientConnectResult answer, LinkLife life, CancellationToken stop)
    {
        BrokerLimits limits = BrokerLimits.Of(answer, options);
        long since = time.GetTimestamp();
        var session = new LinkSession(parts, client, limits, life, suspicion.Careful);
        Task watch = new KeepAliveWatch(client, limits.KeepAlive, life, options, time).RunAsync();
        LinkEnd end;
        try
        {
            await parts.Outbox.ReleaseAsync();
            parts.Counters.Connected();
            report.Connected();
            await session.RunAsync(stop);
            return null;
        }
        catch (FaultException fault)
        {
            end = new LinkEnd(fault, RetryPace.BackOff);
        }
        catch (Exception e)
        {
            // MQTTnet throws any type at all when a link breaks. The broker's own word is best, then that of whoever ended the link.
            end = session.BrokersWord is { } word ? LinkLoss.Of(word, options) : life.Cause ?? LinkLoss.Of(e, options);
        }
        finally
        {
            life.Stop();
            await watch;
        }

        if (suspicion.Observe(end, session) is { } refused)
        {
            await RefuseAsync(refused);
        }

        return Takeover(end with { Lived = time.GetElapsedTime(since) });
    }

    /// <summary>A broker of 2.0.11's kind closes without a word when a second client of the same id comes, and that one comes again and again.</summary>
    private LinkEnd Takeover(LinkEnd end)
    {
        shortLinks = end.Closed && end.Lived < options.Timings.ShortLife ? shortLinks + 1 : 0;
        return shortLinks < CutsToSuspectTakeover || suspicion.Careful
            ? end
            : LinkLoss.IdInUse(options, shortLinks) with
            {
                Lived = end.Lived,
            };
    }

    private async Task RefuseAsync(Acknowledgement refused)
    {
        try
        {
            await parts.Outbox.ExchangeAsync([refused], ClaimRequest.Nothing);
            report.RowRefused(refused.Message.Topic, refused.Message.Seq, refused.Message.Payload.Length);
        }
        catch (FaultException fault)
        {
            report.Trouble(fault); // It is found out again.
        }
    }

    private async Task WaitAsync(LinkEnd end, CancellationToken stop)
    {
        parts.Counters.Broke();
        TimeSpan wait = backoff.Next(end);
        report.Waiting(end.Fault, wait);
        try
        {
            await Task.Delay(wait, time, stop);
        }
        catch (OperationCanceledException)
        {
            // A stop is asked for.
        }
    }
}
