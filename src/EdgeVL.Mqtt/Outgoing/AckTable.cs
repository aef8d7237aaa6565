using System.Globalization;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Mqtt.Outgoing;

/// <summary>What the reason code of a PUBACK means for the message.</summary>
internal static class AckTable
{
    public const int NotAuthorized = 0x87;

    public static AckOutcome Outcome(int code) =>
        code switch
        {
            0x00 => AckOutcome.Accepted,
            0x10 => AckOutcome.Unheard,
            0x90 or 0x95 or 0x99 => AckOutcome.Refused,
            _ => AckOutcome.Declined,
        };

    /// <summary>What people are shown of a message that the broker turned down.</summary>
    public static FaultException Fault(BrokerAddress server, Landing landing)
    {
        string words = Words(landing.Code) + (string.IsNullOrEmpty(landing.Said) ? "" : $"; it says '{landing.Said}'");
        return new FaultException(
            FaultCode.BrokerRefused,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The broker {server} turns down messages to '{landing.Flight.Topic}': {words} (0x{landing.Code:X2})."
            ),
            landing.Code == NotAuthorized ? "Allow this client to publish to it at the broker." : "See the broker's log."
        );
    }

    private static string Words(int code) =>
        code switch
        {
            NotAuthorized => "not authorized",
            0x80 => "for no reason that it gives",
            0x83 => "for a reason of its own",
            0x90 => "the topic is not allowed",
            0x91 => "the packet id is in use",
            0x95 => "the packet is too large",
            0x97 => "a quota is exceeded",
            0x99 => "the payload is not in the format that it says",
            _ => "for a reason that is not known here",
        };
}
