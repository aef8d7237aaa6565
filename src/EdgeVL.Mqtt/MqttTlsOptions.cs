namespace EdgeVL.Mqtt;

/// <summary>Files of the <c>mqtt</c> section that <c>mqtts://</c> uses; read anew at every attempt, so that a renewed one is taken up.</summary>
public sealed record MqttTlsOptions
{
    /// <summary>PEM file with the authorities to trust, and no others. Default: those of the system.</summary>
    public string? Ca { get; init; }

    /// <summary>PEM file with the client's certificate. Default: none is shown.</summary>
    public string? Certificate { get; init; }

    /// <summary>PEM file with its private key, unencrypted. Default: the key stands in <see cref="Certificate"/>.</summary>
    public string? Key { get; init; }
}
