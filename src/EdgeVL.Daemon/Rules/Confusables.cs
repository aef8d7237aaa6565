namespace EdgeVL.Daemon.Rules;

/// <summary>Characters that print and cameras confuse.</summary>
internal static class Confusables
{
    private static readonly string[] Classes = ["0ODQ", "1IL", "2Z", "5S", "6G", "8B"];

    /// <summary>The texts that differ from one in a single character, which is replaced by the model's own second choice for that place, of
    /// the same class.</summary>
    public static IEnumerable<string> OneEdit(string text, IReadOnlyList<char?> runnersUp)
    {
        for (int i = 0; i < Math.Min(text.Length, runnersUp.Count); i++)
        {
            if (runnersUp[i] is { } other && other != text[i] && AreAlike(text[i], other))
            {
                yield return string.Concat(text.AsSpan(0, i), [other], text.AsSpan(i + 1));
            }
        }
    }

    private static bool AreAlike(char one, char other) => Array.Exists(Classes, alike => alike.Contains(one) && alike.Contains(other));
}
