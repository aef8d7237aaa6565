namespace EdgeVL.Mqtt;

/// <summary>What is said about the device itself, retained, on one topic.</summary>
/// <param name="Topic">The topic, without wildcards.</param>
/// <param name="Schema">Name and version of the payloads' form.</param>
/// <param name="Offline">The will: said by the broker when the link ends without a goodbye; at most 65,535 bytes.</param>
/// <param name="Online">Said on every connect.</param>
/// <param name="Stopped">Said, and waited for, before a wanted end.</param>
public sealed record Presence(
    string Topic,
    string Schema,
    ReadOnlyMemory<byte> Offline,
    Func<ReadOnlyMemory<byte>> Online,
    Func<ReadOnlyMemory<byte>> Stopped
);
