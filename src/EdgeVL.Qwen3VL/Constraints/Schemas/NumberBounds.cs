using System.Globalization;
using System.Numerics;

namespace EdgeVL.Qwen3VL.Constraints.Schemas;

/// <summary>The range of a number from the text of its bounds, on the grid of its last digit.</summary>
internal static class NumberBounds
{
    /// <summary>Smallest number allowed times 10^F, or null.</summary>
    public static BigInteger? Low(ExactNumber? minimum, ExactNumber? exclusive, int fraction)
    {
        BigInteger? inclusive = minimum is { } least ? Up(least, fraction) : null;
        BigInteger? above = exclusive is { } border ? border.Floor(fraction, out _) + 1 : null;
        return inclusive is null || above > inclusive ? above : inclusive;
    }

    /// <summary>Largest number allowed times 10^F, or null.</summary>
    public static BigInteger? High(ExactNumber? maximum, ExactNumber? exclusive, int fraction)
    {
        BigInteger? inclusive = maximum is { } most ? most.Floor(fraction, out _) : null;
        BigInteger? below = exclusive is { } border ? Up(border, fraction) - 1 : null;
        return inclusive is null || below < inclusive ? below : inclusive;
    }

    /// <summary>The side that is left open: so many digits, or as many as the other side demands.</summary>
    /// <param name="other">Bound of the other side, in the same direction: how far the range must reach at least.</param>
    /// <param name="digits">Digits of the budget, fraction included.</param>
    public static BigInteger Budget(BigInteger? other, int digits)
    {
        BigInteger most = BigInteger.Pow(10, digits) - 1;
        return other is { } reach && reach > most ? BigInteger.Pow(10, reach.ToString(CultureInfo.InvariantCulture).Length) - 1 : most;
    }

    private static BigInteger Up(ExactNumber number, int fraction)
    {
        BigInteger floor = number.Floor(fraction, out bool isExact);
        return isExact ? floor : floor + 1;
    }
}
