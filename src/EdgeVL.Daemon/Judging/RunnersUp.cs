using EdgeVL.Contracts.Results;

namespace EdgeVL.Daemon.Judging;

/// <summary>The model's second choices, character by character, for rules that may repair a reading.</summary>
internal static class RunnersUp
{
    /// <summary>By field: null where the model was sure, its second choice at the place where its second reading differs.</summary>
    public static Dictionary<string, IReadOnlyList<char?>> Of(IReadOnlyDictionary<string, FieldReading> fields)
    {
        var all = new Dictionary<string, IReadOnlyList<char?>>();
        foreach ((string name, FieldReading field) in fields)
        {
            if (field is { Raw: { } raw, RunnerUp: { } other } && Difference(raw, other) is { } place)
            {
                var choices = new char?[raw.Length];
                choices[place] = other[place];
                all[name] = choices;
            }
        }

        return all;
    }

    // The runner-up is another whole value, or its beginning, which ends with an ellipsis.
    private static int? Difference(string raw, string other)
    {
        int length = other.EndsWith('…') ? other.Length - 1 : other.Length;
        bool isBeginning = length < other.Length;
        if (isBeginning ? length > raw.Length : length != raw.Length)
        {
            return null;
        }

        int[] places = [.. Enumerable.Range(0, length).Where(i => raw[i] != other[i])];
        return places.Length == 1 ? places[0] : null;
    }
}
