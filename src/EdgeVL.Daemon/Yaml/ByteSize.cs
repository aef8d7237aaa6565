using System.Globalization;

namespace EdgeVL.Daemon.Yaml;

/// <summary>An amount of memory as people write it: <c>2 GiB</c>, <c>500MB</c>.</summary>
internal static class ByteSize
{
    private static readonly (string Unit, long Bytes)[] Units =
    [
        ("KiB", 1L << 10),
        ("MiB", 1L << 20),
        ("GiB", 1L << 30),
        ("TiB", 1L << 40),
        ("kB", 1_000),
        ("KB", 1_000),
        ("MB", 1_000_000),
        ("GB", 1_000_000_000),
        ("TB", 1_000_000_000_000),
    ];

    /// <summary>Reads an amount within bounds, both included, in bytes.</summary>
    public static Func<YamlScalar, long> Within(long atLeast, long atMost) => Scalars.Quantity(text => Parse(text, atLeast, atMost));

    private static long Parse(string text, long atLeast, long atMost)
    {
        long unit = 0;
        if (Quantity.TrySplit(text, out double number, out string name))
        {
            unit = Array.Find(Units, known => known.Unit == name).Bytes;
        }

        if (unit == 0)
        {
            throw ValueFault.Of(
                $"'{text}' is no amount of memory",
                "Write a number and KiB, MiB, GiB, TiB, kB, MB, GB or TB, such as 2 GiB."
            );
        }

        double bytes = number * unit;
        return bytes >= atLeast && bytes <= atMost
            ? (long)bytes
            : throw ValueFault.Of($"'{text}' is out of range", $"Write an amount from {Format(atLeast)} to {Format(atMost)}.");
    }

    private static string Format(long bytes)
    {
        (string name, long unit) = Units.Last(known => known.Unit.EndsWith("iB", StringComparison.Ordinal) && bytes % known.Bytes == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{bytes / unit} {name}");
    }
}
