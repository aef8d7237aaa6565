using EdgeVL.Contracts.Results;

namespace EdgeVL.Benchmarks.Unreadable;

/// <summary>Values read on readable frames, by combination of layers.</summary>
internal sealed class KeptReads
{
    private readonly int[] right = new int[LayeredRecipe.Combinations.Count];
    private readonly int[] wrong = new int[LayeredRecipe.Combinations.Count];
    private int both;

    /// <summary>Values that a label says.</summary>
    public IReadOnlyList<int> Right => right;

    /// <summary>Values that no label says.</summary>
    public IReadOnlyList<int> Wrong => wrong;

    /// <summary>Share of the bare model's right values that all layers leave.</summary>
    public double Share => right[^1] == 0 ? 0 : (double)both / right[^1];

    /// <summary>Counts the results of one frame, one for each combination.</summary>
    public void Add(LabelledFrame frame, Result[] results)
    {
        string[][] values = [.. results.Select(static result => LayeredRecipe.Accepted(result).ToArray())];
        for (int i = 0; i < values.Length; i++)
        {
            right[i] += values[i].Count(frame.Says);
            wrong[i] += values[i].Count(value => !frame.Says(value));
        }

        both += values[^1].Where(frame.Says).Count(values[0].Contains);
    }
}
