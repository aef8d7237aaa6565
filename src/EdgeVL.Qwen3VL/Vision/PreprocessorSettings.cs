using EdgeVL.Contracts.Faults;

namespace EdgeVL.Qwen3VL.Vision;

/// <summary>How pictures are turned into patches; the defaults are those of the published checkpoints.</summary>
public sealed record PreprocessorSettings
{
    /// <summary>Side of a patch in pixels. Default 16.</summary>
    public int PatchSize { get; init; } = 16;

    /// <summary>Frames of a patch; a still picture is repeated. Default 2.</summary>
    public int TemporalPatchSize { get; init; } = 2;

    /// <summary>Side of the square of patches that becomes one token. Default 2.</summary>
    public int MergeSize { get; init; } = 2;

    /// <summary>Pixels allowed: of a picture, or of all frames of a video together. Default 65,536 to 16,777,216.</summary>
    public PixelBudget Budget { get; init; } = new(65536, 16777216);

    /// <summary>Mean of R, G, B in 0 to 1. Default 0.5 each.</summary>
    public IReadOnlyList<float> Mean { get; init; } = [0.5f, 0.5f, 0.5f];

    /// <summary>Standard deviation of R, G, B. Default 0.5 each.</summary>
    public IReadOnlyList<float> StandardDeviation { get; init; } = [0.5f, 0.5f, 0.5f];

    /// <summary>What a byte is multiplied with before mean and deviation. Default 1/255.</summary>
    public double RescaleFactor { get; init; } = 1 / 255.0;

    /// <summary>Both sides of a resized picture are multiples of this.</summary>
    public int Factor => PatchSize * MergeSize;

    /// <summary>Values of one patch: channels x frames x rows x columns.</summary>
    public int PatchLength => 3 * TemporalPatchSize * PatchSize * PatchSize;

    /// <summary>Reads a <c>preprocessor_config.json</c>.</summary>
    /// <exception cref="FaultException"><see cref="FaultCode.CheckpointInvalid"/>: unreadable, or it asks for another kind of preprocessing.</exception>
    public static PreprocessorSettings Read(string path) => new PreprocessorFile(path).Settings(new PreprocessorSettings());
}
