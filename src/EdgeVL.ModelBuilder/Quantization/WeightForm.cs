namespace EdgeVL.ModelBuilder.Quantization;

/// <summary>How the weights of one linear layer are stored.</summary>
internal enum WeightForm
{
    /// <summary>Floats of 32 bits.</summary>
    Fp32,

    /// <summary>Halves.</summary>
    Fp16,

    /// <summary>Eight bits, one scale an output; the activations get one scale a token.</summary>
    Int8Rows,

    /// <summary>Eight bits in blocks.</summary>
    Int8Blocks,

    /// <summary>Four bits in blocks.</summary>
    Int4Blocks,
}

/// <summary>How the weights of one linear layer are stored.</summary>
/// <param name="Form">The form.</param>
/// <param name="Block">Values that share a scale, for the block forms.</param>
internal readonly record struct Scheme(WeightForm Form, int Block = 128)
{
    /// <summary>The name that <c>edgevl-model.json</c> uses.</summary>
    public string Name =>
        Form switch
        {
            WeightForm.Fp32 => "fp32",
            WeightForm.Fp16 => "fp16",
            WeightForm.Int8Rows => "int8 per output, activations int8 per token",
            WeightForm.Int8Blocks => $"int8 block {Block}",
            _ => $"int4 block {Block}",
        };
}
