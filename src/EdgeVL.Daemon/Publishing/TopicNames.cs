using System.Globalization;
using System.Text;
using EdgeVL.Contracts.Faults;
using EdgeVL.Mqtt;

namespace EdgeVL.Daemon.Publishing;

/// <summary>The topics of one device.</summary>
/// <remarks>
/// A name of a site, device, camera or recipe is one level of a topic: what may not stand in one (<c>+ # /</c>, control characters) and
/// <c>%</c> itself are written as <c>%2F</c> and the like, so that two names never share a topic. A camera called <c>cmd</c> or
/// <c>reply</c> becomes <c>%63md</c>, <c>%72eply</c>: these levels are the device's own.
/// </remarks>
public sealed class TopicNames
{
    private const int LongestRoot = 16 * 1024;
    private readonly string root;

    /// <summary>Topics below <paramref name="root"/>.</summary>
    /// <param name="root">One or more levels, as <c>edgevl/v1/plant-1/edgevl-0042</c>.</param>
    /// <exception cref="FaultException"><see cref="FaultCode.ConfigurationInvalid"/>: it is empty, has wildcards, or begins or ends with a slash.</exception>
    public TopicNames(string root)
    {
        bool valid =
            root.Length is > 0 and <= LongestRoot
            && root.AsSpan().IndexOfAny('+', '#') < 0
            && root[0] is not ('/' or '$')
            && root[^1] != '/'
            && WireText.IsValid(root);
        this.root = valid
            ? root
            : throw new FaultException(
                FaultCode.ConfigurationInvalid,
                $"'{root}' cannot be the root of the topics.",
                "Give levels such as edgevl/v1/site/device: no + and #, no slash at the ends, no $ in front."
            );
    }

    /// <summary>The device's own state.</summary>
    public string Status => $"{root}/status";

    /// <summary>Reports about the device.</summary>
    public string Event => $"{root}/event";

    /// <summary>The topics that a device has when no root is configured: <c>edgevl/v1/&lt;site&gt;/&lt;device&gt;</c>.</summary>
    public static TopicNames Of(string site, string device) => new($"edgevl/v1/{Level(site)}/{Level(device)}");

    /// <summary>State of a camera.</summary>
    public string CameraStatus(string camera) => $"{root}/{Level(camera)}/status";

    /// <summary>Results of a recipe.</summary>
    public string Result(string camera, string recipe) => $"{root}/{Level(camera)}/result/{Level(recipe)}";

    /// <summary>The last reading of a recipe.</summary>
    public string Last(string camera, string recipe) => $"{root}/{Level(camera)}/last/{Level(recipe)}";

    private static string Level(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var level = new StringBuilder(name.Length);
        bool reserved = name is "cmd" or "reply";
        foreach (Rune rune in name.EnumerateRunes())
        {
            if (reserved || rune.Value is '+' or '#' or '/' or '%' || !WireText.IsValid(rune))
            {
                Escape(rune, level);
                reserved = false;
            }
            else
            {
                level.Append(rune.ToString());
            }
        }

        return level.ToString();
    }

    private static void Escape(Rune rune, StringBuilder level)
    {
        Span<byte> bytes = stackalloc byte[4];
        foreach (byte one in bytes[..rune.EncodeToUtf8(bytes)])
        {
            level.Append('%').Append(one.ToString("X2", CultureInfo.InvariantCulture));
        }
    }
}
