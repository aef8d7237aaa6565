namespace EdgeVL.Qwen3VL.Generation;

/// <summary>Notices an answer that has fallen into a loop: a stretch of tokens, repeated to the letter.</summary>
/// <remarks>A loop is three equal stretches that fill at least 48 tokens: two equal rows of a table are no loop, nor is a row of dashes.</remarks>
public sealed class RepetitionGuard
{
    private const int LongestPeriod = 96;
    private const int LeastStretches = 3;
    private const int LeastTokens = 48;

    // runs[p]: how many of the last tokens equal the one p places before them.
    private readonly int[] runs = new int[LongestPeriod + 1];
    private readonly int[] recent = new int[LongestPeriod];
    private int count;

    /// <summary>Begins a new answer.</summary>
    public void Reset()
    {
        Array.Clear(runs);
        count = 0;
    }

    /// <summary>Takes the next token.</summary>
    /// <returns>Number of tokens at the end that only repeat what stands before them, or 0.</returns>
    public int Add(int token)
    {
        int repeated = 0;
        int longest = Math.Min(count, LongestPeriod);
        for (int period = 1; period <= longest; period++)
        {
            runs[period] = recent[(count - period) % LongestPeriod] == token ? runs[period] + 1 : 0;
            if (repeated == 0 && runs[period] >= (LeastStretches - 1) * period && runs[period] + period >= LeastTokens)
            {
                repeated = runs[period];
            }
        }

        recent[count++ % LongestPeriod] = token;
        return repeated;
    }
}
