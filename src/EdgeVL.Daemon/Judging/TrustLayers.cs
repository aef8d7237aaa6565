namespace EdgeVL.Daemon.Judging;

/// <summary>What stands between an answer and an accept; a layer is only taken away to show what it is worth.</summary>
[Flags]
public enum TrustLayers
{
    /// <summary>The bare model.</summary>
    None = 0,

    /// <summary>The picture is measured before the model is asked.</summary>
    Gates = 1,

    /// <summary>Least probabilities, and the prior check where the recipe asks for it.</summary>
    Probability = 2,

    /// <summary>Fresh frames must say the same.</summary>
    Agreement = 4,

    /// <summary>Rules of fields, and expressions.</summary>
    Rules = 8,

    /// <summary>All of them.</summary>
    All = Gates | Probability | Agreement | Rules,
}
