using MQTTnet;

namespace EdgeVL.Mqtt.Outgoing;

/// <summary>A message on its way.</summary>
/// <param name="Sent">Ends with the broker's acknowledgement.</param>
/// <param name="At">Timestamp of its sending.</param>
/// <param name="Topic">Its topic.</param>
/// <param name="Row">The row of the outbox; null for a retained state.</param>
internal sealed record Flight(Task<MqttClientPublishResult> Sent, long At, string Topic, OutboxMessage? Row);

/// <summary>A message and what the broker said about it.</summary>
/// <param name="Flight">The message.</param>
/// <param name="Code">Reason code of the PUBACK.</param>
/// <param name="Said">The broker's own words, if any.</param>
internal sealed record Landing(Flight Flight, int Code, string? Said);
