using EdgeVL.Contracts.Faults;
using EdgeVL.Testing.Brokers;

namespace EdgeVL.Mqtt.Tests;

/// <summary>TLS against a real broker: each fault is named, for to .NET they are all the same exception.</summary>
public class TlsTests(TlsTests.Certified files) : IClassFixture<TlsTests.Certified>
{
    private const string NoOpenssl = "openssl is not installed: apt-get install openssl";

    public static TheoryData<string, MqttVersion> Good => new() { { "server", MqttVersion.V5 }, { "server", MqttVersion.V311 } };

    [Theory]
    [MemberData(nameof(Good))]
    public async Task A_broker_whose_authority_is_known_is_trusted(string certificate, MqttVersion version)
    {
        await using Mosquitto broker = await BrokerAsync(certificate);
        var outbox = new MemoryOutbox();
        outbox.Add(20);
        await using var link = new RunningLink(Options(broker) with { Version = version }, outbox);
        await RunningLink.EventuallyAsync(() => outbox.Waiting == 0, "all are acknowledged");
    }

    [Fact]
    public async Task Cuts_of_an_encrypted_link_lose_nothing()
    {
        await using Mosquitto broker = await BrokerAsync("server");
        await using var proxy = new FaultProxy(broker.Port);
        await using Subscriber subscriber = await Subscriber.StartAsync(broker.Port, "t/#", "--cafile", files.Of("ca.crt"));
        var outbox = new MemoryOutbox();
        await using var link = new RunningLink(
            Options(broker) with
            {
                Server = new BrokerAddress("127.0.0.1", proxy.Port, Tls: true),
            },
            outbox
        );
        for (int i = 0; i < 6; i++)
        {
            int before = subscriber.All.Count;
            outbox.Add(200, payload: 2000);
            await subscriber.UntilAsync(all => all.Count > before + (i * 30));
            proxy.Cut(reset: i % 2 == 0);
        }

        await RunningLink.EventuallyAsync(() => outbox.Waiting == 0, "all are acknowledged");
        await subscriber.UntilAsync(static all => all.Any(static one => one.Seq == 1200));
        long[] first =
        [
            .. subscriber.All.Where(static one => one is { Seq: not null, Resend: false }).Select(static one => one.Seq!.Value),
        ];
        Assert.Equal(first.Distinct(), first); // a double says so
        Assert.Equal(1200, subscriber.All.Where(static one => one.Seq is not null).Select(static one => one.Seq).Distinct().Count());
    }

    [Fact]
    public async Task A_client_certificate_opens_the_door()
    {
        await using Mosquitto broker = await BrokerAsync("server", clients: true);
        MqttTlsOptions tls = new()
        {
            Ca = files.Of("ca.crt"),
            Certificate = files.Of("client.crt"),
            Key = files.Of("client.key"),
        };
        await using var link = new RunningLink(Options(broker) with { Tls = tls }, new MemoryOutbox());
        await link.ConnectedAsync();
    }

    [Fact]
    public async Task A_missing_client_certificate_is_named()
    {
        await using Mosquitto broker = await BrokerAsync("server", clients: true);
        LinkState state = await RefusedAsync(Options(broker));
        Assert.Contains("asks for a client certificate, and none is given", state.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_certificate_of_a_foreign_authority_is_named()
    {
        await using Mosquitto broker = await BrokerAsync("server", clients: true);
        MqttTlsOptions tls = new()
        {
            Ca = files.Of("ca.crt"),
            Certificate = files.Of("stranger.crt"),
            Key = files.Of("stranger.key"),
        };
        LinkState state = await RefusedAsync(Options(broker) with { Tls = tls });
        Assert.Contains("does not accept the client certificate", state.Reason, StringComparison.Ordinal);
        Assert.Contains("stranger.crt", state.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("expired", "ca.crt", "valid from")]
    [InlineData("server", "foreign.crt", "no authority in")]
    [InlineData("elsewhere", "ca.crt", "is not issued for '127.0.0.1' but for broker.example")]
    [InlineData("server", null, "no authority of the system has issued it")]
    public async Task What_is_wrong_with_the_brokers_certificate_is_named(string certificate, string? ca, string words)
    {
        await using Mosquitto broker = await BrokerAsync(certificate);
        MqttTlsOptions tls = new() { Ca = ca is null ? null : files.Of(ca) };
        LinkState state = await RefusedAsync(Options(broker) with { Tls = tls });
        Assert.Contains(words, state.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing.crt", null, null, "nothing.crt")]
    [InlineData("empty.crt", null, null, "holds no certificate")]
    [InlineData("ca.crt", "client.crt", "server.key", "do not make a pair")]
    [InlineData("ca.crt", "nothing.crt", "client.key", "nothing.crt")]
    [InlineData("ca.crt", "client.crt", null, "client.crt")]
    public async Task A_file_that_does_not_do_is_named(string ca, string? certificate, string? key, string words)
    {
        await using Mosquitto broker = await BrokerAsync("server");
        MqttTlsOptions tls = new()
        {
            Ca = files.Of(ca),
            Certificate = certificate is null ? null : files.Of(certificate),
            Key = key is null ? null : files.Of(key),
        };
        LinkState state = await RefusedAsync(Options(broker) with { Tls = tls });
        Assert.Contains(words, state.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_does_not_speak_TLS_is_told_from_a_bad_certificate()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        await using var link = new RunningLink(Options(broker), new MemoryOutbox());
        LinkState state = await link.UntilAsync(static state => state.Phase == LinkPhase.Waiting);
        Assert.Contains("closed the connection during the TLS handshake", state.Reason, StringComparison.Ordinal);
        Assert.Contains("mqtt:// without encryption", state.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_speaks_TLS_only_is_pointed_out_to_a_plain_client()
    {
        await using Mosquitto broker = await BrokerAsync("server");
        await using var link = new RunningLink(RunningLink.To(broker.Port), new MemoryOutbox());
        LinkState state = await link.UntilAsync(static state => state.Phase == LinkPhase.Waiting);
        Assert.Contains("mqtts://", state.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_renewed_authority_is_taken_up_without_a_restart()
    {
        await using Mosquitto broker = await BrokerAsync("server");
        string ca = broker.FileOf(
            "trusted.crt",
            await File.ReadAllTextAsync(files.Of("foreign.crt"), TestContext.Current.CancellationToken)
        );
        await using var link = new RunningLink(Options(broker) with { Tls = new MqttTlsOptions { Ca = ca } }, new MemoryOutbox());
        await link.UntilAsync(static state => state.Code == FaultCode.TlsInvalid);
        broker.FileOf("trusted.crt", await File.ReadAllTextAsync(files.Of("ca.crt"), TestContext.Current.CancellationToken));
        await link.ConnectedAsync();
    }

    private static async Task<LinkState> RefusedAsync(MqttOptions options)
    {
        await using var link = new RunningLink(options, new MemoryOutbox());
        LinkState state = await link.UntilAsync(static state => state.Phase == LinkPhase.Waiting);
        Assert.Equal(FaultCode.TlsInvalid, state.Code);
        Assert.NotEmpty(state.Remedy);
        Assert.True(state.RetryAt - state.Since >= RunningLink.Fast.SettingsRetry);
        return state;
    }

    private MqttOptions Options(Mosquitto broker) =>
        RunningLink.To(broker.Port) with
        {
            Server = new BrokerAddress("127.0.0.1", broker.Port, Tls: true),
            Tls = new MqttTlsOptions { Ca = files.Of("ca.crt") },
        };

    private Task<Mosquitto> BrokerAsync(string certificate, bool clients = false)
    {
        Assert.SkipWhen(Mosquitto.Find("openssl") is null, NoOpenssl);
        string settings =
            $"cafile {files.Of("ca.crt")}\ncertfile {files.Of(certificate + ".crt")}\nkeyfile {files.Of(certificate + ".key")}\n";
        return Mosquitto.StartAsync(listenerSettings: settings + (clients ? "require_certificate true\n" : ""));
    }

    /// <summary>The certificates, once for all tests of the class.</summary>
    public sealed class Certified : IAsyncLifetime
    {
        private readonly Certificates certificates = new();

        public string Of(string name) => certificates.Of(name);

        public ValueTask InitializeAsync() => certificates.InitializeAsync();

        public ValueTask DisposeAsync() => certificates.DisposeAsync();
    }
}
