using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Configuration;

/// <summary>Reads <c>kind:address</c>: the kind is known, paths become full, secrets are put in and never shown.</summary>
internal sealed class CameraAddressParser(RelativePaths paths, SecretReferences secrets, Func<string, FaultException?> check)
{
    private static readonly string[] Kinds = ["v4l2", "rtsp", "rtsps", "csi", "gst", "file", "folder", "image"];

    /// <summary>The kind in front of the colon; empty where there is none.</summary>
    public static string KindOf(string text) => text.IndexOf(':', StringComparison.Ordinal) is > 0 and int colon ? text[..colon] : "";

    /// <summary>Reads an address.</summary>
    /// <exception cref="FaultException">The kind is unknown, the rest is missing, or the check refused it; no secret is in the message.</exception>
    public CameraAddress Parse(string text)
    {
        string kind = KindOf(text);
        if (!Kinds.Contains(kind))
        {
            throw ValueFault.Of($"'{text}' begins with no kind of source", KindRemedy(kind));
        }

        string rest = text[(kind.Length + 1)..];
        if (rest.Trim().Length == 0)
        {
            throw ValueFault.Of($"'{text}' names nothing", $"Write what to open after '{kind}:'.");
        }

        return kind switch
        {
            "file" or "folder" or "image" => Checked($"{kind}:{paths.Full(rest)}", $"{kind}:{paths.Full(rest)}", []),
            "rtsp" or "rtsps" => WithSecrets(text, Uri.EscapeDataString),
            _ => WithSecrets(text, static secret => secret),
        };
    }

    private static string KindRemedy(string kind) =>
        kind.Length > 1 && NearMiss.Of(kind, Kinds) is { } meant
            ? $"Did you mean '{meant}:'?"
            : $"Begin with {string.Join(", ", Kinds.Select(static known => known + ":"))}.";

    private CameraAddress WithSecrets(string text, Func<string, string> escape)
    {
        var used = new List<string>();
        string address = secrets.Resolve(
            text,
            secret =>
            {
                used.AddRange(secret, escape(secret));
                return escape(secret);
            }
        );
        return Checked(address, AddressPassword.Hide(text), used);
    }

    private CameraAddress Checked(string address, string shown, IEnumerable<string> used)
    {
        if (check(address) is not { } fault)
        {
            return new CameraAddress(address, shown);
        }

        // The check saw the secrets and may repeat the address, or a part of it.
        string Blotted(string text) => used.Aggregate(text, static (all, secret) => all.Replace(secret, "***", StringComparison.Ordinal));
        throw ValueFault.Of(Blotted(fault.Message), Blotted(fault.Remedy));
    }
}
