using EdgeVL.Daemon.Recipes;

namespace EdgeVL.Daemon.Judging;

/// <summary>What holds where a recipe says nothing.</summary>
public static class TrustDefaults
{
    /// <summary>Least probability of a field or text: on the labelled frames that it was chosen on it keeps 96 % of the lines that are read right.</summary>
    public const double MinProbability = 0.3;

    /// <summary>Least probability of a field that a second look must confirm: what is right is kept, and much less that is wrong.</summary>
    public const double MinConfirmed = 0.2;

    /// <summary>Least probability of a field of a recipe, where neither says one.</summary>
    public static double MinProbabilityOf(Recipe recipe, OutputField field)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(field);
        return SecondLook.LooksFor(recipe, field) ? MinConfirmed : MinProbability;
    }
}
