namespace EdgeVL.Qwen3VL.Runtime;

/// <summary>Which execution providers are tried, in order.</summary>
public enum ExecutionProfile
{
    /// <summary>The best that the loaded library and the machine offer.</summary>
    Auto,

    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU through CUDA.</summary>
    Cuda,

    /// <summary>A Jetson: TensorRT for the vision encoder, CUDA for the decoder.</summary>
    Jetson,
}
