using System.Net;
using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Configuration;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeVL.Daemon.Tests.Configuration;

public sealed class ConfigurationFileTests : IDisposable
{
    /// <summary>The example of the manual, word by word.</summary>
    internal const string Example = """
        site: plant-1
        device: edgevl-0042                                    # default: from the machine id
        model: { folder: models/qwen3-vl-2b-int4, profile: auto }          # auto | cpu | cuda | jetson | remote
        cameras:
          line-1: { source: "v4l2:/dev/v4l/by-id/usb-Basler-4711", format: mjpeg, size: 1280x720, rate: 30, stall: 5s }
          gate: { source: "rtsp://10.0.0.7/stream1" }
          belt: { source: "file:clip.mp4", loop: true, pace: real }        # pace: real | fast
          shelf: { source: "folder:frames" }                               # and csi:0, gst:PIPELINE, image:FILE
        mqtt: { server: "mqtts://broker.plant:8883", user: edgevl, password: "${credential:mqtt}", ca: ca.pem }   # server: embedded = a broker of our own on loopback
        recipes: recipes                                       # a folder
        store: { folder: /var/lib/edgevl, quota: 2 GiB, keep: 30d }
        http: { listen: "127.0.0.1:8080" }
        """;

    private const string Smallest = "site: s\nmodel: { folder: m }\ncameras: { a: { source: 'csi:0' } }\nmqtt: { server: embedded }\n";

    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, string> variables = [];

    public ConfigurationFileTests()
    {
        folder.Write("credentials/mqtt", "hunter2-secret\n");
        folder.Write("machine-id", "0123456789abcdef0123456789abcdef\n");
        variables["CREDENTIALS_DIRECTORY"] = folder.At("credentials");
    }

    [Fact]
    public void The_example_of_the_manual_is_accepted_and_every_key_is_read()
    {
        EdgeOptions options = Read(Example);

        Assert.Equal(("plant-1", "edgevl-0042"), (options.Site, options.Device));
        Assert.Equal(new ModelSection { Folder = folder.At("models/qwen3-vl-2b-int4"), Profile = ModelProfile.Auto }, options.Model);
        Assert.Equal(["line-1", "gate", "belt", "shelf"], options.Cameras.Select(static camera => camera.Name));
        CameraSection line = options.Cameras[0];
        Assert.Equal("v4l2:/dev/v4l/by-id/usb-Basler-4711", line.Source.Reveal());
        Assert.Equal(
            ("mjpeg", new CameraSize(1280, 720), 30, TimeSpan.FromSeconds(5)),
            (line.Format, line.Size!.Value, line.Rate!.Value, line.Stall)
        );
        Assert.Equal("rtsp://10.0.0.7/stream1", options.Cameras[1].Source.Reveal());
        CameraSection belt = options.Cameras[2];
        Assert.Equal(($"file:{folder.At("clip.mp4")}", true, PlaybackPace.Real), (belt.Source.Reveal(), belt.Loop, belt.Pace));
        Assert.Equal($"folder:{folder.At("frames")}", options.Cameras[3].Source.Reveal());
        Assert.Equal(new MqttServer.Remote("broker.plant", 8883, Tls: true), options.Mqtt.Server);
        Assert.Equal(
            ("edgevl", "hunter2-secret", folder.At("ca.pem")),
            (options.Mqtt.User, options.Mqtt.Password!.Reveal(), options.Mqtt.Ca)
        );
        Assert.Equal(
            ("edgevl/v1/plant-1/edgevl-0042", "edgevl-plant-1-edgevl-0042", MqttProtocol.V5),
            (options.Mqtt.Root, options.Mqtt.ClientId, options.Mqtt.Version)
        );
        Assert.Equal(folder.At("recipes"), options.RecipeFolder);
        Assert.Equal(
            new StoreSection
            {
                Folder = "/var/lib/edgevl",
                Quota = 2L << 30,
                Keep = TimeSpan.FromDays(30),
            },
            options.Store
        );
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 8080), options.Http.Listen);
    }

    [Fact]
    public void Every_key_of_the_example_is_active() => Assert.Empty(Read(Example).Remarks);

    [Fact]
    public void One_line_names_what_is_accepted_and_not_active_yet() =>
        Assert.Equal(
            ["Accepted, not active yet: model.profile 'remote'."],
            Read(Smallest.Replace("folder: m", "folder: m, profile: remote", StringComparison.Ordinal)).Remarks
        );

    [Fact]
    public void The_smallest_configuration_has_documented_defaults()
    {
        EdgeOptions options = Read(Smallest);
        Assert.Matches("^edgevl-[0-9a-f]{8}$", options.Device);
        Assert.DoesNotContain("01234567", options.Device, StringComparison.Ordinal);
        Assert.Equal(Read(Smallest).Device, options.Device);
        Assert.Equal(new MqttServer.Embedded(1883), options.Mqtt.Server);
        Assert.Equal((ModelProfile.Auto, null, null), (options.Model.Profile, options.Model.Context, options.Model.Threads));
        Assert.Equal(
            (TimeSpan.FromSeconds(5), false, PlaybackPace.Real),
            (options.Cameras[0].Stall, options.Cameras[0].Loop, options.Cameras[0].Pace)
        );
        Assert.Equal(new StoreSection(), options.Store);
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 8080), options.Http.Listen);
        Assert.Equal(folder.At("recipes"), options.RecipeFolder);
        Assert.Empty(options.Remarks);
    }

    [Fact]
    public void Every_other_key_is_read_too()
    {
        EdgeOptions options = Read(
            """
            site: Werk Süd
            model: { folder: /models/x, profile: jetson, context: 4096, threads: 2 }
            cameras:
              カメラ: { source: "v4l2:/dev/video0", controls: { exposure_auto: 1, gain: -2, focus_automatic_continuous: false } }
              b: { source: "file:a.mp4", pace: fast }
            mqtt: { server: "mqtts://[fd00::7]", version: 3.1.1, cert: c.pem, key: "${credential:mqtt}", client_id: me, root: "plant/{site}/vision", keep_alive: 1min }
            recipes: /r
            store: { folder: s, quota: 64 MiB, keep: 1h }
            http: { listen: "[::1]:0" }
            """
        );
        Assert.Equal(
            new ModelSection
            {
                Folder = "/models/x",
                Profile = ModelProfile.Jetson,
                Context = 4096,
                Threads = 2,
            },
            options.Model
        );
        Assert.Equal(
            [
                KeyValuePair.Create("exposure_auto", 1),
                KeyValuePair.Create("gain", -2),
                KeyValuePair.Create("focus_automatic_continuous", 0),
            ],
            options.Cameras[0].Controls
        );
        Assert.Equal(PlaybackPace.Fast, options.Cameras[1].Pace);
        Assert.Equal(new MqttServer.Remote("fd00::7", 8883, Tls: true), options.Mqtt.Server);
        Assert.Equal((folder.At("c.pem"), folder.At("credentials/mqtt")), (options.Mqtt.Cert, options.Mqtt.Key));
        Assert.Equal(
            (MqttProtocol.V311, "me", "plant/Werk Süd/vision", TimeSpan.FromMinutes(1)),
            (options.Mqtt.Version, options.Mqtt.ClientId, options.Mqtt.Root, options.Mqtt.KeepAlive)
        );
        Assert.Equal(new IPEndPoint(IPAddress.IPv6Loopback, 0), options.Http.Listen);
    }

    [Theory]
    [InlineData("mqtt://h", "h", 1883, false)]
    [InlineData("mqtt://h:1234/", "h", 1234, false)]
    [InlineData("mqtts://10.0.0.1", "10.0.0.1", 8883, true)]
    public void A_broker_is_an_address(string server, string host, int port, bool tls) =>
        Assert.Equal(
            new MqttServer.Remote(host, port, tls),
            Read(Smallest.Replace("embedded", $"'{server}'", StringComparison.Ordinal)).Mqtt.Server
        );

    [Fact]
    public void The_broker_of_our_own_takes_a_port() =>
        Assert.Equal(
            new MqttServer.Embedded(0),
            Read(Smallest.Replace("embedded", "embedded, port: 0", StringComparison.Ordinal)).Mqtt.Server
        );

    [Fact]
    public void All_faults_are_reported_together_each_with_its_place_and_remedy()
    {
        string[] lines = Faults(
            """
            site: a/b
            devise: x
            model: { folder: m, profile: cpuu, thread: 4 }
            cameras:
              status: { source: "csi:0" }
              belt: { sourse: "file:clip.mp4", stall: 5, size: 1280*720 }
              line: { source: "v4l:/dev/video0", rate: fast, loop: yes }
            mqtt: { server: "tcp://broker:1883", keep_alive: 100ms, version: 4 }
            store: { quota: 2 }
            http: { listen: "0.0.0.0:8080" }
            """
        );
        Assert.Equal(
            [
                "1:7: site: 'a/b' holds '/', which has a meaning of its own in topics and paths. Use letters, digits, '-' and '_'.",
                "2:1: The key 'devise' is unknown. Did you mean 'device'?",
                "3:30: model.profile: the text 'cpuu', which is none of the choices. Did you mean 'cpu'?",
                "3:36: The key 'model.thread' is unknown. Did you mean 'threads'?",
                "5:3: cameras: 'status' is a topic of the device itself. Choose another name, such as line-1.",
                "6:11: The key 'cameras.belt.sourse' is unknown. Did you mean 'source'?",
                "6:43: cameras.belt.stall: '5' is no duration. Write a number and ms, s, min, h or d, such as 5s.",
                "6:52: cameras.belt.size: '1280*720' is no size. Write width x height in pixels, such as 1280x720.",
                "7:19: cameras.line.source: 'v4l:/dev/video0' begins with no kind of source. Did you mean 'v4l2:'?",
                "7:44: cameras.line.rate: the text 'fast', where a number is needed. Write one from 0.01 to 1000.",
                "7:56: cameras.line.loop: the text 'yes', where true or false is needed. Write true or false, without quotes.",
                "8:17: mqtt.server: 'tcp://broker:1883' is no broker. Did you mean 'mqtt://broker:1883'?",
                "8:50: mqtt.keep_alive: '100ms' is out of range. Write a duration from 2s to 18h.",
                "8:66: mqtt.version: the number 4, which is none of the choices. Write 5, 3.1.1.",
                "9:17: store.quota: '2' is no amount of memory. Write a number and KiB, MiB, GiB, TiB, kB, MB, GB or TB, such as 2 GiB.",
                "10:17: http.listen: '0.0.0.0:8080' can be reached from other machines, and there is no token yet to keep strangers out. "
                    + "Listen on 127.0.0.1:8080, and reach it through an SSH tunnel.",
            ],
            lines
        );
    }

    [Theory]
    [InlineData("site: s", "model: 5", "model: the number 5, where a map is needed")]
    [InlineData("site: s", "site: 42", "site: the number 42, where a text is needed. Put it in quotes: \"42\".")]
    [InlineData("site: s", "site:", "site: it has no value")]
    [InlineData("site: s", "site: ' '", "site: the text is empty")]
    [InlineData("site: s", "site: [a]", "site: a list, where a single value is needed")]
    [InlineData("site: s", "site: 'a\\u0000'", "site: 'a\\u0000' holds '\\'")]
    [InlineData("site: s", "site: \"a\\u0000\"", "is no name for a topic")]
    [InlineData("site: s", "site: \"\\uFFFE\"", "is no name for a topic")]
    [InlineData("site: s", "site: ..", "is no name for a topic")]
    [InlineData("site: s", "site: $SYS", "holds '$'")]
    [InlineData("site: s", "x: 1", "The key 'site' is missing. Add 'site: …'.")]
    [InlineData("{ folder: m }", "{ folder: m, context: 1.5 }", "a whole number is needed. Write one from 256 to 262144.")]
    [InlineData("{ folder: m }", "{ folder: ~/m }", "begins with '~'")]
    [InlineData("{ folder: m }", "{ profile: cpu }", "The key 'model.folder' is missing")]
    [InlineData("{ a: { source: 'csi:0' } }", "{}", "there is no camera")]
    [InlineData("{ a: { source: 'csi:0' } }", "[a]", "cameras: a list, where a map is needed")]
    [InlineData("'csi:0'", "'http://x/y.mjpeg'", "begins with no kind of source. Begin with v4l2:, rtsp:")]
    [InlineData("'csi:0'", "'file:'", "names nothing")]
    [InlineData("'csi:0'", "/dev/video0", "begins with no kind of source")]
    [InlineData("'csi:0'", "'csi:0', loop: true", "cameras.a.loop: a source 'csi:' has no end")]
    [InlineData("'csi:0'", "'csi:0', pace: real", "cameras.a.pace: a source 'csi:' has its own pace")]
    [InlineData("'csi:0'", "'file:x', controls: { gain: 1 }", "cameras.a.controls: a source 'file:' has no driver controls")]
    [InlineData(
        "'csi:0'",
        "'v4l2:/d', controls: { gain: high }",
        "cameras.a.controls.gain: the text 'high', where a whole number is needed"
    )]
    [InlineData("'csi:0'", "'csi:0', format: mjpeg", "cameras.a.format: a source 'csi:' has a format of its own")]
    [InlineData("'csi:0'", "'csi:0', size: 8x8", "out of range. Write 16 to 16384")]
    [InlineData("'csi:0'", "'v4l2:/d', format: 'a b'", "is no pixel format")]
    [InlineData("'csi:0'", "'csi:0', stall: 2min", "out of range. Write a duration from 1s to 1m")]
    [InlineData("embedded", "embeded", "Did you mean 'embedded'?")]
    [InlineData("embedded", "broker:1883", "Did you mean 'mqtt://broker:1883'?")]
    [InlineData("embedded", "ws://broker", "Write mqtt://HOST")]
    [InlineData("embedded", "mqtt://", "is no broker")]
    [InlineData("embedded", "mqtt://h:0", "no port that can be reached")]
    [InlineData("embedded", "mqtt://h:99999", "is no broker")]
    [InlineData("embedded", "mqtt://h/topic", "goes on behind the port")]
    [InlineData("embedded", "'mqtt://u:pw@h'", "the address holds a user. Write it under 'user' and 'password'")]
    [InlineData("embedded", "embedded, port: 70000", "Write one from 0 to 65535")]
    [InlineData("embedded", "embedded, user: u", "mqtt.user: the broker of our own asks for none")]
    [InlineData("embedded", "mqtt://h, port: 1", "a broker's port stands in its address")]
    [InlineData("embedded", "mqtt://h, ca: ca.pem", "mqtt.ca: the link to an mqtt:// server is not encrypted")]
    [InlineData("embedded", "mqtts://h, key: c.pem", "a key belongs to a certificate. Add 'cert'.")]
    [InlineData("embedded", "mqtt://h, version: 3.1.1, password: p", "no password without a user")]
    [InlineData("embedded", "mqtt://h, version: 3.1", "Did you mean '3.1.1'?")]
    [InlineData("embedded", "mqtt://h, root: a//b", "an empty level")]
    [InlineData("embedded", "mqtt://h, root: 'a/#'", "holds '#'")]
    [InlineData("embedded", "mqtt://h, keep_alive: 2500ms", "no whole number of seconds")]
    [InlineData("embedded", "mqtt://h, user: \"a\\u0001b\"", "mqtt.user: it holds a character that closes the link")]
    [InlineData("embedded", "mqtt://h, user: '${env:U}'", "holds a reference")]
    [InlineData("embedded", "mqtt://h, password: '${credential:none}'", "the credential 'none' is not in '")]
    [InlineData("embedded", "mqtt://h, password: '${credential:..}'", "the credential '..' is not in '")]
    [InlineData("embedded", "mqtt://h, password: '${env:NONE}'", "the environment variable 'NONE' is not set")]
    [InlineData("embedded", "mqtt://h, password: '${file:x}'", "does not end as one. Write ${credential:NAME} or ${env:NAME}.")]
    [InlineData("embedded", "mqtt://h, password: '${env:A'", "does not end as one")]
    [InlineData("embedded", "mqtt://h, password:", "mqtt.password: it has no value")]
    public void A_bad_value_is_a_fault_with_its_remedy(string good, string bad, string what)
    {
        string[] lines = Faults(Smallest.Replace(good, bad, StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains(what, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("8080")]
    [InlineData("127.0.0.1")]
    [InlineData("::1:8080")]
    [InlineData("[::1]")]
    [InlineData("localhost")]
    [InlineData("127.0.0.1:99999")]
    [InlineData("example.org:80")]
    public void What_is_no_address_to_listen_on_is_a_fault(string listen) =>
        Assert.Contains(
            "is no address with a port",
            Assert.Single(Faults($"{Smallest}http: {{ listen: '{listen}' }}")),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("0.0.0.0:80")]
    [InlineData("192.168.1.5:8080")]
    [InlineData("*:8080")]
    [InlineData(":8080")]
    [InlineData("[::]:8080")]
    public void Listening_beyond_loopback_is_refused_as_long_as_there_is_no_token(string listen) =>
        Assert.Contains("no token yet", Assert.Single(Faults($"{Smallest}http: {{ listen: '{listen}' }}")), StringComparison.Ordinal);

    [Fact]
    public void Localhost_is_loopback() =>
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 81), Read($"{Smallest}http: {{ listen: 'localhost:81' }}").Http.Listen);

    [Fact]
    public void A_device_without_a_name_on_a_machine_without_an_id_is_asked_for_one()
    {
        File.WriteAllText(folder.At("machine-id"), "uninitialized\n");
        Assert.EndsWith("Add 'device: NAME'.", Assert.Single(Faults(Smallest)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_or_broken_file_is_a_fault_of_the_configuration()
    {
        FaultException missing = Assert.Throws<FaultException>(() => ConfigurationFile.Read(folder.At("none.yaml")));
        Assert.Equal(FaultCode.ConfigurationInvalid, missing.Code);
        Assert.StartsWith($"{folder.At("none.yaml")}:1:1: The file cannot be read", missing.Message, StringComparison.Ordinal);
        Assert.Contains("This is no YAML", Assert.Single(Faults("site: [a, b")), StringComparison.Ordinal);
        Assert.Contains("The file: a list, where a map is needed", Assert.Single(Faults("- a")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_flood_of_faults_is_cut_and_counted()
    {
        string[] lines = Faults(Smallest + string.Concat(Enumerable.Range(0, 80).Select(static i => $"unknown-{i}: 1\n")));
        Assert.Equal(51, lines.Length);
        Assert.Equal("… and 30 more faults.", lines[^1]);
    }

    [Fact]
    public void A_file_with_slips_of_the_pen_is_read_or_faulted_and_nothing_else()
    {
        const string slips = "{}[],:'\"#&*!|>-?%@`~ \n\tx0é\0\uFFFE$";
        Gen<(int At, int Cut, char Put)> slip =
            from at in Gen.Choose(0, Example.Length - 1)
            from cut in Gen.Choose(0, 4)
            from put in Gen.Elements(slips.ToCharArray())
            select (at, cut, put);
        Prop.ForAll(slip.ListOf().ToArbitrary(), made => IsReadOrFaulted([.. made]))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1500).WithEndSize(6));
    }

    [Fact]
    public void A_dump_shows_no_secret()
    {
        variables["CAM"] = "p@ss/word";
        EdgeOptions options = Read(
            """
            site: s
            model: { folder: m }
            cameras:
              a: { source: "rtsp://admin:${env:CAM}@10.0.0.7/s" }
              b: { source: "rtsp://admin:literal-secret@10.0.0.8/s" }
              c: { source: "gst:rtspsrc location=rtsp://admin:${env:CAM}@h/s" }
            mqtt: { server: "mqtt://h", user: u, password: literal-secret }
            """
        );
        Assert.Equal("rtsp://admin:p%40ss%2Fword@10.0.0.7/s", options.Cameras[0].Source.Reveal());
        Assert.Equal("rtsp://admin:literal-secret@10.0.0.8/s", options.Cameras[1].Source.Reveal());
        Assert.Equal("gst:rtspsrc location=rtsp://admin:p@ss/word@h/s", options.Cameras[2].Source.Reveal());

        string dump = string.Join(
            '\n',
            [
                options.ToString(),
                options.Mqtt.ToString(),
                .. options.Cameras,
                .. options.Remarks,
                System.Text.Json.JsonSerializer.Serialize(options.Mqtt.Password),
            ]
        );
        Assert.Contains("rtsp://admin:${env:CAM}@10.0.0.7/s", dump, StringComparison.Ordinal);
        Assert.Contains("rtsp://admin:***@10.0.0.8/s", dump, StringComparison.Ordinal);
        Assert.Contains("Password = ***", dump, StringComparison.Ordinal);
        Assert.DoesNotContain("literal-secret", dump, StringComparison.Ordinal);
        Assert.DoesNotContain("word@", dump, StringComparison.Ordinal);
        Assert.Contains(
            "mqtt.password stands in the configuration as plain text",
            Assert.Single(options.Remarks),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_fault_shows_no_secret_even_where_the_check_of_a_camera_repeats_it()
    {
        variables["CAM"] = "p@ss/word";
        FaultException Check(string address) =>
            new(FaultCode.CaptureOpenFailed, $"'{address}' has the password p@ss/word.", remedy: $"Not {address}.");
        string[] lines = Faults(
            """
            site: s
            model: { folder: m }
            cameras:
              a: { source: "rtsp://admin:${env:CAM}@h/s" }
              b: { source: "rtsp://admin:literal-secret@h/s" }
            mqtt: { server: "mqtt://u:literal-secret@h", password: { literal-secret: 1 } }
            """,
            Check
        );
        Assert.Equal("4:16: cameras.a.source: 'rtsp://admin:***@h/s' has the password ***. Not rtsp://admin:***@h/s.", lines[0]);
        Assert.DoesNotContain("literal-secret", string.Join('\n', lines), StringComparison.Ordinal);
        Assert.Equal(4, lines.Length);
    }

    [Fact]
    public void The_check_of_a_camera_as_a_whole_is_reported_at_the_key_that_it_blames()
    {
        static IReadOnlyList<CameraFault> Check(CameraSection camera) =>
            [
                new CameraFault("size", $"{camera.Name} is a file and has its own size.", "Remove it."),
                new CameraFault("rate", "Not there.", ""),
            ];

        FaultException fault = Assert.Throws<FaultException>(() =>
            ConfigurationFile.Parse(
                Smallest.Replace("'csi:0'", "'file:x', size: 640x480", StringComparison.Ordinal),
                "f.yaml",
                Context(static _ => null) with
                {
                    CheckCamera = Check,
                }
            )
        );
        Assert.Equal("f.yaml:3:35: cameras.a.size: a is a file and has its own size. Remove it.", fault.Message);
    }

    [Fact]
    public void A_password_of_the_wrong_kind_is_not_repeated()
    {
        string[] lines = Faults(Smallest.Replace("embedded", "'mqtt://h', password: 271828", StringComparison.Ordinal));
        Assert.Equal("4:39: mqtt.password: a password is a text that is not empty. Put it in quotes.", Assert.Single(lines));
    }

    [Fact]
    public void Only_the_line_break_that_ends_a_credential_file_is_left_out()
    {
        folder.Write("credentials/mqtt", "  two\nlines \r\n");
        Assert.Equal("  two\nlines ", Read(Example).Mqtt.Password!.Reveal());
    }

    public void Dispose() => folder.Dispose();

    private bool IsReadOrFaulted(IReadOnlyList<(int At, int Cut, char Put)> slips)
    {
        string text = slips.Aggregate(
            Example,
            static (all, slip) =>
                slip.At >= all.Length ? all : all.Remove(slip.At, Math.Min(slip.Cut, all.Length - slip.At)).Insert(slip.At, $"{slip.Put}")
        );
        try
        {
            EdgeOptions options = ConfigurationFile.Parse(text, folder.At("edgevl.yaml"), Context(static _ => null));
            return options is { Model: not null, Mqtt.Server: not null, Cameras.Count: > 0 }
                && options.Cameras.All(static camera => camera.Source is not null);
        }
        catch (FaultException fault)
        {
            return fault.Code == FaultCode.ConfigurationInvalid
                && fault
                    .Message.Split('\n')
                    .All(line => line.StartsWith(folder.At("edgevl.yaml"), StringComparison.Ordinal) || line.StartsWith('…'));
        }
    }

    private EdgeOptions Read(string text, Func<string, FaultException?>? check = null) =>
        ConfigurationFile.Read(folder.Write("edgevl.yaml", text), Context(check ?? (static _ => null)));

    private ConfigurationContext Context(Func<string, FaultException?> check) =>
        new()
        {
            Variable = name => variables.GetValueOrDefault(name),
            MachineIdFile = folder.At("machine-id"),
            CheckSource = check,
        };

    private string[] Faults(string text, Func<string, FaultException?>? check = null)
    {
        FaultException fault = Assert.Throws<FaultException>(() => Read(text, check));
        Assert.Equal(FaultCode.ConfigurationInvalid, fault.Code);
        return [.. fault.Message.Split('\n').Select(line => line.Replace($"{folder.At("edgevl.yaml")}:", "", StringComparison.Ordinal))];
    }
}
