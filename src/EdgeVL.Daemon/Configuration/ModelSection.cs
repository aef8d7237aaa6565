namespace EdgeVL.Daemon.Configuration;

/// <summary>Where the model runs.</summary>
public enum ModelProfile
{
    /// <summary>The best that the machine offers.</summary>
    Auto,

    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>An NVIDIA card.</summary>
    Cuda,

    /// <summary>A Jetson board: TensorRT and CUDA.</summary>
    Jetson,

    /// <summary>A server elsewhere; not active yet, and then as <see cref="Auto"/>.</summary>
    Remote,
}

/// <summary>The section <c>model</c>.</summary>
public sealed record ModelSection
{
    /// <summary>Folder of a built model, full path. Required.</summary>
    public required string Folder { get; init; }

    /// <summary>Where it runs. Default <see cref="ModelProfile.Auto"/>.</summary>
    public ModelProfile Profile { get; init; }

    /// <summary>Tokens that prompt and answer may have together, 256 to 262144. Default: the engine's choice.</summary>
    public int? Context { get; init; }

    /// <summary>Threads that compute, 1 to 256. Default: one a core.</summary>
    public int? Threads { get; init; }
}
