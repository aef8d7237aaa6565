using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Trust;

namespace EdgeVL.Daemon.Judging;

/// <summary>Where and how a recipe is run.</summary>
public sealed record RecipeSurroundings
{
    /// <summary>The site; empty where there is none.</summary>
    public string Site { get; init; } = "";

    /// <summary>The device; empty where there is none.</summary>
    public string Device { get; init; } = "";

    /// <summary>The layers that are at work. Default all.</summary>
    public TrustLayers Layers { get; init; } = TrustLayers.All;

    /// <summary>Whether each picture is a reading of its own, as files are: one frame agrees with itself, and nothing is compared with the
    /// picture before. Default no.</summary>
    public bool IsStills { get; init; }

    /// <summary>The calibration of the model; null where none was fitted.</summary>
    public CalibrationFile? Calibration { get; init; }

    /// <summary>Last accepted values; null where readings have nothing to do with one another.</summary>
    public IBaselineStore? Baselines { get; init; }

    /// <summary>Why readings are made. Default live.</summary>
    public ReadingKind Kind { get; init; }

    /// <summary>Whether pixels, prompt and answer are kept for evidence. Default no.</summary>
    public bool KeepsEvidence { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
