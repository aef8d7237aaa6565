using System.Globalization;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Capture;

/// <summary>Width and height of a picture in pixels.</summary>
/// <param name="Width">16 to 16384.</param>
/// <param name="Height">16 to 16384.</param>
public readonly record struct FrameSize(int Width, int Height)
{
    private const int Smallest = 16;
    private const int Largest = 16384;

    /// <summary>Reads <c>1280x720</c>.</summary>
    /// <exception cref="FaultException">The text is no size, or one out of range.</exception>
    public static FrameSize Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split('x');
        return parts.Length == 2 && Side(parts[0]) is { } width && Side(parts[1]) is { } height
            ? new FrameSize(width, height)
            : throw new FaultException(
                FaultCode.ConfigurationInvalid,
                $"'{text}' is no picture size.",
                $"Write width and height in pixels, {Smallest} to {Largest}, such as 1280x720."
            );
    }

    /// <summary>The form that <see cref="Parse"/> reads.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Width}x{Height}");

    private static int? Side(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int side) && side is >= Smallest and <= Largest
            ? side
            : null;
}
