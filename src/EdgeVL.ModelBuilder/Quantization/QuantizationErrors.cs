namespace EdgeVL.ModelBuilder.Quantization;

/// <summary>Relative error of each quantised matrix: ‖W − Ŵ‖ / ‖W‖.</summary>
internal sealed class QuantizationErrors
{
    private readonly Dictionary<string, (double Error, double Norm)> sums = new(StringComparer.Ordinal);

    /// <summary>The errors so far, by matrix.</summary>
    public IReadOnlyDictionary<string, double> Relative =>
        sums.ToDictionary(
            static entry => entry.Key,
            static entry => entry.Value.Norm == 0 ? 0 : Math.Sqrt(entry.Value.Error / entry.Value.Norm)
        );

    public void AddRows(string matrix, ReadOnlySpan<float> weights, ReadOnlySpan<float> scales, int inputs)
    {
        double error = 0;
        double norm = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            float scale = scales[i / inputs];
            double difference = weights[i] - (MathF.Round(weights[i] / scale) * scale);
            error += difference * difference;
            norm += (double)weights[i] * weights[i];
        }

        Add(matrix, error, norm);
    }

    public void AddBlocks(string matrix, BlockRows rows, int count)
    {
        // Every sixteenth row tells the error of a matrix to a few per cent, at a sixteenth of the time.
        double error = 0;
        double norm = 0;
        for (int row = 0; row < count; row += count > 64 ? 16 : 1)
        {
            for (int input = 0; input < rows.Inputs; input++)
            {
                float weight = rows.Weights[(row * rows.Inputs) + input];
                double difference = weight - rows.Value(row, input);
                error += difference * difference;
                norm += (double)weight * weight;
            }
        }

        Add(matrix, error, norm);
    }

    private void Add(string matrix, double error, double norm)
    {
        (double knownError, double knownNorm) = sums.GetValueOrDefault(matrix);
        sums[matrix] = (knownError + error, knownNorm + norm);
    }
}
