namespace EdgeVL.Capture.Gates;

/// <summary>Holds readings against limits; every limit is looked at, and every one that is broken is a reason.</summary>
public static class GateJudge
{
    /// <summary>Judges a picture.</summary>
    /// <param name="tiles">The meter's tiles of this picture; empty where tiles are not judged.</param>
    /// <exception cref="ArgumentException">Sharpness was measured at another step than the golden pictures.</exception>
    public static GateJudgement Judge(in GateReadings readings, GateLimits limits, ReadOnlySpan<TileReading> tiles = default)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var findings = new GateFindings();
        JudgeExposure(readings, limits.Exposure, ref findings);
        JudgeRepeats(readings, limits.Repeats, ref findings);
        if (limits.MaxNoise is { } noise)
        {
            findings.AtMost(GateCode.Noisy, readings.Noise, noise);
        }

        if (limits.Edges is { } edges && findings.AtLeast(GateCode.Empty, readings.EdgeShare, edges.Min))
        {
            findings.AtMost(GateCode.Empty, readings.EdgeShare, edges.Max);
        }

        if (limits.Sharpness is { } sharpness)
        {
            JudgeSharpness(readings, sharpness, tiles, ref findings);
        }

        if (limits.Detail is { } detail && readings.Sharpness is { } own)
        {
            JudgeDetail(own, readings.Step, detail, ref findings);
        }

        if (limits.Steady is { } steady)
        {
            JudgeSteadiness(readings, steady, ref findings);
        }

        return findings.Judgement;
    }

    /// <summary>Judges the view.</summary>
    public static GateJudgement Judge(in ViewReading view, ViewLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var findings = new GateFindings();
        if (view.ShiftIsKnown)
        {
            findings.AtMost(GateCode.ViewMoved, view.Shift, limits.MaxShift);
        }

        if (view.Blocks > 0)
        {
            findings.AtMost(GateCode.Occluded, view.Lost, limits.MaxLost);
        }

        return findings.Judgement;
    }

    private static void JudgeExposure(in GateReadings readings, ExposureLimits limits, ref GateFindings findings)
    {
        findings.AtLeast(GateCode.Dark, readings.Brightness, limits.MinBrightness);
        // Both say the same to a person; the first one broken is told.
        if (findings.AtLeast(GateCode.LowContrast, readings.Contrast, limits.MinContrast))
        {
            findings.AtLeast(GateCode.LowContrast, readings.ContrastToNoise, limits.MinContrastToNoise);
        }

        if (readings.Contrast < limits.ClippedContrast)
        {
            findings.AtMost(GateCode.Overexposed, readings.ClippedHigh, limits.MaxClipped);
        }
    }

    private static void JudgeRepeats(in GateReadings readings, RepeatLimits limits, ref GateFindings findings)
    {
        if (limits.FrozenAfter > 0 && readings.Repeats >= limits.FrozenAfter)
        {
            findings.Refuse(GateCode.Frozen, readings.Repeats, limits.FrozenAfter);
        }
        else if (limits.MinLikeness is { } likeness && limits.Noise > 0 && readings.Difference is { } difference)
        {
            double found = difference / (GateReadings.MeanDifferenceOfNoise * limits.Noise);
            if (found < likeness)
            {
                findings.Warn(GateCode.Frozen, found, likeness);
            }
        }

        if (limits.LoopAfter > 0 && readings.LoopRun >= limits.LoopAfter)
        {
            findings.Refuse(GateCode.Looped, readings.LoopRun, limits.LoopAfter);
        }
    }

    private static void JudgeSharpness(
        in GateReadings readings,
        SharpnessLimits limits,
        ReadOnlySpan<TileReading> tiles,
        ref GateFindings findings
    )
    {
        if (readings.Step != limits.Step)
        {
            throw new ArgumentException($"Sharpness was measured at step {readings.Step}, the golden pictures at {limits.Step}.");
        }

        if (readings.Sharpness is not { } sharpness)
        {
            return; // no edges to be sharp or not: the share of edges tells it
        }

        DirectionalSharpness shares = sharpness.RelativeTo(limits.Golden);
        if (!findings.Holds(shares.Least, limits.MinShare))
        {
            string code = shares.Anisotropy >= limits.SmearRatio ? GateCode.Smeared : GateCode.Blurred;
            findings.Refuse(code, shares.Least, limits.MinShare);
        }
        else if (SharpTiles(tiles, limits) is { } sharp)
        {
            findings.AtLeast(GateCode.Blurred, sharp, limits.MinTiles);
        }
    }

    private static void JudgeDetail(DirectionalSharpness sharpness, int step, DetailLimits limits, ref GateFindings findings)
    {
        (double least, double smeared) =
            step == 1 ? (limits.MinAtFullScale, limits.MinSmearedAtFullScale) : (limits.Min, limits.MinSmeared);
        if (sharpness.Unevenness >= limits.SmearRatio && sharpness.Least < smeared)
        {
            findings.Refuse(GateCode.Smeared, sharpness.Least, smeared);
        }
        else
        {
            findings.AtLeast(GateCode.Blurred, sharpness.Least, least);
        }
    }

    /// <summary>Share of the tiles with edges here and in the golden pictures that are sharp; null where there are too few.</summary>
    private static double? SharpTiles(ReadOnlySpan<TileReading> tiles, SharpnessLimits limits)
    {
        const int fewest = 4;
        int seen = 0,
            sharp = 0;
        for (int tile = 0; tile < tiles.Length && tiles.Length == limits.Tiles.Count; tile++)
        {
            if (tiles[tile].Sharpness is { } here && limits.Tiles[tile].Sharpness is { } golden)
            {
                seen++;
                sharp += DirectionalSharpness.Share(here, golden) >= limits.MinShare ? 1 : 0;
            }
        }

        return seen < fewest ? null : (double)sharp / seen;
    }

    private static void JudgeSteadiness(in GateReadings readings, SteadyLimits limits, ref GateFindings findings)
    {
        bool steady =
            readings.ExposureStep is not { } step
            || findings.AtMost(GateCode.UnstableExposure, step, Math.Max(limits.MaxStep, limits.MaxShare * readings.P50));
        if (steady && readings.Ripple is { } ripple)
        {
            findings.AtMost(GateCode.UnstableExposure, ripple, limits.MaxRipple);
        }
    }
}
