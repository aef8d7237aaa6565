using EdgeVL.Qwen3VL.Runtime;

namespace EdgeVL.Qwen3VL;

/// <summary>How a model is run.</summary>
public sealed record EngineOptions
{
    /// <summary>Execution providers to try. Default: the best that is there.</summary>
    public ExecutionProfile Profile { get; init; } = ExecutionProfile.Auto;

    /// <summary>Longest sequence, pictures included, in tokens. Default 4096; memory is taken as it is used.</summary>
    public int Context { get; init; } = 4096;

    /// <summary>Threads inside one operation, 0 for one a physical core.</summary>
    public int Threads { get; init; }

    /// <summary>Where TensorRT keeps its engines; null for none.</summary>
    public string? CacheFolder { get; init; }
}
