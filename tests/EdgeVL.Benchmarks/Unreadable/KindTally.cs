using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Trust;

namespace EdgeVL.Benchmarks.Unreadable;

/// <summary>What one recipe made of the frames of one kind.</summary>
internal sealed class KindTally
{
    private readonly int[] accepted = new int[LayeredRecipe.Combinations.Count];
    private readonly int[] wrong = new int[LayeredRecipe.Combinations.Count];
    private readonly Dictionary<string, int> reasons = [];

    /// <summary>Frames.</summary>
    public int Count { get; private set; }

    /// <summary>Frames with a value that was accepted, with all layers.</summary>
    public int Accepted => accepted[0];

    /// <summary>Frames with a false value, by combination of layers.</summary>
    public IReadOnlyList<int> False => wrong;

    /// <summary>How often a frame of this kind is read falsely at most, with 95 % confidence.</summary>
    public double Bound => Binomial.UpperBound(False[0], Count, 0.95);

    /// <summary>The commonest first reason of those that were not accepted.</summary>
    public string FirstReason => reasons.Count == 0 ? "" : reasons.MaxBy(static reason => reason.Value).Key;

    /// <summary>Counts the results of one frame, one for each combination.</summary>
    public void Add(SpoiltFrame frame, Result[] results)
    {
        Count++;
        for (int i = 0; i < results.Length; i++)
        {
            string[] values = [.. LayeredRecipe.Accepted(results[i])];
            accepted[i] += values.Length > 0 ? 1 : 0;
            wrong[i] += values.Any(frame.IsFalse) ? 1 : 0;
            if (i == 0 && values.Length == 0 && results[0].Reasons.Count > 0)
            {
                string first = results[0].Reasons[0].Code;
                reasons[first] = reasons.GetValueOrDefault(first) + 1;
            }
        }
    }

    /// <summary>The sum of several kinds.</summary>
    public static KindTally Sum(IEnumerable<KindTally> kinds)
    {
        var sum = new KindTally();
        foreach (KindTally kind in kinds)
        {
            sum.Count += kind.Count;
            for (int i = 0; i < sum.wrong.Length; i++)
            {
                sum.accepted[i] += kind.accepted[i];
                sum.wrong[i] += kind.wrong[i];
            }
        }

        return sum;
    }
}
