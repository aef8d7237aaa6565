using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Mqtt.Connection;

/// <summary>What went wrong before the broker answered, in words that name the cause.</summary>
internal static class ConnectFailure
{
    private const string OtherPort = "Use mqtts:// with the broker's TLS port (often 8883), or mqtt:// without encryption.";

    /// <param name="e">What was thrown: MQTTnet throws many types, and "closed" where its token was cancelled.</param>
    /// <param name="late">Whether the time for an answer is over.</param>
    /// <param name="options">For the words.</param>
    /// <param name="handshake">What was seen of TLS.</param>
    public static LinkEnd Explain(Exception e, bool late, MqttOptions options, TlsHandshake handshake)
    {
        if (e is FaultException fault)
        {
            return new LinkEnd(fault, RetryPace.Settings);
        }

        if (handshake.CertificateFault is { } refused)
        {
            return new LinkEnd(refused, RetryPace.Settings);
        }

        if (late)
        {
            return Unreachable(
                options,
                string.Create(CultureInfo.InvariantCulture, $"it does not answer within {options.Timings.Connect.TotalSeconds:0.#} s"),
                "Check that it is an MQTT broker, that it runs, and what stands between.",
                e
            );
        }

        if (Find<SocketException>(e) is { SocketErrorCode: not SocketError.ConnectionReset } socket && !handshake.Begun)
        {
            return Unreachable(options, Words(socket.SocketErrorCode, options.Server), Remedy(socket.SocketErrorCode), e);
        }

        return options.Server.Tls ? Encrypted(e, options, handshake) : Plain(e, options);
    }

    private static LinkEnd Encrypted(Exception e, MqttOptions options, TlsHandshake handshake)
    {
        if (!handshake.Begun)
        {
            return Find<AuthenticationException>(e) is null
                ? Unreachable(options, "it closed the connection during the TLS handshake", OtherPort, e)
                : Tls($"The broker {options.Server} does not speak TLS on this port.", OtherPort, e);
        }

        if (handshake.ClientCertificateAsked)
        {
            return options.Tls.Certificate is null
                ? Tls(
                    $"The broker {options.Server} asks for a client certificate, and none is given.",
                    "Give mqtt.certificate and mqtt.key, issued by an authority that the broker trusts.",
                    e
                )
                : Tls(
                    $"The broker {options.Server} does not accept the client certificate '{options.Tls.Certificate}'.",
                    "Give one that is in time and issued by an authority that the broker trusts.",
                    e
                );
        }

        return Find<AuthenticationException>(e) is { } handshakeFault
            ? Tls($"No TLS connection with the broker {options.Server}: {handshakeFault.Message}", "Allow TLS 1.2 or 1.3 at the broker.", e)
            : Plain(e, options);
    }

    private static LinkEnd Plain(Exception e, MqttOptions options) =>
        Unreachable(
            options,
            LinkLoss.IsOfNetworks(e) ? "it closed the connection without an answer" : $"{e.GetType().Name}: {e.Message}",
            options.Server.Tls
                ? "See the broker's log: it may be full, or bar this client."
                : "See the broker's log: it may want TLS (mqtts://), be full, or bar this client.",
            e
        );

    private static string Words(SocketError error, BrokerAddress server) =>
        error switch
        {
            SocketError.ConnectionRefused => "nothing listens there",
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => $"the name '{server.Host}' is not known",
            SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.NetworkDown => "there is no way to it",
            SocketError.TimedOut => "it does not answer",
            _ => error.ToString(),
        };

    private static string Remedy(SocketError error) =>
        error switch
        {
            SocketError.ConnectionRefused => "Check that the broker runs, and host and port in mqtt.server.",
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "Check the host in mqtt.server and the name service.",
            _ => "Check the network, and host and port in mqtt.server.",
        };

    private static LinkEnd Unreachable(MqttOptions options, string words, string remedy, Exception e) =>
        new(
            new FaultException(FaultCode.BrokerUnreachable, $"The broker {options.Server} cannot be reached: {words}.", remedy, e),
            RetryPace.BackOff
        );

    private static LinkEnd Tls(string message, string remedy, Exception e) =>
        new(new FaultException(FaultCode.TlsInvalid, message, remedy, e), RetryPace.Settings);

    private static T? Find<T>(Exception? e)
        where T : Exception
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is T found)
            {
                return found;
            }
        }

        return null;
    }
}
