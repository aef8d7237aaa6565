using System.Text.Json;
using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Configuration;
using EdgeVL.Daemon.Tests.Yaml;
using EdgeVL.Daemon.Yaml;
using Json.Schema;

namespace EdgeVL.Daemon.Tests.Configuration;

public sealed class ConfigurationSchemaTests : IDisposable
{
    // One process may build a schema of one id only once.
    private static readonly JsonSchema Schema = JsonSchema.FromText(ConfigurationSchema.Text());

    private const string Good =
        "site: s\ndevice: d\nmodel: { folder: m }\ncameras: { a: { source: 'v4l2:/d' } }\nmqtt: { server: 'mqtts://h' }\n";

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void The_published_schema_is_the_embedded_one() =>
        Assert.Equal(File.ReadAllText(Repository.At("docs/schema/edgevl.schema.json")), ConfigurationSchema.Text());

    [Fact]
    public void The_example_of_the_manual_and_the_sample_pass_the_schema()
    {
        Assert.True(Passes(ConfigurationFileTests.Example));
        Assert.True(Passes(File.ReadAllText(Repository.At("samples/edgevl.yaml"))));
    }

    [Fact]
    public void The_sample_configuration_is_read_without_a_fault()
    {
        EdgeOptions options = ConfigurationFile.Read(Repository.At("samples/edgevl.yaml"));
        Assert.Equal(["belt", "shelf"], options.Cameras.Select(static camera => camera.Name));
        Assert.Equal(new MqttServer.Embedded(1883), options.Mqtt.Server);
        Assert.Empty(options.Remarks);
        Assert.True(File.Exists(options.Cameras[0].Source.Reveal()["file:".Length..]));
        Assert.True(Directory.Exists(options.Cameras[1].Source.Reveal()["folder:".Length..]));
        Assert.True(Directory.Exists(options.RecipeFolder));
    }

    [Theory]
    [InlineData("device: d", "device: a/b")]
    [InlineData("device: d", "device: 42")]
    [InlineData("device: d", "devise: d")]
    [InlineData("device: d", "device: ' '")]
    [InlineData("device: d", "device: ..")]
    [InlineData("device: d", "device: \"a\\tb\"")]
    [InlineData("site: s\n", "")]
    [InlineData("model: { folder: m }\n", "")]
    [InlineData("folder: m", "profile: cpu")]
    [InlineData("folder: m", "folder: m, profile: gpu")]
    [InlineData("folder: m", "folder: m, context: 4.5")]
    [InlineData("folder: m", "folder: m, threads: 0")]
    [InlineData("folder: m", "folder: ~/m")]
    [InlineData("folder: m", "folder:")]
    [InlineData("{ a: { source: 'v4l2:/d' } }", "{}")]
    [InlineData("{ a: { source: 'v4l2:/d' } }", "[a]")]
    [InlineData("a: { source", "Status: { source")]
    [InlineData("a: { source", "'a+b': { source")]
    [InlineData("v4l2:/d", "v4l:/d")]
    [InlineData("v4l2:/d", "file:")]
    [InlineData("'v4l2:/d'", "'v4l2:/d', size: 1280*720")]
    [InlineData("'v4l2:/d'", "'v4l2:/d', rate: '30'")]
    [InlineData("'v4l2:/d'", "'v4l2:/d', rate: 0")]
    [InlineData("'v4l2:/d'", "'v4l2:/d', stall: 5")]
    [InlineData("'v4l2:/d'", "'v4l2:/d', stall: 5 parsecs")]
    [InlineData("'v4l2:/d'", "'v4l2:/d', loop: true")]
    [InlineData("'v4l2:/d'", "'csi:0', controls: { gain: 1 }")]
    [InlineData("'v4l2:/d'", "'csi:0', format: mjpeg")]
    [InlineData("'v4l2:/d'", "'v4l2:/d', controls: { gain: 1.5 }")]
    [InlineData("'v4l2:/d'", "'file:x', loop: yes")]
    [InlineData("'v4l2:/d'", "'file:x', pace: slow")]
    [InlineData("'v4l2:/d'", "'v4l2:/d', controls: { gain: high }")]
    [InlineData("'mqtts://h'", "broker")]
    [InlineData("'mqtts://h'", "'tcp://h'")]
    [InlineData("'mqtts://h'", "'mqtts://u:p@h'")]
    [InlineData("'mqtts://h'", "'mqtts://h/t'")]
    [InlineData("'mqtts://h'", "'mqtts://h', port: 1")]
    [InlineData("'mqtts://h'", "'mqtt://h', ca: ca.pem")]
    [InlineData("'mqtts://h'", "'mqtts://h', key: c.pem")]
    [InlineData("'mqtts://h'", "'mqtts://h', version: 4")]
    [InlineData("'mqtts://h'", "'mqtts://h', version: 3.1.1, password: p")]
    [InlineData("'mqtts://h'", "'mqtts://h', root: a//b")]
    [InlineData("'mqtts://h'", "'mqtts://h', root: 'a/#'")]
    [InlineData("'mqtts://h'", "'mqtts://h', keep_alive: 15")]
    [InlineData("'mqtts://h'", "embedded, user: u")]
    [InlineData("'mqtts://h' }", "'mqtts://h' }\nrecipes: 1")]
    [InlineData("'mqtts://h' }", "'mqtts://h' }\nstore: { quota: 2 }")]
    [InlineData("'mqtts://h' }", "'mqtts://h' }\nstore: { quota: 2 gib }")]
    [InlineData("'mqtts://h' }", "'mqtts://h' }\nstore: { keep: for ever }")]
    [InlineData("'mqtts://h' }", "'mqtts://h' }\nhttp: { listen: '0.0.0.0:80' }")]
    [InlineData("'mqtts://h' }", "'mqtts://h' }\nhttp: { port: 80 }")]
    public void A_bad_file_fails_in_the_schema_as_in_the_reader(string good, string bad)
    {
        Assert.True(Passes(Good));
        string text = Good.Replace(good, bad, StringComparison.Ordinal);
        Assert.NotEqual(Good, text);
        Assert.Throws<FaultException>(() => ConfigurationFile.Read(folder.Write("edgevl.yaml", text)));
        Assert.False(Passes(text));
    }

    [Theory]
    [InlineData("version: 5")]
    [InlineData("version: '5'")]
    [InlineData("version: 3.1.1")]
    [InlineData("root: 'a/{site}/b c', keep_alive: 1.5 min")]
    [InlineData("cert: c.pem")]
    [InlineData("user: u, ca: 'a b.pem', cert: c, key: k, client_id: x")]
    public void A_good_section_passes_both(string keys)
    {
        string text = Good.Replace("'mqtts://h'", $"'mqtts://h', {keys}", StringComparison.Ordinal);
        Assert.NotNull(ConfigurationFile.Read(folder.Write("edgevl.yaml", text)));
        Assert.True(Passes(text));
    }

    public void Dispose() => folder.Dispose();

    private static bool Passes(string text)
    {
        var faults = new YamlFaults();
        YamlNode? root = YamlFile.Parse(text, "f.yaml", faults);
        Assert.Empty(faults.Lines);
        return Schema.Evaluate(JsonSerializer.SerializeToElement(YamlJson.Of(root!))).IsValid;
    }
}
