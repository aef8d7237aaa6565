using System.Security.Cryptography;
using System.Text;

namespace EdgeVL.Daemon.Trust;

/// <summary>Parts labelled readings by label, so that no label is in two parts: half to fit, a quarter for limits, a quarter to test.</summary>
/// <param name="Fit">To fit a calibration.</param>
/// <param name="Limits">To choose limits.</param>
/// <param name="Test">To report on, once.</param>
public sealed record LabelSplit(IReadOnlyList<ScoredReading> Fit, IReadOnlyList<ScoredReading> Limits, IReadOnlyList<ScoredReading> Test)
{
    /// <summary>Parts them; a label lies in the same part whatever else is there.</summary>
    /// <param name="salt">Another text gives another split.</param>
    public static LabelSplit Of(IReadOnlyList<ScoredReading> readings, string salt = "")
    {
        ArgumentNullException.ThrowIfNull(readings);
        ILookup<int, ScoredReading> quarters = readings.ToLookup(reading => Quarter(reading.Label, salt));
        return new LabelSplit([.. quarters[0], .. quarters[1]], [.. quarters[2]], [.. quarters[3]]);
    }

    private static int Quarter(string label, string salt) => SHA256.HashData(Encoding.UTF8.GetBytes($"{salt}\n{label}"))[0] & 3;
}
