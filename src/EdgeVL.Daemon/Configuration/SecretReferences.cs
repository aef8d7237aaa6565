using System.Text.RegularExpressions;
using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Configuration;

/// <summary>Puts secrets in the place of <c>${credential:NAME}</c> (a file of <c>$CREDENTIALS_DIRECTORY</c>) and <c>${env:NAME}</c>.</summary>
internal sealed partial class SecretReferences(Func<string, string?> variable)
{
    private const int LongestSecret = 64 * 1024;

    private const string Form = "Write ${credential:NAME} or ${env:NAME}.";

    /// <summary>Whether a text holds something that looks like a reference.</summary>
    public static bool AreIn(string text) => text.Contains("${", StringComparison.Ordinal);

    /// <summary>The text with its references resolved.</summary>
    /// <param name="text">A text with any number of references.</param>
    /// <param name="escape">How a secret is written at its place.</param>
    /// <exception cref="FaultException">A reference is malformed, or names nothing that exists; no secret is in the message.</exception>
    public string Resolve(string text, Func<string, string> escape)
    {
        string resolved = Reference().Replace(text, found => escape(Find(found.Groups["kind"].Value, found.Groups["name"].Value)));
        if (AreIn(Reference().Replace(text, "")))
        {
            throw ValueFault.Of("a reference begins with '${' and does not end as one", Form);
        }

        return resolved;
    }

    /// <summary>The file that holds a credential.</summary>
    /// <exception cref="FaultException">There is none.</exception>
    public string CredentialFile(string name)
    {
        if (variable("CREDENTIALS_DIRECTORY") is not { Length: > 0 } folder)
        {
            throw ValueFault.Of(
                $"the credential '{name}' is asked for, and $CREDENTIALS_DIRECTORY is not set",
                $"Start it as a service with LoadCredential={name}:FILE, or set the variable."
            );
        }

        string file = Path.Combine(folder, name);
        return name is not ("." or "..") && File.Exists(file)
            ? file
            : throw ValueFault.Of($"the credential '{name}' is not in '{folder}'", $"Add LoadCredential={name}:FILE to the service.");
    }

    private string Find(string kind, string name) => kind == "env" ? FromVariable(name) : FromFile(CredentialFile(name), name);

    private string FromVariable(string name) =>
        variable(name) is { Length: > 0 } value
            ? value
            : throw ValueFault.Of($"the environment variable '{name}' is not set", "Set it for the service.");

    private static string FromFile(string file, string name)
    {
        try
        {
            if (new FileInfo(file).Length <= LongestSecret)
            {
                // Most tools end a file with a line break that is no part of the password.
                string text = File.ReadAllText(file);
                return text.EndsWith('\n') ? text[..^1].TrimEnd('\r') : text;
            }
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            throw ValueFault.Of($"the credential '{name}' cannot be read: {broken.Message}", "Check that the service user may read it.");
        }

        throw ValueFault.Of($"the credential '{name}' is larger than 64 KiB", "Check that it is the right file.");
    }

    [GeneratedRegex(@"\$\{(?<kind>credential|env):(?<name>[A-Za-z0-9_.-]{1,255})\}", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
