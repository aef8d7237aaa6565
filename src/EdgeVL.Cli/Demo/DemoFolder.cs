using System.Globalization;
using System.Text.RegularExpressions;
using EdgeVL.Mqtt;

namespace EdgeVL.Cli.Demo;

/// <summary>Configuration, recipes, clip and store of one demo, in a temporary folder.</summary>
internal sealed partial class DemoFolder : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("edgevl-demo-").FullName;

    /// <summary>Writes the files.</summary>
    /// <param name="samples">Folder of the samples.</param>
    /// <param name="model">Folder of the built model.</param>
    /// <param name="broker">The broker to use; null for the embedded one on a free port.</param>
    /// <param name="truth">What the clip shows.</param>
    public DemoFolder(string samples, string model, BrokerAddress? broker, ClipTruth truth, CancellationToken cancellation)
    {
        Device = string.Create(CultureInfo.InvariantCulture, $"demo-{Environment.ProcessId}");
        string server = broker is null ? "server: embedded, port: 0" : $"server: \"{broker}\"";
        Clip = Path.Combine(folder, "clip.avi");
        SpoiltClip.Write(Path.Combine(samples, "clip.mp4"), Clip, truth, cancellation);
        CopyRecipes(samples);
        Configuration = Path.Combine(folder, "edgevl.yaml");
        File.WriteAllText(
            Configuration,
            $$"""
            site: demo
            device: {{Device}}
            model: { folder: "{{model}}", profile: auto }
            cameras:
              {{Camera}}: { source: "file:{{Clip}}", pace: real }
            mqtt: { {{server}} }
            recipes: recipes
            store: { folder: store }
            http: { listen: "127.0.0.1:0" }
            """
        );
    }

    /// <summary>The one camera.</summary>
    public static string Camera => "belt";

    /// <summary>The recipe that reads the labels.</summary>
    public static string LotCode => "lot-code";

    /// <summary>The recipe that watches the light.</summary>
    public static string SceneWatch => "scene-watch";

    /// <summary>The clip that the camera plays.</summary>
    public string Clip { get; }

    /// <summary>The configuration file.</summary>
    public string Configuration { get; }

    /// <summary>Name of the device, unique to this run.</summary>
    public string Device { get; }

    /// <summary>Topic under which everything is published.</summary>
    public string Root => $"edgevl/v1/demo/{Device}";

    // The sample recipes as they are, but for the pace, and the camera of the one that watches a shelf.
    private void CopyRecipes(string samples)
    {
        string recipes = Path.Combine(folder, "recipes");
        string golden = Path.Combine(recipes, "golden");
        Directory.CreateDirectory(golden);
        foreach (string picture in Directory.GetFiles(Path.Combine(samples, "recipes", "golden")))
        {
            File.Copy(picture, Path.Combine(golden, Path.GetFileName(picture)));
        }

        foreach ((string name, string interval) in ((string, string)[])[(LotCode, "500ms"), (SceneWatch, "2s")])
        {
            string yaml = File.ReadAllText(Path.Combine(samples, "recipes", $"{name}.yaml"));
            yaml = Trigger().Replace(CameraLine().Replace(yaml, $"camera: {Camera}"), $"trigger: {{ interval: {interval} }}");
            File.WriteAllText(Path.Combine(recipes, $"{name}.yaml"), yaml);
        }
    }

    [GeneratedRegex("^trigger:.*$", RegexOptions.Multiline)]
    private static partial Regex Trigger();

    [GeneratedRegex("^camera:.*$", RegexOptions.Multiline)]
    private static partial Regex CameraLine();

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(folder, recursive: true);
}
