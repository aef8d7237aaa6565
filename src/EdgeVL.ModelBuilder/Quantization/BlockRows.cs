namespace EdgeVL.ModelBuilder.Quantization;

/// <summary>A strip of weight rows and the places where its blocks go.</summary>
/// <param name="Weights">[rows, Inputs].</param>
/// <param name="Packed">[rows, blocks, Block · Bits / 8].</param>
/// <param name="Scales">Scales of the whole matrix, [outputs, blocks].</param>
/// <param name="Inputs">Length of a row.</param>
/// <param name="Block">Values that share a scale.</param>
/// <param name="Bits">4 or 8.</param>
/// <param name="FirstRow">Row of the matrix where the strip begins.</param>
internal sealed record BlockRows(float[] Weights, byte[] Packed, float[] Scales, int Inputs, int Block, int Bits, int FirstRow)
{
    public int Blocks => BlockQuantizer.BlockCount(Inputs, Block);

    public int BlockBytes => Block * Bits / 8;

    /// <summary>Quantises one row of the strip.</summary>
    public void Quantize(int row)
    {
        Span<float> padded = stackalloc float[Block];
        for (int b = 0; b < Blocks; b++)
        {
            int start = b * Block;
            int count = Math.Min(Block, Inputs - start);
            padded[count..].Clear();
            Weights.AsSpan((row * Inputs) + start, count).CopyTo(padded);
            Span<byte> destination = Packed.AsSpan(((row * Blocks) + b) * BlockBytes, BlockBytes);
            Scales[((FirstRow + row) * Blocks) + b] =
                Bits == 4 ? BlockQuantizer.Quantize4(padded, [], destination) : BlockQuantizer.Quantize8(padded, destination);
        }
    }

    /// <summary>The value that the run time will see for one weight.</summary>
    public float Value(int row, int input)
    {
        int place = (((row * Blocks) + (input / Block)) * BlockBytes) + (input % Block * Bits / 8);
        int level = Bits == 8 ? Packed[place] - 128 : ((Packed[place] >> (input % 2 * 4)) & 15) - 8;
        return level * Scales[((FirstRow + row) * Blocks) + (input / Block)];
    }
}
