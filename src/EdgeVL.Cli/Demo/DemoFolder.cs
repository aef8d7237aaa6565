using System.Globalization;
using EdgeVL.Mqtt;

namespace EdgeVL.Cli.Demo;

/// <summary>Configuration, recipe and store of one demo, in a temporary folder.</summary>
internal sealed class DemoFolder : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("edgevl-demo-").FullName;

    /// <summary>Writes the files.</summary>
    /// <param name="samples">Folder of the samples.</param>
    /// <param name="model">Folder of the built model.</param>
    /// <param name="broker">The broker to use; null for the embedded one on a free port.</param>
    public DemoFolder(string samples, string model, BrokerAddress? broker)
    {
        Device = string.Create(CultureInfo.InvariantCulture, $"demo-{Environment.ProcessId}");
        string server = broker is null ? "server: embedded, port: 0" : $"server: \"{broker}\"";
        Directory.CreateDirectory(Path.Combine(folder, "recipes"));
        Configuration = Path.Combine(folder, "edgevl.yaml");
        File.WriteAllText(
            Configuration,
            $$"""
            site: demo
            device: {{Device}}
            model: { folder: "{{model}}", profile: auto }
            cameras:
              {{Camera}}: { source: "file:{{Path.Combine(samples, "clip.mp4")}}", pace: real }
            mqtt: { {{server}} }
            recipes: recipes
            store: { folder: store }
            http: { listen: "127.0.0.1:0" }
            """
        );
        File.WriteAllText(
            Path.Combine(folder, "recipes", $"{Recipe}.yaml"),
            $$"""
            recipe: {{Recipe}}
            camera: {{Camera}}
            trigger: { interval: 300ms }
            task: ocr
            """
        );
    }

    /// <summary>The one camera.</summary>
    public static string Camera => "belt";

    /// <summary>The one recipe.</summary>
    public static string Recipe => "lot-code";

    /// <summary>The configuration file.</summary>
    public string Configuration { get; }

    /// <summary>Name of the device, unique to this run.</summary>
    public string Device { get; }

    /// <summary>Topic under which everything is published.</summary>
    public string Root => $"edgevl/v1/demo/{Device}";

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(folder, recursive: true);
}
