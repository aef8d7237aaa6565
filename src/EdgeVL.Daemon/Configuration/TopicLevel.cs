using System.Globalization;
using System.Text;
using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Configuration;

/// <summary>A name that stands as one level in MQTT topics and as a file name: any script, at most 64 bytes of UTF-8.</summary>
internal static class TopicLevel
{
    private const int MaxBytes = 64;

    /// <summary>The names that mean something else in a camera's place.</summary>
    private static readonly string[] Reserved = ["status", "health", "event", "cmd", "reply"];

    /// <summary>Takes a name.</summary>
    /// <exception cref="FaultException">It does not fit a topic level.</exception>
    public static string Parse(string name)
    {
        if (name.IndexOfAny(['+', '#', '/', '\\', '$', '{', '}']) is >= 0 and int at)
        {
            throw ValueFault.Of(
                $"'{name}' holds '{name[at]}', which has a meaning of its own in topics and paths",
                "Use letters, digits, '-' and '_'."
            );
        }

        if (!IsWellFormed(name) || name != name.Trim() || name is "" or "." or "..")
        {
            throw ValueFault.Of(
                $"'{Printable(name)}' is no name for a topic",
                "Use letters, digits, '-' and '_', without a space at the ends."
            );
        }

        return Encoding.UTF8.GetByteCount(name) <= MaxBytes
            ? name
            : throw ValueFault.Of($"'{name}' is longer than {MaxBytes} bytes", "Shorten it.");
    }

    /// <summary>Takes the name of a camera, which stands beside the device's own topics.</summary>
    /// <exception cref="FaultException">It does not fit, or is one of those topics.</exception>
    public static string ParseCamera(string name) =>
        Reserved.Contains(name, StringComparer.OrdinalIgnoreCase)
            ? throw ValueFault.Of($"'{name}' is a topic of the device itself", "Choose another name, such as line-1.")
            : Parse(name);

    /// <summary>Takes a topic of several levels, in which <c>{site}</c> and <c>{device}</c> stand for those names.</summary>
    /// <exception cref="FaultException">A level does not fit.</exception>
    public static string ParseRoot(string root, string site, string device)
    {
        string[] levels =
        [
            .. root.Split('/')
                .Select(level =>
                    level switch
                    {
                        "{site}" => site,
                        "{device}" => device,
                        _ => level,
                    }
                ),
        ];
        if (levels.Contains(""))
        {
            throw ValueFault.Of($"'{root}' has an empty level", "Write it without a '/' at the ends, such as edgevl/v1/{site}/{device}.");
        }

        Array.ForEach(levels, static level => Parse(level));
        return string.Join('/', levels);
    }

    /// <summary>Whether a broker takes a text: it closes the link on a control character, half a surrogate pair or a non-character.</summary>
    public static bool IsWellFormed(string name)
    {
        foreach (Rune rune in name.EnumerateRunes())
        {
            if (
                rune == Rune.ReplacementChar
                || Rune.GetUnicodeCategory(rune)
                    is UnicodeCategory.Control
                        or UnicodeCategory.OtherNotAssigned
                        or UnicodeCategory.LineSeparator
                        or UnicodeCategory.ParagraphSeparator
            )
            {
                return false;
            }
        }

        return true;
    }

    private static string Printable(string name) =>
        string.Concat(name.Select(static letter => char.IsControl(letter) || char.IsSurrogate(letter) ? '?' : letter));
}
