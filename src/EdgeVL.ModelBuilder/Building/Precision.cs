using EdgeVL.Contracts.Faults;

namespace EdgeVL.ModelBuilder.Building;

/// <summary>What a model is built for.</summary>
public enum Precision
{
    /// <summary>Everything in floats: the reference.</summary>
    Fp32,

    /// <summary>Everything in halves.</summary>
    Fp16,

    /// <summary>Vision encoder and decoder in eight bits, activations quantised per token.</summary>
    Int8,

    /// <summary>Decoder in four bits; vision encoder in eight bits for the CPU and in halves for GPUs.</summary>
    Int4,
}

/// <summary>Names of the precisions.</summary>
public static class PrecisionNames
{
    /// <summary>The name on the command line and in the manifest.</summary>
    public static string NameOf(this Precision precision) => precision.ToString().ToLowerInvariant();

    /// <summary>The precision of that name.</summary>
    public static Precision Parse(string name) =>
        name switch
        {
            "fp32" => Precision.Fp32,
            "fp16" => Precision.Fp16,
            "int8" => Precision.Int8,
            "int4" => Precision.Int4,
            _ => throw new FaultException(FaultCode.UsageInvalid, $"There is no precision '{name}'.", "Choose fp32, fp16, int8 or int4."),
        };
}
