namespace EdgeVL.Qwen3VL.Generation;

/// <summary>Watches streamed text for stop strings, and holds back what may become one.</summary>
/// <param name="texts">The stop strings; empty ones stop nothing.</param>
internal sealed class StopTexts(IReadOnlyList<string> texts)
{
    private readonly string[] stops = [.. texts.Where(static text => text.Length > 0)];
    private string held = "";

    /// <summary>Takes the next text and gives what may be shown.</summary>
    /// <param name="stopped">Whether a stop string has appeared; it and what follows are not shown.</param>
    public ReadOnlySpan<char> Append(ReadOnlySpan<char> text, out bool stopped)
    {
        stopped = false;
        if (stops.Length == 0)
        {
            return text;
        }

        string whole = string.Concat(held, text);
        int first = stops
            .Select(stop => whole.IndexOf(stop, StringComparison.Ordinal))
            .Where(static index => index >= 0)
            .DefaultIfEmpty(-1)
            .Min();
        if (first >= 0)
        {
            stopped = true;
            held = "";
            return whole.AsSpan(0, first);
        }

        int keep = stops.Max(stop => LongestTailThatStarts(whole, stop));
        held = whole[^keep..];
        return whole.AsSpan(0, whole.Length - keep);
    }

    /// <summary>Ends the stream and gives what was held back.</summary>
    public string Flush()
    {
        string rest = held;
        held = "";
        return rest;
    }

    private static int LongestTailThatStarts(string text, string stop)
    {
        for (int length = Math.Min(stop.Length - 1, text.Length); length > 0; length--)
        {
            if (text.AsSpan(text.Length - length).SequenceEqual(stop.AsSpan(0, length)))
            {
                return length;
            }
        }

        return 0;
    }
}
