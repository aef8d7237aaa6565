namespace EdgeVL.Daemon.Trust;

/// <summary>One labelled field: how sure the reading was, and whether it was right.</summary>
/// <param name="Probability">Probability of what was read, 0 to 1.</param>
/// <param name="IsRight">Whether it equals the truth.</param>
/// <param name="Label">The object that was read. Frames of one label err together: they are drawn, split and counted together.</param>
public readonly record struct ScoredReading(double Probability, bool IsRight, string Label);
