namespace EdgeVL.Daemon.Yaml;

/// <summary>The word that somebody probably meant.</summary>
internal static class NearMiss
{
    /// <summary>The nearest of some words, or null where none is near: at most one edit in three letters, case and <c>_ - .</c> left aside.</summary>
    public static string? Of(string word, IEnumerable<string> known)
    {
        string? nearest = null;
        int least = int.MaxValue;
        foreach (string candidate in known)
        {
            int edits = Edits(Fold(word), Fold(candidate));
            if (edits < least && edits <= Allowed(Math.Min(word.Length, candidate.Length)))
            {
                (nearest, least) = (candidate, edits);
            }
        }

        return nearest;
    }

    /// <summary>A remedy that proposes the nearest word, else lists what there is.</summary>
    public static string Remedy(string word, IReadOnlyCollection<string> known) =>
        Of(word, known) is { } meant ? $"Did you mean '{meant}'?"
        : known.Count == 0 ? "Remove it."
        : $"Known: {string.Join(", ", known)}.";

    // Two letters are near to everything.
    private static int Allowed(int length) => length < 3 ? 0 : Math.Max(1, length / 3);

    private static string Fold(string word) =>
        string.Concat(word.Where(static letter => letter is not ('_' or '-' or '.' or ' '))).ToLowerInvariant();

    /// <summary>Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).</summary>
    private static int Edits(string from, string to)
    {
        if (Math.Abs(from.Length - to.Length) > 8)
        {
            return int.MaxValue; // far apart whatever they say, and a key may be a megabyte of rubbish
        }

        int[] before = new int[to.Length + 1],
            above = new int[to.Length + 1],
            row = new int[to.Length + 1];
        for (int j = 0; j <= to.Length; j++)
        {
            above[j] = j;
        }

        for (int i = 1; i <= from.Length; i++)
        {
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = above[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                row[j] = Math.Min(replaced, Math.Min(above[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, above, row) = (above, row, before);
        }

        return above[to.Length];
    }
}
