using System.Buffers;
using System.Globalization;

namespace EdgeVL.Daemon.Yaml;

/// <summary>A number and its unit.</summary>
internal static class Quantity
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    /// <summary>Splits <c>2 GiB</c> into 2 and <c>GiB</c>; false where there is no unsigned decimal number in front.</summary>
    public static bool TrySplit(string text, out double number, out string unit)
    {
        int end = text.AsSpan().IndexOfAnyExcept(Digits);
        unit = end < 0 ? "" : text[end..].TrimStart(' ');
        return double.TryParse(
            end < 0 ? text : text.AsSpan(0, end),
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out number
        );
    }
}
