using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using EdgeVL.Contracts.Faults;
using EdgeVL.Testing.Brokers;

namespace EdgeVL.Mqtt.Tests;

public class EmbeddedBrokerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_link_and_a_foreign_subscriber_meet_at_it()
    {
        Assert.SkipUnless(Mosquitto.Installed, Mosquitto.Missing);
        await using EmbeddedBroker broker = await EmbeddedBroker.StartAsync(0, Token);
        await using Subscriber subscriber = await Subscriber.StartAsync(broker.Address.Port);
        var outbox = new MemoryOutbox();
        await using var link = new RunningLink(RunningLink.To(0) with { Server = broker.Address }, outbox);
        outbox.Add(20);
        await subscriber.UntilAsync(static all => all.Count(static one => one.Seq > 0) == 20);
        Assert.Contains(subscriber.All, static one => one is { Topic: "t/status", Payload: """{"status":"online"}""" });

        await using Subscriber later = await Subscriber.StartAsync(broker.Address.Port, "t/status");
        await later.FirstAsync(static one => one.Retained);
    }

    [Theory]
    [InlineData("311")]
    [InlineData("5")]
    public async Task A_client_without_a_name_is_let_in(string version)
    {
        Assert.SkipUnless(Mosquitto.Installed, Mosquitto.Missing);
        await using EmbeddedBroker broker = await EmbeddedBroker.StartAsync(0, Token);
        var start = new ProcessStartInfo("mosquitto_sub", ["-V", version, "-p", $"{broker.Address.Port}", "-t", "t", "-E"]);
        using Process subscriber = Process.Start(start)!; // -E: leaves once it is subscribed
        await subscriber.WaitForExitAsync(Token);
        Assert.Equal(0, subscriber.ExitCode);
    }

    [Fact]
    public async Task It_listens_on_loopback_alone()
    {
        await using EmbeddedBroker broker = await EmbeddedBroker.StartAsync(0, Token);
        string[] listening =
        [
            .. (await File.ReadAllLinesAsync("/proc/net/tcp", Token)).Concat(await File.ReadAllLinesAsync("/proc/net/tcp6", Token)),
        ];
        string port = $":{broker.Address.Port:X4} ";
        string[] ours =
        [
            .. listening
                .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(part => (part[1] + " ").EndsWith(port, StringComparison.Ordinal) && part[3] == "0A")
                .Select(static part => part[1]),
        ];
        Assert.Equal([$"0100007F:{broker.Address.Port:X4}"], ours);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var fault = await Assert.ThrowsAsync<FaultException>(() => EmbeddedBroker.StartAsync(port, Token));
        Assert.Contains($"127.0.0.1:{port}", fault.Message, StringComparison.Ordinal);
    }
}
