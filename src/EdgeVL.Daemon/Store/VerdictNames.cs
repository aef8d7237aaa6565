using EdgeVL.Contracts.Results;

namespace EdgeVL.Daemon.Store;

/// <summary>Verdicts as they stand in JSON and in the database.</summary>
internal static class VerdictNames
{
    public static string Of(Verdict verdict) =>
        verdict switch
        {
            Verdict.Error => "error",
            Verdict.NoRead => "no_read",
            Verdict.Reject => "reject",
            Verdict.Warn => "warn",
            Verdict.Accept => "accept",
            _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "No such verdict."),
        };
}
