using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Mqtt.Connection;

/// <summary>Authorities and client certificate of one attempt, read from their files; the owner disposes them after it.</summary>
internal sealed class TlsFiles : IDisposable
{
    private TlsFiles(X509Certificate2Collection authorities, X509Certificate2? client)
    {
        Authorities = authorities;
        Client = client;
    }

    /// <summary>The authorities to trust; empty for those of the system.</summary>
    public X509Certificate2Collection Authorities { get; }

    /// <summary>The client's certificate with its key.</summary>
    public X509Certificate2? Client { get; }

    /// <summary>Reads the files.</summary>
    /// <exception cref="FaultException"><see cref="FaultCode.TlsInvalid"/>: a file is missing, empty, or does not fit the other.</exception>
    public static TlsFiles Read(MqttTlsOptions options)
    {
        X509Certificate2Collection authorities = options.Ca is null ? [] : ReadAuthorities(options.Ca);
        return new TlsFiles(authorities, options.Certificate is null ? null : ReadClient(options.Certificate, options.Key));
    }

    public void Dispose()
    {
        Client?.Dispose();
        foreach (X509Certificate2 authority in Authorities)
        {
            authority.Dispose();
        }
    }

    private static X509Certificate2Collection ReadAuthorities(string path)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw Unreadable("authorities (mqtt.ca)", path, e);
        }

        // An empty collection would mean the system's authorities: more trust than was asked for.
        return authorities.Count > 0
            ? authorities
            : throw new FaultException(
                FaultCode.TlsInvalid,
                $"The file of authorities '{path}' (mqtt.ca) holds no certificate.",
                "Give a PEM file with at least one BEGIN CERTIFICATE block."
            );
    }

    private static X509Certificate2 ReadClient(string certificate, string? key)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(certificate, key ?? certificate);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable("client certificate or key", key is null ? certificate : $"{certificate}' or '{key}", e);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new FaultException(
                FaultCode.TlsInvalid,
                $"The client certificate '{certificate}' and the key '{key ?? certificate}' do not make a pair: {e.Message}",
                "Give a certificate and its own private key, both PEM, the key unencrypted.",
                e
            );
        }
    }

    private static FaultException Unreadable(string thing, string path, Exception e) =>
        new(
            FaultCode.TlsInvalid,
            $"Cannot read the {thing} '{path}': {e.Message}",
            "Check the path, that it is a PEM file, and that the service user may read it.",
            e
        );
}
