using System.Globalization;
using System.Net.Sockets;
using EdgeVL.Contracts.Faults;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace EdgeVL.Mqtt.Connection;

/// <summary>Why a standing link broke, in words that name the cause.</summary>
internal static class LinkLoss
{
    private const string Later = "It is tried again by itself; see the broker's log if it lasts.";

    public static LinkEnd Of(MqttClientDisconnectedEventArgs args, MqttOptions options) =>
        args.Reason is MqttClientDisconnectReason.NormalDisconnection or MqttClientDisconnectReason.UnspecifiedError
        && args.ReasonString is null
            ? Closed(options, args.Exception)
            : Said((int)args.Reason, args.ReasonString, null, options, args.Exception);

    public static LinkEnd Of(Exception e, MqttOptions options) =>
        e is MqttClientUnexpectedDisconnectReceivedException said
            ? Said(
                (int)(said.ReasonCode ?? MqttDisconnectReasonCode.NormalDisconnection),
                said.ReasonString,
                said.ServerReference,
                options,
                e
            )
            : Closed(options, e);

    public static LinkEnd Silent(MqttOptions options, string what, TimeSpan after) =>
        Broken(
            options,
            string.Create(CultureInfo.InvariantCulture, $"{what} for {after.TotalSeconds:0.#} s"),
            "Check the network between device and broker; messages are kept and sent later."
        );

    /// <summary>Whether it is what networks do to a call; anything else is shown with its own name, for it may be a fault of the program.</summary>
    public static bool IsOfNetworks(Exception e) =>
        e is MqttCommunicationException or OperationCanceledException or ObjectDisposedException or SocketException or IOException;

    public static LinkEnd IdInUse(MqttOptions options, int times) =>
        new(
            new FaultException(
                FaultCode.BrokerRefused,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The broker {options.Server} has closed {times} links in a row soon after the connect: is the client id '{options.ClientId}' in use by another client?"
                ),
                "Give each device its own client id; see the broker's log."
            ),
            RetryPace.TakenOver
        );

    public static LinkEnd ForeignSession(MqttOptions options) =>
        Broken(options, "it offers a session that nobody asked for", "See the broker's log.");

    private static LinkEnd Closed(MqttOptions options, Exception? e) =>
        e is null || IsOfNetworks(e) ? ClosedByOther(options, e) : Broken(options, $"{e.GetType().Name}: {e.Message}", Later, e);

    private static LinkEnd ClosedByOther(MqttOptions options, Exception? e) =>
        Broken(options, "it was closed without a word", Later, e) with
        {
            Closed = true,
        };

    private static LinkEnd Said(int code, string? text, string? server, MqttOptions options, Exception? e)
    {
        (string words, string remedy, RetryPace pace) = Explain(code, options);
        string message = string.Create(
            CultureInfo.InvariantCulture,
            $"The broker {options.Server} ended the link: {words} (0x{code:X2}){Refusal.Said(text, server)}."
        );
        FaultCode number = pace == RetryPace.BackOff ? FaultCode.BrokerUnreachable : FaultCode.BrokerRefused;
        return new LinkEnd(new FaultException(number, message, remedy, e), pace, code);
    }

    private static (string Words, string Remedy, RetryPace Pace) Explain(int code, MqttOptions options) =>
        code switch
        {
            0x8E => (
                $"another client has taken over the id '{options.ClientId}'",
                "Give each device its own client id.",
                RetryPace.TakenOver
            ),
            0x87 => ("not authorized any more", "Check what the broker allows this client.", RetryPace.Settings),
            0x98 => ("an administrator closed it", Later, RetryPace.BackOff),
            0x8B => ("it is shutting down", Later, RetryPace.BackOff),
            0x89 => ("it is busy", Later, RetryPace.BackOff),
            0x8D => ("it heard nothing within the keep alive", Later, RetryPace.BackOff),
            0x95 => ("a packet was too large", "Raise the broker's limit on the size of packets.", RetryPace.BackOff),
            0x96 => ("messages came too fast", "Lower mqtt.rate, or raise the broker's limit.", RetryPace.BackOff),
            0x97 => ("a quota is exceeded", Later, RetryPace.BackOff),
            0x9C or 0x9D => ("it asks to use another server", "Set mqtt.server to the server that it names.", RetryPace.BackOff),
            0x81 or 0x82 or 0x93 or 0x94 => ("it found a packet wrong", "Report this as a fault of the program.", RetryPace.BackOff),
            _ => ("it gives no reason that is known here", Later, RetryPace.BackOff),
        };

    private static LinkEnd Broken(MqttOptions options, string words, string remedy, Exception? e = null) =>
        new(
            new FaultException(FaultCode.BrokerUnreachable, $"The link to the broker {options.Server} broke: {words}.", remedy, e),
            RetryPace.BackOff
        );
}
