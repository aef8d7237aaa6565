namespace EdgeVL.Daemon.Rules;

/// <summary>A rule that is evidence enough for a reading with one character replaced.</summary>
internal interface IRepairEvidence
{
    /// <summary>Whether the recipe allows it. Default false: a plausible repair makes false reads.</summary>
    bool Repair { get; }

    /// <summary>Whether a text passes.</summary>
    bool Confirms(string text);
}
