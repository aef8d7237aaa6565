namespace EdgeVL.Daemon.Trust;

/// <summary>Pool adjacent violators, smoothed: blocks are drawn towards the mean of all by two samples, then pooled again.</summary>
internal static class IsotonicFit
{
    /// <summary>Fits.</summary>
    public static IsotonicCalibration Fit(IReadOnlyList<ScoredReading> readings)
    {
        double mean = readings.Average(static reading => reading.IsRight ? 1.0 : 0.0),
            least = 1.0 / (readings.Count + 2);
        List<Block> blocks = Pool(
            readings
                .GroupBy(static reading => LogOdds.Of(reading.Probability))
                .OrderBy(static group => group.Key)
                .Select(static group => new Block(group.Key, group.Count(), group.Count(static reading => reading.IsRight)))
        );
        blocks = Pool(blocks.Select(block => block with { Right = (block.Right + (2 * mean)) / (block.Weight + 2) * block.Weight }));
        return new IsotonicCalibration(
            [.. blocks.Select(static block => block.Score)],
            [.. blocks.Select(block => Math.Clamp(block.Value, least, 1 - least))]
        );
    }

    /// <summary>Merges neighbours until the share of right ones rises from block to block.</summary>
    private static List<Block> Pool(IEnumerable<Block> ordered)
    {
        var pooled = new List<Block>();
        foreach (Block one in ordered)
        {
            Block block = one;
            while (pooled.Count > 0 && pooled[^1].Right * block.Weight >= block.Right * pooled[^1].Weight)
            {
                block = pooled[^1].With(block);
                pooled.RemoveAt(pooled.Count - 1);
            }

            pooled.Add(block);
        }

        return pooled;
    }

    /// <summary>Readings of neighbouring scores: their mean score, how many, and how many of them are right.</summary>
    private readonly record struct Block(double Score, double Weight, double Right)
    {
        public double Value => Right / Weight;

        public Block With(Block other) =>
            new(((Score * Weight) + (other.Score * other.Weight)) / (Weight + other.Weight), Weight + other.Weight, Right + other.Right);
    }
}
