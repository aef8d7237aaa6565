using System.Text.RegularExpressions;

namespace EdgeVL.Capture.Sources;

/// <summary>Hides passwords in texts that a person or a log may see.</summary>
internal static partial class SecretMask
{
    private const string Mask = "***";

    /// <summary>The text with the user part of addresses and the value of anything called a password replaced.</summary>
    /// <param name="text">An address, a pipeline or a message of a child.</param>
    /// <param name="secret">A password known to be ours; hidden wherever it stands.</param>
    public static string Apply(string text, string? secret = null)
    {
        if (!string.IsNullOrEmpty(secret))
        {
            text = text.Replace(secret, Mask, StringComparison.Ordinal);
        }

        return Named(UserInfo().Replace(text, $"://{Mask}@"));
    }

    /// <summary>One address, well-formed or not: everything up to its last @ is hidden.</summary>
    public static string Address(string address)
    {
        int start = address.IndexOf("://", StringComparison.Ordinal);
        int at = address.LastIndexOf('@');
        return Named(at <= start ? address : $"{(start < 0 ? "" : address[..(start + 3)])}{Mask}{address[at..]}");
    }

    /// <summary>The text with the value of anything called a password replaced, as some cameras want it in the path.</summary>
    public static string Named(string text) => NamedSecret().Replace(text, $"${{name}}{Mask}");

    // Greedy up to the last @: a password may hold one, and a slash too.
    [GeneratedRegex(@"://\S*@", RegexOptions.CultureInvariant)]
    private static partial Regex UserInfo();

    [GeneratedRegex(
        @"(?<name>(?:pass(?:word|wd|phrase)?|pwd|user-pw|token|secret)\s*=\s*)(?:""[^""]*""|'[^']*'|[^\s&;,]+)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture
    )]
    private static partial Regex NamedSecret();
}
