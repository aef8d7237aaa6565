namespace EdgeVL.ModelBuilder.Building;

/// <summary>How a model is built.</summary>
public sealed record BuildOptions
{
    /// <summary>Precision. Default INT4.</summary>
    public Precision Precision { get; init; } = Precision.Int4;

    /// <summary>Weights that share a scale in the 4-bit form, 128 (default) or 32.</summary>
    public int Block { get; init; } = 128;

    /// <summary>Whether an INT4 model gets an INT8 graph for prompts, over the same cache: faster to read, 1.5 GB more for a 2B.</summary>
    public bool Int8Prefill { get; init; }

    /// <summary>Name of the model; the checkpoint folder's name where null.</summary>
    public string? Name { get; init; }

    /// <summary>Whether an existing output folder is replaced.</summary>
    public bool Replace { get; init; }
}

/// <summary>How far a build is.</summary>
/// <param name="Phase">What is being done.</param>
/// <param name="Done">Bytes of the checkpoint read so far.</param>
/// <param name="Total">Bytes that will be read.</param>
public readonly record struct BuildProgress(string Phase, long Done, long Total);
