using System.Globalization;

namespace EdgeVL.ModelBuilder.Verification;

/// <summary>What was found of one array or list.</summary>
/// <param name="Case">The case.</param>
/// <param name="Array">The array.</param>
/// <param name="Error">Largest error relative to the largest magnitude of the reference; for integers and texts the number of differences.</param>
/// <param name="Limit">Largest error allowed; null where there is no verdict.</param>
/// <param name="Note">A skipped part's reason, or the first difference.</param>
public sealed record VerificationRow(string Case, string Array, double Error, double? Limit, string? Note = null)
{
    /// <summary>Whether it is within its limit, or has none.</summary>
    public bool Passed => Limit is null || Error <= Limit;

    /// <summary>Whether this is a part that could not be checked.</summary>
    public bool Skipped { get; init; }

    /// <summary>The line that is printed.</summary>
    public override string ToString()
    {
        if (Skipped)
        {
            return $"{Case, -18} {Array, -22} skipped: {Note}";
        }

        string error = Error.ToString("0.00e+00", CultureInfo.InvariantCulture);
        string limit = Limit is { } allowed ? allowed.ToString("0.0e+00", CultureInfo.InvariantCulture) : "none";
        string verdict =
            Limit is null ? ""
            : Passed ? "ok"
            : "OVER";
        return $"{Case, -18} {Array, -22} {error, 10}  limit {limit, 8}  {verdict}{(Note is null ? "" : $"  {Note}")}".TrimEnd();
    }
}
