namespace EdgeVL.Mqtt;

/// <summary>The version of the protocol that is spoken.</summary>
/// <remarks>
/// 3.1.1 is for brokers that know nothing newer, and says less: a message has no properties (<c>seq</c> stands in the payload,
/// <c>resend</c> and <c>lane</c> nowhere), the broker's limits stay unknown, a refusal has five reasons, and a denied or oversized
/// message may get a plain acknowledgement and be gone.
/// </remarks>
public enum MqttVersion
{
    /// <summary>MQTT 5.</summary>
    V5,

    /// <summary>MQTT 3.1.1.</summary>
    V311,
}
