using System.Text;
using EdgeVL.Contracts.Faults;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeVL.Mqtt.Tests;

public class OptionsTests
{
    [Theory]
    [InlineData("mqtt://broker", "broker", 1883, false)]
    [InlineData("mqtts://broker.plant", "broker.plant", 8883, true)]
    [InlineData("mqtts://10.0.0.7:1234", "10.0.0.7", 1234, true)]
    [InlineData("mqtt://[fe80::1]:99/", "fe80::1", 99, false)]
    public void An_address_is_read(string text, string host, int port, bool tls) =>
        Assert.Equal(new BrokerAddress(host, port, tls), BrokerAddress.Parse(text));

    [Theory]
    [InlineData("broker")]
    [InlineData("broker:1883")]
    [InlineData("http://broker")]
    [InlineData("mqtt://")]
    [InlineData("mqtt://broker:0")]
    [InlineData("mqtt://broker:99999")]
    [InlineData("mqtt://broker/path")]
    [InlineData("")]
    public void Anything_else_is_refused_with_the_form_that_is_wanted(string text)
    {
        var fault = Assert.Throws<FaultException>(() => BrokerAddress.Parse(text));
        Assert.Equal(FaultCode.ConfigurationInvalid, fault.Code);
        Assert.NotEmpty(fault.Remedy);
    }

    [Fact]
    public void A_password_in_an_address_is_refused_and_not_repeated()
    {
        var fault = Assert.Throws<FaultException>(() => BrokerAddress.Parse("mqtt://me:s3cret@broker"));
        Assert.DoesNotContain("s3cret", fault.Explained, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_show_no_secret()
    {
        MqttOptions options = RunningLink.To(1) with { User = "me", Password = "s3cret" };
        Assert.DoesNotContain("s3cret", options.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_is_shown_as_it_is_written() =>
        Assert.Equal("mqtts://[::1]:8883", BrokerAddress.Parse("mqtts://[::1]").ToString());

    public static TheoryData<string, MqttOptions> BadOptions =>
        new()
        {
            { "window", RunningLink.To(1) with { Window = 0 } },
            { "rate", RunningLink.To(1) with { BacklogRate = 0 } },
            { "keep_alive", RunningLink.To(1) with { KeepAlive = TimeSpan.FromSeconds(1) } },
            { "keep_alive", RunningLink.To(1) with { KeepAlive = TimeSpan.FromSeconds(2.5) } },
            { "client id", RunningLink.To(1) with { ClientId = "" } },
            { "client id", RunningLink.To(1) with { ClientId = "a\0b" } },
            { "client id", RunningLink.To(1) with { ClientId = new string('x', 65_536) } },
            { "user", RunningLink.To(1) with { User = "\uFFFE" } },
            { "password", RunningLink.To(1) with { Password = "alone" } },
        };

    [Theory]
    [MemberData(nameof(BadOptions), DisableDiscoveryEnumeration = true)]
    public void What_the_library_would_send_malformed_is_refused_by_name(string name, MqttOptions options)
    {
        var presence = new Presence("t/status", "s", Encoding.UTF8.GetBytes("{}"), () => default, () => default);
        var fault = Assert.Throws<FaultException>(() =>
            new MqttLink(options, presence, new MemoryOutbox(), TimeProvider.System, NullLogger<MqttLink>.Instance)
        );
        Assert.Contains(name, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Zeile 1/世界 🤖", true)]
    [InlineData("a\0", false)]
    [InlineData("a\tb", false)]
    [InlineData("\uFFFF", false)]
    [InlineData("\uFDD0", false)]
    public void A_text_is_known_for_what_a_broker_takes(string text, bool valid) => Assert.Equal(valid, WireText.IsValid(text));

    [Fact]
    public void Half_a_character_is_no_text() => Assert.False(WireText.IsValid("a\uD800"));
}
