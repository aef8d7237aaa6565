namespace EdgeVL.Daemon.Judging;

/// <summary>What holds where a recipe says nothing.</summary>
public static class TrustDefaults
{
    /// <summary>Least probability of a field or text: on the labelled frames that it was chosen on it keeps 95 % of what is read right.</summary>
    public const double MinProbability = 0.35;

    /// <summary>Least probability of a field that a second look must confirm: together they keep as much as 0.35 alone, and leave half as many
    /// wrong ones.</summary>
    public const double MinConfirmed = 0.2;
}
