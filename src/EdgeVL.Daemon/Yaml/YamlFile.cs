using System.Globalization;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using YamlDotNet.Core;

namespace EdgeVL.Daemon.Yaml;

/// <summary>A YAML file as it lies on the disk: its nodes and its hash.</summary>
internal sealed record YamlFile(YamlNode Root, string Hash)
{
    /// <summary>Bytes of the largest file that is read; a configuration of a hundred cameras takes a tenth of it.</summary>
    public const int MaxBytes = 256 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file; null where that failed, and then <paramref name="faults"/> tells why.</summary>
    public static YamlFile? Read(string path, YamlFaults faults)
    {
        if (Load(path, faults) is not { } bytes || Decode(bytes, path, faults) is not { } text || Parse(text, path, faults) is not { } root)
        {
            return null;
        }

        return new YamlFile(root, "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    /// <summary>Reads a text; null where nothing can be made of it, and then <paramref name="faults"/> tells why.</summary>
    public static YamlNode? Parse(string text, string file, YamlFaults faults)
    {
        var parser = new Parser(new StringReader(text));
        try
        {
            return new YamlTree(parser, text, file, faults).ReadDocument();
        }
        catch (YamlException broken)
        {
            faults.Add(PlaceOf(broken, text, file), $"This is no YAML: {broken.Message}", Remedy);
        }
        catch (Exception broken) when (broken is InvalidOperationException or ArgumentException or FormatException or OverflowException)
        {
            // The scanner lets these out on an open bracket and on broken escapes, without a place: the last thing it understood is near.
            faults.Add(PlaceOf(parser.Current?.Start ?? Mark.Empty, file), "This is no YAML from here on", Remedy);
        }

        return null;
    }

    private static TextPlace PlaceOf(Mark mark, string file) => new(file, (int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));

    // A tab is reported where the surrounding map begins, which may be pages above.
    private static TextPlace PlaceOf(YamlException broken, string text, string file)
    {
        if (broken.Message.Contains("tab", StringComparison.Ordinal))
        {
            int line = 1;
            foreach (ReadOnlySpan<char> row in text.AsSpan().EnumerateLines())
            {
                int tab = row[..(row.Length - row.TrimStart().Length)].IndexOf('\t');
                if (tab >= 0 && line >= broken.Start.Line)
                {
                    return new TextPlace(file, line, tab + 1);
                }

                line++;
            }
        }

        return PlaceOf(broken.Start, file);
    }

    private const string Remedy = "Check the quotes, the brackets and the indentation (spaces, no tabs) here and in the line before.";

    private static byte[]? Load(string path, YamlFaults faults)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            // A device or a pipe has no length and might never end: one byte over the limit is enough to refuse it.
            byte[] bytes = new byte[MaxBytes + 1];
            int count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (count <= MaxBytes)
            {
                return bytes[..count];
            }

            faults.Add(
                TextPlace.StartOf(path),
                string.Create(CultureInfo.InvariantCulture, $"The file is larger than {MaxBytes / 1024} KiB"),
                "Check that it is the right file."
            );
        }
        catch (Exception broken)
            when (broken is IOException or UnauthorizedAccessException or SecurityException or ArgumentException or NotSupportedException)
        {
            faults.Add(
                TextPlace.StartOf(path),
                $"The file cannot be read: {broken.Message}",
                "Check the path and that the service user may read it."
            );
        }

        return null;
    }

    private static string? Decode(byte[] bytes, string path, YamlFaults faults)
    {
        try
        {
            return StrictUtf8.GetString(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(3) : bytes);
        }
        catch (DecoderFallbackException)
        {
            faults.Add(TextPlace.StartOf(path), "The file is not UTF-8", "Save it in UTF-8.");
            return null;
        }
    }
}
