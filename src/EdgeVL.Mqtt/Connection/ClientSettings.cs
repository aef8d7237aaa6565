using System.Security.Cryptography.X509Certificates;
using System.Text;
using EdgeVL.Contracts.Faults;
using EdgeVL.Mqtt.Outgoing;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace EdgeVL.Mqtt.Connection;

/// <summary>Our options as MQTTnet's, made anew for each attempt.</summary>
internal static class ClientSettings
{
    private const int LongestText = 65_535;

    /// <summary>Refuses what MQTTnet would send malformed.</summary>
    /// <exception cref="FaultException"><see cref="FaultCode.ConfigurationInvalid"/>: names the option and the remedy.</exception>
    public static void Check(MqttOptions options, Presence presence)
    {
        CheckText("mqtt client id", options.ClientId, empty: false);
        CheckText("mqtt.user", options.User, empty: true);
        CheckText("topic of the status", presence.Topic, empty: false);
        Demand(
            Encoding.UTF8.GetByteCount(options.Password ?? "") <= LongestText,
            "mqtt.password is longer than 65,535 bytes.",
            "Use a shorter one."
        );
        Demand(options.Password is null || options.User is not null, "mqtt.password is given without mqtt.user.", "Give both, or neither.");
        Demand(presence.Offline.Length <= LongestText, "The will is longer than 65,535 bytes.", "Use shorter names of site and device.");
        Demand(options.Window is >= 1 and <= 1000, $"mqtt.window is {options.Window}.", "Give 1 to 1000.");
        Demand(options.BacklogRate is >= 1 and <= 100_000, $"mqtt.rate is {options.BacklogRate}.", "Give 1 to 100000 messages a second.");
        Demand(
            options.KeepAlive.TotalSeconds is >= 2 and <= ushort.MaxValue && options.KeepAlive.Ticks % TimeSpan.TicksPerSecond == 0,
            $"mqtt.keep_alive is {options.KeepAlive}.",
            "Give 2 to 65535 whole seconds."
        );
    }

    public static MqttClientOptions Build(MqttOptions options, Presence presence, TlsFiles? tls, TlsHandshake handshake)
    {
        MqttClientOptionsBuilder builder = new MqttClientOptionsBuilder()
            .WithTcpServer(options.Server.Host, options.Server.Port)
            .WithStreamProvider(new SocketStreams())
            .WithoutPacketFragmentation()
            .WithProtocolVersion(options.Version == MqttVersion.V5 ? MqttProtocolVersion.V500 : MqttProtocolVersion.V311)
            .WithClientId(options.ClientId)
            .WithCleanStart()
            .WithKeepAlivePeriod(options.KeepAlive)
            .WithWillTopic(presence.Topic)
            .WithWillPayload(presence.Offline.ToArray())
            .WithWillQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
            .WithWillRetain();

        if (options.User is not null)
        {
            builder.WithCredentials(options.User, options.Password is null ? null : Encoding.UTF8.GetBytes(options.Password));
        }

        if (options.Version == MqttVersion.V5)
        {
            builder
                .WithWillContentType(PublishForm.ContentType)
                .WithWillPayloadFormatIndicator(MqttPayloadFormatIndicator.CharacterData)
                .WithWillUserProperty("schema", (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(presence.Schema));
        }

        builder.WithTlsOptions(o => Encrypt(o, options.Server.Tls ? tls : null, handshake));
        return builder.Build();
    }

    private static void Encrypt(MqttClientTlsOptionsBuilder builder, TlsFiles? tls, TlsHandshake handshake)
    {
        builder.UseTls(tls is not null);
        if (tls is null)
        {
            return;
        }

        // Revocation lists are on the internet; the default refuses chains with an intermediate when it is out of reach.
        builder.WithRevocationMode(X509RevocationMode.NoCheck).WithCertificateValidationHandler(handshake.Check);
        builder.WithCertificateSelectionHandler(handshake.Select);
        if (tls.Authorities.Count > 0)
        {
            builder.WithTrustChain(tls.Authorities);
        }
    }

    private static void CheckText(string name, string? text, bool empty)
    {
        if (text is null || (empty && text.Length == 0))
        {
            return;
        }

        Demand(text.Length > 0, $"The {name} is empty.", "Give it at least one character.");
        Demand(Encoding.UTF8.GetByteCount(text) <= LongestText, $"The {name} is longer than 65,535 bytes.", "Use a shorter one.");
        Demand(WireText.IsValid(text), $"The {name} holds a character that MQTT does not carry.", "Use letters, digits and punctuation.");
    }

    private static void Demand(bool condition, string message, string remedy)
    {
        if (!condition)
        {
            throw new FaultException(FaultCode.ConfigurationInvalid, message, remedy);
        }
    }
}
