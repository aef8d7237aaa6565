using System.Globalization;
using System.Text.RegularExpressions;
using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Configuration;

/// <summary>Reads the section <c>cameras</c>.</summary>
internal sealed partial class CameraSectionReader(
    CameraAddressParser addresses,
    Func<CameraSection, IReadOnlyList<CameraFault>> check,
    YamlFaults faults
)
{
    /// <summary>Reads every camera; a faulty one is reported and left out.</summary>
    public IReadOnlyList<CameraSection> Read(YamlMap cameras)
    {
        if (cameras.Entries.Count == 0)
        {
            cameras.RefuseWhole("there is no camera", "Add one, such as 'belt: { source: \"file:clip.mp4\", loop: true }'.");
        }

        return [.. cameras.Entries.Select(ReadOne).OfType<CameraSection>()];
    }

    private CameraSection? ReadOne(YamlEntry entry)
    {
        int before = faults.Count;
        string name = NameOf(entry);
        if (YamlMap.Of(entry.Value, $"cameras.{name}", faults) is not { } map)
        {
            return null;
        }

        var camera = new CameraSection
        {
            Name = name,
            Source = map.Required("source", Scalars.Text(addresses.Parse)),
            Format = map.Optional<string?>("format", Scalars.Text(ParseFormat), null),
            Size = map.Optional<CameraSize?>("size", scalar => ParseSize(Scalars.Text(scalar)), null),
            Rate = map.Optional<double?>("rate", scalar => Scalars.Number(0.01, 1000)(scalar), null),
            Stall = map.Optional("stall", Duration.Within(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)), TimeSpan.FromSeconds(5)),
            Loop = map.Optional("loop", Scalars.Flag, false),
            Pace = map.Optional("pace", Scalars.Choice(("real", PlaybackPace.Real), ("fast", PlaybackPace.Fast)), PlaybackPace.Real),
            Controls = map.Map("controls") is { } controls ? ReadControls(controls) : new Dictionary<string, int>(),
        };
        RefuseWhatDoesNotFit(map, camera.Source);
        map.RefuseUnknownKeys();
        if (faults.Count == before)
        {
            foreach (CameraFault fault in check(camera))
            {
                map.Refuse(fault.Key, fault.What, fault.Remedy);
            }
        }

        return camera;
    }

    private string NameOf(YamlEntry entry)
    {
        try
        {
            return TopicLevel.ParseCamera(entry.Key);
        }
        catch (FaultException fault)
        {
            faults.Add(entry.Place, $"cameras: {fault.Message}", fault.Remedy);
            return entry.Key;
        }
    }

    private static void RefuseWhatDoesNotFit(YamlMap map, CameraAddress? source)
    {
        string kind = source is null ? "" : CameraAddressParser.KindOf(source.ToString());
        if (kind is not ("" or "file" or "folder" or "image"))
        {
            map.Refuse("loop", $"a source '{kind}:' has no end", "Remove it; it belongs to file:, folder: and image:.");
            map.Refuse("pace", $"a source '{kind}:' has its own pace", "Remove it; it belongs to file:, folder: and image:.");
        }

        if (kind is not ("" or "v4l2"))
        {
            map.Refuse("format", $"a source '{kind}:' has a format of its own", "Remove it; it belongs to v4l2:.");
            map.Refuse("controls", $"a source '{kind}:' has no driver controls", "Remove it; it belongs to v4l2:.");
        }
    }

    private static Dictionary<string, int> ReadControls(YamlMap map)
    {
        var controls = new Dictionary<string, int>();
        foreach (string name in map.Entries.Select(static entry => entry.Key))
        {
            controls[name] = map.Optional(name, Control, 0);
        }

        return controls;
    }

    // A driver knows switches as 0 and 1.
    private static int Control(YamlScalar scalar) =>
        scalar.Kind == ScalarKind.Boolean ? (Scalars.Flag(scalar) ? 1 : 0) : Scalars.Integer(int.MinValue, int.MaxValue)(scalar);

    private static string ParseFormat(string text) =>
        FormatName().IsMatch(text)
            ? text.ToLowerInvariant()
            : throw ValueFault.Of($"'{text}' is no pixel format", "Write one of the driver's, such as mjpeg or yuyv.");

    private static CameraSize ParseSize(string text)
    {
        const int least = 16,
            most = 16384;
        Match match = SizeForm().Match(text);
        if (!match.Success)
        {
            throw ValueFault.Of($"'{text}' is no size", "Write width x height in pixels, such as 1280x720.");
        }

        var size = new CameraSize(
            int.Parse(match.Groups["width"].ValueSpan, CultureInfo.InvariantCulture),
            int.Parse(match.Groups["height"].ValueSpan, CultureInfo.InvariantCulture)
        );
        return size is { Width: >= least and <= most, Height: >= least and <= most }
            ? size
            : throw ValueFault.Of($"'{text}' is out of range", $"Write {least} to {most} pixels a side.");
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{2,16}\z", RegexOptions.CultureInvariant)]
    private static partial Regex FormatName();

    [GeneratedRegex(@"\A(?<width>[0-9]{1,5})x(?<height>[0-9]{1,5})\z", RegexOptions.CultureInvariant)]
    private static partial Regex SizeForm();
}
