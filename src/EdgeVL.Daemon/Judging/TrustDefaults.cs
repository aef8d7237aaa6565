namespace EdgeVL.Daemon.Judging;

/// <summary>What holds where a recipe says nothing.</summary>
public static class TrustDefaults
{
    /// <summary>Least probability of a field or text.</summary>
    public const double MinProbability = 0.5;
}
