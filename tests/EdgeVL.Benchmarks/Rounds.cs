namespace EdgeVL.Benchmarks;

/// <summary>Times of two things that took turns: what else the machine did hit both alike.</summary>
/// <param name="First">Seconds of the first, by round.</param>
/// <param name="Second">Seconds of the second, by round.</param>
internal sealed record Rounds(IReadOnlyList<double> First, IReadOnlyList<double> Second)
{
    /// <summary>Middle of the rounds' ratios: how many times as fast the first is.</summary>
    public double FirstIsFaster => Median(First.Zip(Second, static (first, second) => second / first));

    public double BestFirst => First.Min();

    public double BestSecond => Second.Min();

    /// <summary>Runs both by turns, a round without measuring first; which of them begins changes from round to round.</summary>
    public static Rounds Of(int rounds, Action first, Action second)
    {
        var one = new List<double>();
        var other = new List<double>();
        for (int round = -1; round < rounds; round++)
        {
            bool swapped = round % 2 != 0;
            double before = Seconds(swapped ? second : first);
            double after = Seconds(swapped ? first : second);
            if (round >= 0)
            {
                one.Add(swapped ? after : before);
                other.Add(swapped ? before : after);
            }
        }

        return new Rounds(one, other);
    }

    /// <summary>Seconds that one call takes.</summary>
    public static double Seconds(Action action)
    {
        long start = TimeProvider.System.GetTimestamp();
        action();
        return TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
