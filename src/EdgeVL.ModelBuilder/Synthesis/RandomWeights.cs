namespace EdgeVL.ModelBuilder.Synthesis;

/// <summary>BF16 values of a normal distribution with deviation 0.02, by a table over 16 random bits.</summary>
internal sealed class RandomWeights
{
    /// <summary>1.0 in BF16.</summary>
    public const ushort One = 0x3F80;

    private const double Deviation = 0.02;

    private readonly ushort[] table = new ushort[1 << 16];
    private ulong state;

    public RandomWeights(ulong seed)
    {
        state = seed;
        var random = new Random((int)seed);
        for (int i = 0; i < table.Length; i++)
        {
            // Box and Muller's transform of two uniform numbers.
            double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            double value = Deviation * radius * Math.Cos(2 * Math.PI * random.NextDouble());
            table[i] = (ushort)(BitConverter.SingleToUInt32Bits((float)value) >> 16);
        }
    }

    public void Fill(Span<ushort> values)
    {
        ulong bits = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (i % 4 == 0)
            {
                bits = Next();
            }

            values[i] = table[(ushort)bits];
            bits >>= 16;
        }
    }

    // SplitMix64: Steele, Lea, Flood 2014.
    private ulong Next()
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
