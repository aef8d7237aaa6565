using System.Text.RegularExpressions;

namespace EdgeVL.Daemon.Yaml;

/// <summary>The password inside an address such as <c>rtsp://user:password@host</c>.</summary>
internal static partial class AddressPassword
{
    /// <summary>Replaces each password by <c>***</c>; the reference to a secret stays, for it is none.</summary>
    public static string Hide(string text) => Pattern().Replace(text, "${before}***@");

    [GeneratedRegex(@"(?<before>://[^/\s:@]*:)(?!\$\{[^}\s]*\}@|[0-9]+/)\S*@", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
