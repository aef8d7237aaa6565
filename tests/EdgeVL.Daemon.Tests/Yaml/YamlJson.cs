using System.Globalization;
using System.Text.Json.Nodes;
using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Tests.Yaml;

/// <summary>What a JSON Schema sees of a YAML file.</summary>
internal static class YamlJson
{
    public static JsonNode? Of(YamlNode node) =>
        node switch
        {
            YamlMapping map => new JsonObject(map.Entries.Select(static entry => KeyValuePair.Create(entry.Key, Of(entry.Value)))),
            YamlList list => new JsonArray([.. list.Items.Select(Of)]),
            YamlScalar { Kind: ScalarKind.Null } => null,
            YamlScalar { Kind: ScalarKind.Boolean } flag => JsonValue.Create(flag.Text == "true"),
            YamlScalar { Kind: ScalarKind.Number } number => JsonNode.Parse(number.Text),
            YamlScalar text => JsonValue.Create(text.Text),
            _ => throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{node.Place} was refused.")),
        };
}
