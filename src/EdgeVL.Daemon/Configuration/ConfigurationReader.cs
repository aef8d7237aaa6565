using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Configuration;

/// <summary>Reads a configuration section by section.</summary>
internal sealed class ConfigurationReader(string file, ConfigurationContext context, YamlFaults faults)
{
    private readonly RelativePaths paths = new(file);
    private readonly SecretReferences secrets = new(context.Variable);
    private readonly List<string> remarks = [];

    /// <summary>Reads the whole file; what is faulty was reported and stands as its default.</summary>
    public EdgeOptions Read(YamlMap map, YamlNode root)
    {
        string site = map.Required("site", Scalars.Text(TopicLevel.Parse)) ?? "site"; // after a fault, so that the root is not blamed too
        string device = ReadDevice(map);
        ModelSection? model = map.RequiredMap("model") is { } m ? ReadModel(m) : null;
        YamlMap? cameras = map.RequiredMap("cameras");
        YamlMap? mqtt = map.RequiredMap("mqtt");
        var options = new EdgeOptions
        {
            File = Path.GetFullPath(file),
            Site = site,
            Device = device,
            Model = model!,
            Cameras = cameras is null ? [] : ReadCameras(cameras),
            Mqtt = mqtt is null ? null! : new MqttSectionReader(paths, secrets, remarks).Read(mqtt, site, device),
            RecipeFolder = map.Optional("recipes", Scalars.Text(paths.Full), paths.Full("recipes")),
            Store = map.Map("store") is { } store ? ReadStore(store) : new StoreSection(),
            Http = map.Map("http") is { } http ? ReadHttp(http) : new HttpSection(),
            Remarks = remarks,
        };
        map.RefuseUnknownKeys();
        if (InactiveKeys.Remark(root) is { } inactive)
        {
            remarks.Insert(0, inactive);
        }

        return options;
    }

    private IReadOnlyList<CameraSection> ReadCameras(YamlMap map)
    {
        var addresses = new CameraAddressParser(paths, secrets, context.CheckSource);
        return new CameraSectionReader(addresses, context.CheckCamera, faults).Read(map);
    }

    private string ReadDevice(YamlMap map)
    {
        string? device = map.Optional<string?>("device", Scalars.Text(TopicLevel.Parse), null);
        if (device is null && !map.Has("device"))
        {
            device = DeviceName.From(context.MachineIdFile);
            if (device is null)
            {
                map.RefuseWhole(
                    $"there is no 'device', and no machine id in '{context.MachineIdFile}' to derive it from",
                    "Add 'device: NAME'."
                );
            }
        }

        return device ?? "device";
    }

    private ModelSection ReadModel(YamlMap map)
    {
        var model = new ModelSection
        {
            Folder = map.Required("folder", Scalars.Text(paths.Full)),
            Profile = map.Optional(
                "profile",
                Scalars.Choice(
                    ("auto", ModelProfile.Auto),
                    ("cpu", ModelProfile.Cpu),
                    ("cuda", ModelProfile.Cuda),
                    ("jetson", ModelProfile.Jetson),
                    ("remote", ModelProfile.Remote)
                ),
                ModelProfile.Auto
            ),
            Context = map.Optional<int?>("context", scalar => Scalars.Integer(256, 262_144)(scalar), null),
            Threads = map.Optional<int?>("threads", scalar => Scalars.Integer(1, 256)(scalar), null),
        };
        map.RefuseUnknownKeys();
        return model;
    }

    private StoreSection ReadStore(YamlMap map)
    {
        var defaults = new StoreSection();
        var store = new StoreSection
        {
            Folder = map.Optional("folder", Scalars.Text(paths.Full), defaults.Folder),
            Quota = map.Optional("quota", ByteSize.Within(1L << 20, 1L << 50), defaults.Quota),
            Keep = map.Optional("keep", Duration.Within(TimeSpan.FromMinutes(1), TimeSpan.FromDays(3650)), defaults.Keep),
        };
        map.RefuseUnknownKeys();
        return store;
    }

    private static HttpSection ReadHttp(YamlMap map)
    {
        var http = new HttpSection { Listen = map.Optional("listen", Scalars.Text(ListenParser.Parse), new HttpSection().Listen) };
        map.RefuseUnknownKeys();
        return http;
    }
}
