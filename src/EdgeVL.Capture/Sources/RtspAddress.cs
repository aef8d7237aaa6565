using System.Buffers;

namespace EdgeVL.Capture.Sources;

/// <summary>Reads an RTSP address, and takes user and password out of it.</summary>
internal static class RtspAddress
{
    // A pipeline's text would split at these or end early.
    private static readonly SearchValues<char> Unsafe = SearchValues.Create("\"'\\` \t\r\n\v\f");

    public static CameraSource Parse(string text)
    {
        string shown = SecretMask.Address(text);
        int authority = text.IndexOf("://", StringComparison.Ordinal) + "://".Length;
        if (authority < "://".Length)
        {
            throw Refused(shown, "has no //", "Write it as in rtsp://10.0.0.7/stream1.");
        }

        int path = text.IndexOfAny(['/', '?', '#'], authority);
        int end = path < 0 ? text.Length : path;
        int at = text.LastIndexOf('@', end - 1, end - authority);
        string bare = at < 0 ? text : string.Concat(text.AsSpan(0, authority), text.AsSpan(at + 1));
        Credentials? credentials = at < 0 ? null : ReadCredentials(text[authority..at], shown);
        ThrowIfNoAddress(bare, shown);
        return new CameraSource(CameraSourceKind.Rtsp, bare, credentials);
    }

    private static void ThrowIfNoAddress(string bare, string shown)
    {
        if (bare.AsSpan().ContainsAny(Unsafe) || bare.Any(char.IsControl))
        {
            throw Refused(shown, "holds white space, a quote or a backslash", "Write such characters as %20, %22, %27 or %5C.");
        }

        if (!Uri.TryCreate(bare, UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0)
        {
            throw Refused(
                shown,
                "names no host, or a port that is none",
                "Write it as in rtsp://10.0.0.7:554/stream1; in a user name or password write / as %2F, ? as %3F and # as %23."
            );
        }
    }

    /// <summary>Percent codes are decoded; a % that begins none stands for itself, as in a password pasted as it is.</summary>
    private static Credentials ReadCredentials(string userInfo, string shown)
    {
        int colon = userInfo.IndexOf(':', StringComparison.Ordinal);
        string user = colon < 0 ? userInfo : userInfo[..colon];
        string password = colon < 0 ? "" : userInfo[(colon + 1)..];
        var credentials = new Credentials(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password));
        return (credentials.User + credentials.Password).Any(char.IsControl)
            ? throw Refused(
                shown,
                "has a control character in its user or password",
                "Remove it; a line end at the end of a secret's file is a common cause."
            )
            : credentials;
    }

    private static Contracts.Faults.FaultException Refused(string shown, string why, string remedy) =>
        CameraSource.Refused($"The camera address '{shown}' {why}.", remedy);
}
