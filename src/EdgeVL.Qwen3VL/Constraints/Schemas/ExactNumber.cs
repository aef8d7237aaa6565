using System.Globalization;
using System.Numerics;

namespace EdgeVL.Qwen3VL.Constraints.Schemas;

/// <summary>A decimal number as it stands in JSON, exactly.</summary>
/// <param name="Mantissa">Its digits as one number.</param>
/// <param name="Exponent">Power of ten that they are multiplied by.</param>
internal readonly record struct ExactNumber(BigInteger Mantissa, int Exponent)
{
    private const int LargestExponent = 400;

    /// <summary>Reads a JSON number.</summary>
    /// <exception cref="UnsupportedConstraintException">It has more than some hundreds of digits.</exception>
    public static ExactNumber Parse(string text)
    {
        int exponentAt = text.IndexOfAny(['e', 'E']);
        string digits = exponentAt < 0 ? text : text[..exponentAt];
        string power = exponentAt < 0 ? "0" : text[(exponentAt + 1)..];
        int point = digits.IndexOf('.', StringComparison.Ordinal);
        int fraction = point < 0 ? 0 : digits.Length - point - 1;
        if (
            digits.Length > LargestExponent
            || !int.TryParse(power, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int exponent)
            || Math.Abs(exponent) > LargestExponent
        )
        {
            throw new UnsupportedConstraintException($"'{text}' has more digits than are supported");
        }

        string whole = digits.Replace(".", "", StringComparison.Ordinal);
        return new ExactNumber(BigInteger.Parse(whole, CultureInfo.InvariantCulture), exponent - fraction);
    }

    /// <summary>The largest multiple of 10^-<paramref name="fraction"/> that is not larger, times 10^<paramref name="fraction"/>.</summary>
    /// <param name="fraction">Digits behind the point.</param>
    /// <param name="isExact">Whether the number is that multiple.</param>
    public BigInteger Floor(int fraction, out bool isExact)
    {
        int shift = Exponent + fraction;
        if (shift >= 0)
        {
            isExact = true;
            return Mantissa * BigInteger.Pow(10, shift);
        }

        BigInteger quotient = BigInteger.DivRem(Mantissa, BigInteger.Pow(10, -shift), out BigInteger rest);
        isExact = rest.IsZero;
        return rest.Sign < 0 ? quotient - 1 : quotient;
    }

    /// <summary>Whether it is a whole number; then its value.</summary>
    public bool TryGetInteger(out BigInteger value)
    {
        value = Floor(0, out bool isExact);
        return isExact;
    }
}
