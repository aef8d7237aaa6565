using System.Text.Json;
using EdgeVL.Contracts;
using EdgeVL.Contracts.Faults;
using EdgeVL.Contracts.Messages;
using EdgeVL.Daemon.Store;
using EdgeVL.Mqtt;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeVL.Daemon.Publishing;

/// <summary>Joins store and link: what is stored is published, in order, until the broker has it. Nothing here holds the pipeline up.</summary>
/// <remarks>A stop drains what is stored within its limit, says <c>stopped</c> and returns; stop it after whoever stores results.</remarks>
public sealed class ResultPublisher : BackgroundService
{
    private const string StatusSchema = "edgevl/status/1";
    private const string CameraStatusSchema = "edgevl/camera-status/1";
    private readonly ResultStore store;
    private readonly TopicNames topics;
    private readonly DeviceIdentity identity;
    private readonly TimeProvider time;
    private readonly LastReadings last;
    private readonly MqttLink link;

    /// <summary>Makes a publisher; nothing happens before it is started.</summary>
    /// <param name="store">The store; the caller disposes it after the publisher.</param>
    /// <param name="options">The <c>mqtt</c> section.</param>
    /// <param name="topics">Names of the topics.</param>
    /// <param name="identity">What the device says of itself.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told each change of the link's state.</param>
    /// <exception cref="FaultException"><see cref="FaultCode.ConfigurationInvalid"/>: an option is out of its range.</exception>
    public ResultPublisher(
        ResultStore store,
        MqttOptions options,
        TopicNames topics,
        DeviceIdentity identity,
        TimeProvider time,
        ILogger<MqttLink> logger
    )
    {
        (this.store, this.topics, this.identity, this.time) = (store, topics, identity, time);
        last = new LastReadings(topics, (topic, payload) => link!.Retain(topic, payload, LastReadings.Schema));
        var presence = new Presence(topics.Status, StatusSchema, Status("offline", null), () => Now("online"), () => Now("stopped"));
        link = new MqttLink(options, presence, new Outbox(store, topics, last, time), time, logger);
    }

    /// <summary>Raised after each change of <see cref="State"/>; handlers return at once.</summary>
    public event EventHandler? StateChanged
    {
        add => link.StateChanged += value;
        remove => link.StateChanged -= value;
    }

    /// <summary>Where the link to the broker stands.</summary>
    public LinkState State => link.State;

    /// <summary>Keeps a camera's state at the broker, now and on every connect. Any thread; never waits.</summary>
    public void Announce(string camera, CameraStatus status) =>
        link.Retain(
            topics.CameraStatus(camera),
            JsonSerializer.SerializeToUtf8Bytes(status, ContractsJson.Wire.CameraStatus),
            CameraStatusSchema
        );

    /// <inheritdoc/>
    public override void Dispose()
    {
        link.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach ((string camera, string recipe, long seq, byte[] json) in await store.DoAsync(static database => database.Results.Newest()))
        {
            last.Acknowledged(json, seq, topics.Result(camera, recipe), backlog: false);
        }

        await link.RunAsync(stoppingToken);
    }

    private ReadOnlyMemory<byte> Now(string status) => Status(status, time.GetUtcNow());

    private ReadOnlyMemory<byte> Status(string status, DateTimeOffset? at) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new DeviceStatus(status, identity.Version, identity.BootId, at),
            ContractsJson.Wire.DeviceStatus
        );
}
