namespace EdgeVL.Daemon.Trust;

/// <summary>Draws labels with replacement, each with all its readings, and computes the calibration error of each draw.</summary>
internal sealed class LabelBootstrap
{
    private readonly double[] probabilities;
    private readonly int[] right;
    private readonly int[] labels;
    private readonly int labelCount;
    private readonly int bins;

    public LabelBootstrap(IReadOnlyList<ScoredReading> readings, int bins)
    {
        this.bins = bins;
        ScoredReading[] ordered = [.. readings.OrderBy(static reading => reading.Probability)];
        Dictionary<string, int> numbers = ordered
            .Select(static reading => reading.Label)
            .Distinct()
            .Select(static (label, number) => (label, number))
            .ToDictionary(static pair => pair.label, static pair => pair.number);
        probabilities = [.. ordered.Select(static reading => reading.Probability)];
        right = [.. ordered.Select(static reading => reading.IsRight ? 1 : 0)];
        labels = [.. ordered.Select(reading => numbers[reading.Label])];
        labelCount = numbers.Count;
    }

    /// <summary>Calibration errors of so many draws.</summary>
    public double[] Draw(int draws, int seed)
    {
        var random = new Random(seed);
        double[] errors = new double[draws];
        int[] times = new int[labelCount];
        for (int draw = 0; draw < draws; draw++)
        {
            Array.Clear(times);
            for (int i = 0; i < labelCount; i++)
            {
                times[random.Next(labelCount)]++;
            }

            errors[draw] = Error(times);
        }

        return errors;
    }

    /// <summary>The error of a draw: the readings are in order already, so that bins are cut while walking.</summary>
    private double Error(int[] times)
    {
        int total = 0;
        foreach (int label in labels)
        {
            total += times[label];
        }

        double error = 0,
            claimed = 0;
        int bin = 0,
            seen = 0,
            correct = 0;
        for (int i = 0; i < probabilities.Length; i++)
        {
            for (int copies = times[labels[i]]; copies > 0; )
            {
                int end = (int)((long)(bin + 1) * total / bins),
                    taken = Math.Min(copies, end - seen);
                claimed += taken * probabilities[i];
                correct += taken * right[i];
                seen += taken;
                copies -= taken;
                if (seen == end)
                {
                    error += Math.Abs(claimed - correct);
                    (claimed, correct, bin) = (0, 0, bin + 1);
                }
            }
        }

        return total == 0 ? 0 : error / total;
    }
}
