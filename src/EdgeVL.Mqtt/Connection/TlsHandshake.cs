using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using EdgeVL.Contracts.Faults;
using MQTTnet;

namespace EdgeVL.Mqtt.Connection;

/// <summary>Watches one handshake: every fault of it is the same exception afterwards, or a connection that is closed.</summary>
/// <param name="server">The broker, for the words.</param>
/// <param name="ca">File of the authorities; null for those of the system.</param>
/// <param name="client">The client's certificate; null for none.</param>
internal sealed class TlsHandshake(BrokerAddress server, string? ca, X509Certificate2? client)
{
    /// <summary>Whether the broker has shown a certificate: whether it speaks TLS at all.</summary>
    public bool Begun { get; private set; }

    /// <summary>Whether the broker has asked for a client certificate.</summary>
    public bool ClientCertificateAsked { get; private set; }

    /// <summary>What is wrong with the broker's certificate; null when nothing is.</summary>
    public FaultException? CertificateFault { get; private set; }

    public bool Check(MqttClientCertificateValidationEventArgs shown)
    {
        Begun = true;
        CertificateFault = Explain(shown);
        return CertificateFault is null;
    }

    public X509Certificate? Select(MqttClientCertificateSelectionEventArgs asked)
    {
        // It is called before the handshake too, without the broker's certificate; a certificate given then is never asked for again.
        if (asked.RemoveCertificate is null)
        {
            return null;
        }

        ClientCertificateAsked = true;
        return client;
    }

    private FaultException? Explain(MqttClientCertificateValidationEventArgs shown)
    {
        SslPolicyErrors errors = shown.SslPolicyErrors;
        X509ChainStatusFlags chain =
            shown.Chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, static (all, one) => all | one.Status)
            ?? X509ChainStatusFlags.NoError;

        if (errors == SslPolicyErrors.None)
        {
            return null;
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return Invalid("it shows none", "Give the broker a certificate.");
        }

        if (chain.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            return Invalid(
                $"it is valid from {shown.Certificate.GetEffectiveDateString()} to {shown.Certificate.GetExpirationDateString()} only",
                "Renew the broker's certificate, or set this device's clock right."
            );
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return Invalid(
                $"it is not issued for '{server.Host}' but for {Names(shown.Certificate)}",
                "Set mqtt.server to a name that stands in the certificate, or issue one for this name."
            );
        }

        return (chain & (X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot)) != X509ChainStatusFlags.NoError
            ? Foreign()
            : Invalid($"{errors}, {chain}", "Issue a new certificate for the broker.");
    }

    private FaultException Foreign() =>
        ca is null
            ? Invalid("no authority of the system has issued it", "Name the broker's authority by mqtt.ca.")
            : Invalid(
                $"no authority in '{ca}' has issued it",
                "Put the broker's authority into that file; if an intermediate issued it, the broker must send that one along."
            );

    private static string Names(X509Certificate certificate)
    {
        string[] names = certificate is X509Certificate2 full
            ?
            [
                .. full
                    .Extensions.OfType<X509SubjectAlternativeNameExtension>()
                    .SelectMany(static names =>
                        names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(static ip => ip.ToString()))
                    ),
            ]
            : [];
        return names.Length > 0 ? string.Join(", ", names) : certificate.Subject;
    }

    private FaultException Invalid(string what, string remedy) =>
        new(FaultCode.TlsInvalid, $"The certificate of the broker {server} is not accepted: {what}.", remedy);
}
