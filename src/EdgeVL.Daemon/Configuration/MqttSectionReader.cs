using System.Text;
using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Configuration;

/// <summary>Reads the section <c>mqtt</c>.</summary>
internal sealed class MqttSectionReader(RelativePaths paths, SecretReferences secrets, List<string> remarks)
{
    private static readonly TimeSpan LeastKeepAlive = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan MostKeepAlive = TimeSpan.FromHours(18);

    /// <summary>Reads the section.</summary>
    /// <param name="map">The section.</param>
    /// <param name="site">Name of the site, for the defaults.</param>
    /// <param name="device">Name of the device, for the defaults.</param>
    public MqttSection Read(YamlMap map, string site, string device)
    {
        MqttServer? server = map.Required("server", Scalars.Text(MqttServerParser.Parse));
        int? port = map.Optional<int?>("port", scalar => Scalars.Integer(0, 65535)(scalar), null);
        var section = new MqttSection
        {
            Server = server is MqttServer.Embedded ? new MqttServer.Embedded(port ?? MqttServerParser.PlainPort) : server!,
            Version = map.Optional("version", Scalars.Choice(("5", MqttProtocol.V5), ("3.1.1", MqttProtocol.V311)), MqttProtocol.V5),
            User = map.Optional<string?>("user", Scalars.Text(Plain), null),
            Password = map.Optional<Secret?>("password", ReadPassword, null),
            Ca = map.Optional<string?>("ca", Scalars.Text(ParseFile), null),
            Cert = map.Optional<string?>("cert", Scalars.Text(ParseFile), null),
            Key = map.Optional<string?>("key", Scalars.Text(ParseFile), null),
            ClientId = map.Optional("client_id", Scalars.Text(Plain), $"edgevl-{site}-{device}"),
            Root = map.Optional("root", Scalars.Text(root => TopicLevel.ParseRoot(root, site, device)), $"edgevl/v1/{site}/{device}"),
            KeepAlive = map.Optional("keep_alive", ReadKeepAlive, TimeSpan.FromSeconds(30)),
        };
        RefuseContradictions(map, section);
        map.RefuseUnknownKeys();
        return section;
    }

    private static void RefuseContradictions(YamlMap map, MqttSection section)
    {
        if (section.Server is MqttServer.Embedded)
        {
            foreach (string key in (string[])["user", "password", "ca", "cert", "key"])
            {
                map.Refuse(key, "the broker of our own asks for none", "Remove it, or name a broker under 'server'.");
            }
        }
        else if (section.Server is MqttServer.Remote remote)
        {
            map.Refuse(
                "port",
                "a broker's port stands in its address",
                $"Write it in 'server', such as mqtt://{remote.Host}:1883, and remove 'port'."
            );
            RefuseTlsFilesWithoutTls(map, remote);
        }

        if (!map.Has("cert"))
        {
            map.Refuse("key", "a key belongs to a certificate", "Add 'cert'.");
        }

        if (section is { Version: MqttProtocol.V311, User: null } && map.Has("password") && !map.Has("user"))
        {
            map.Refuse("password", "MQTT 3.1.1 has no password without a user", "Add 'user'.");
        }
    }

    private static void RefuseTlsFilesWithoutTls(YamlMap map, MqttServer.Remote remote)
    {
        if (remote.Tls)
        {
            return;
        }

        foreach (string key in (string[])["ca", "cert", "key"])
        {
            map.Refuse(key, "the link to an mqtt:// server is not encrypted", "Write mqtts:// in 'server', or remove it.");
        }
    }

    /// <summary>A wrong password is never repeated in the fault.</summary>
    private Secret ReadPassword(YamlScalar scalar)
    {
        if (scalar.Kind == ScalarKind.Null)
        {
            throw ValueFault.Of("it has no value", "Write ${credential:NAME} or ${env:NAME}, or remove the key.");
        }

        if (scalar.Kind != ScalarKind.Text || scalar.Text.Length == 0)
        {
            throw ValueFault.Of("a password is a text that is not empty", "Put it in quotes.");
        }

        if (!SecretReferences.AreIn(scalar.Text))
        {
            remarks.Add("mqtt.password stands in the configuration as plain text: ${credential:NAME} or ${env:NAME} keeps it out.");
        }

        return new Secret(Bounded(secrets.Resolve(scalar.Text, static secret => secret)));
    }

    private static TimeSpan ReadKeepAlive(YamlScalar scalar)
    {
        TimeSpan length = Duration.Within(LeastKeepAlive, MostKeepAlive)(scalar);
        return length.Ticks % TimeSpan.TicksPerSecond == 0
            ? length
            : throw ValueFault.Of($"'{scalar.Text}' is no whole number of seconds", "Write one, such as 30s.");
    }

    private static string Plain(string text) =>
        SecretReferences.AreIn(text)
            ? throw ValueFault.Of(
                $"'{text}' holds a reference, which is resolved in passwords and addresses of cameras only",
                "Write it out."
            )
        : TopicLevel.IsWellFormed(text) ? Bounded(text)
        : throw ValueFault.Of("it holds a character that closes the link", "Remove control characters.");

    private static string Bounded(string text) =>
        Encoding.UTF8.GetByteCount(text) <= ushort.MaxValue
            ? text
            : throw ValueFault.Of("it is longer than 65535 bytes, which MQTT cannot carry", "Shorten it.");

    /// <summary>A path, or a credential, which is a file anyhow.</summary>
    private string ParseFile(string text)
    {
        const string open = "${credential:";
        return text.StartsWith(open, StringComparison.Ordinal) && text.EndsWith('}') && text.IndexOf('/', StringComparison.Ordinal) < 0
            ? secrets.CredentialFile(text[open.Length..^1])
            : paths.Full(text);
    }
}
