using System.Globalization;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Mqtt.Connection;

/// <summary>What the broker's refusal to connect means, what to do, and how soon to try again.</summary>
internal static class Refusal
{
    /// <param name="code">Reason code of the CONNACK.</param>
    /// <param name="reason">The broker's own words, if any.</param>
    /// <param name="server">Another server that it names, if any.</param>
    /// <param name="options">For the words.</param>
    public static LinkEnd Of(int code, string? reason, string? server, MqttOptions options)
    {
        (string words, string remedy, RetryPace pace) = Explain(code, options);
        string message = string.Create(
            CultureInfo.InvariantCulture,
            $"The broker {options.Server} refused the connection: {words} (0x{code:X2}){Said(reason, server)}."
        );
        FaultCode number = pace == RetryPace.Settings ? FaultCode.BrokerRefused : FaultCode.BrokerUnreachable;
        return new LinkEnd(new FaultException(number, message, remedy), pace, code);
    }

    /// <summary>What a broker adds to a reason code.</summary>
    public static string Said(string? reason, string? server) =>
        (string.IsNullOrEmpty(reason) ? "" : $"; it says '{reason}'")
        + (string.IsNullOrEmpty(server) ? "" : $"; it names another server, '{server}'");

    private static (string Words, string Remedy, RetryPace Pace) Explain(int code, MqttOptions options) =>
        code switch
        {
            0x01 or 0x84 => Setting("it does not speak this version of MQTT", VersionRemedy(options.Version)),
            0x85 => Setting($"the client id '{options.ClientId}' is not allowed", "Give a client id that the broker allows."),
            0x86 => Setting("bad user name or password", "Check mqtt.user and mqtt.password, and the account at the broker."),
            0x87 => Setting(
                "not authorized",
                "Check mqtt.user, mqtt.password and the client certificate, and what the broker allows this client."
            ),
            0x8A => Setting("this client is banned", "Ask the broker's administrator."),
            0x8C => Setting("bad authentication method", "Use a broker that takes user name and password or a client certificate."),
            0x90 => Setting("the topic of the will is not allowed", "Allow the device's status topic at the broker, or change mqtt.root."),
            0x95 => Setting("the CONNECT packet is too large", "Raise the broker's limit on the size of packets."),
            0x99 => Setting("the will is not in the format that it says", "Report this as a fault of the program."),
            0x9A => Setting("it keeps no retained messages", "Allow retained messages at the broker: the device's status is one."),
            0x9B => Setting("it takes no messages of QoS 1", "Allow QoS 1 at the broker: results are sent until they are acknowledged."),
            0x9D => Setting("the server has moved", "Set mqtt.server to the server that it names."),
            0x81 or 0x82 => Setting("it found the CONNECT packet wrong", "Check user, password and client id for odd characters."),
            0x88 => Passing("the server is unavailable"),
            0x89 => Passing("the server is busy"),
            0x97 => Passing("a quota is exceeded"),
            0x9C => Passing("it asks to use another server for a while"),
            0x9F => Passing("too many connections in a short time"),
            _ => Passing("it gives no reason that is known here"),
        };

    private static string VersionRemedy(MqttVersion version) =>
        version == MqttVersion.V5
            ? "Set mqtt.version to 3.1.1, or use a broker that speaks MQTT 5."
            : "Remove mqtt.version: MQTT 5 is the default.";

    private static (string Words, string Remedy, RetryPace Pace) Setting(string words, string remedy) =>
        (words, remedy, RetryPace.Settings);

    private static (string Words, string Remedy, RetryPace Pace) Passing(string words) =>
        (words, "It is tried again by itself; see the broker's log if it lasts.", RetryPace.BackOff);
}
