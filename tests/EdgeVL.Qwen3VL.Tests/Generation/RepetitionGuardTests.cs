using EdgeVL.Qwen3VL.Generation;

namespace EdgeVL.Qwen3VL.Tests.Generation;

public sealed class RepetitionGuardTests
{
    private const int NoLoop = -1;

    [Theory]
    [InlineData(1, 48)] // one token alone needs as many as the shortest loop has
    [InlineData(2, 48)]
    [InlineData(15, 48)]
    [InlineData(16, 48)]
    [InlineData(17, 51)] // three stretches
    [InlineData(50, 150)]
    [InlineData(96, 288)]
    [InlineData(97, NoLoop)] // longer than what is watched
    public void A_stretch_that_stands_there_three_times_is_a_loop(int period, int tokensUntilNoticed) =>
        Assert.Equal(tokensUntilNoticed, Noticed(Enumerable.Range(0, 400).Select(i => i % period)));

    [Fact]
    public void What_comes_before_a_loop_does_not_hide_it() =>
        Assert.Equal(100 + 51, Noticed(Enumerable.Range(1000, 100).Concat(Enumerable.Range(0, 400).Select(static i => i % 17))));

    [Fact]
    public void Rows_that_differ_in_one_token_are_no_loop() =>
        Assert.Equal(NoLoop, Noticed(Enumerable.Range(0, 600).Select(static i => i % 20 == 0 ? 1000 + i : i % 20)));

    [Fact]
    public void Two_equal_rows_and_a_row_of_dashes_are_no_loop()
    {
        IEnumerable<int> row = Enumerable.Range(0, 40);
        Assert.Equal(NoLoop, Noticed(row.Concat(row).Concat(Enumerable.Repeat(7, 40)).Concat(row)));
    }

    [Fact]
    public void It_says_how_much_is_repeated_and_forgets_at_a_reset()
    {
        var guard = new RepetitionGuard();
        int repeated = 0;
        for (int i = 0; i < 51; i++)
        {
            repeated = guard.Add(i % 17);
        }

        Assert.Equal(34, repeated);
        guard.Reset();
        Assert.Equal(0, guard.Add(51 % 17));
    }

    [Fact]
    public void The_trained_answers_are_no_loops()
    {
        // A list of many boxes repeats its frame, never its numbers.
        var random = new Random(5);
        IEnumerable<int> answer = Enumerable
            .Range(0, 30)
            .SelectMany(_ =>
                (int[])[1, 2, 3, random.Next(10, 999), 4, random.Next(10, 999), 4, random.Next(10, 999), 5, 6, random.Next(10, 30), 7]
            );
        Assert.Equal(NoLoop, Noticed(answer));
    }

    private static int Noticed(IEnumerable<int> tokens)
    {
        var guard = new RepetitionGuard();
        int count = 0;
        foreach (int token in tokens)
        {
            count++;
            if (guard.Add(token) > 0)
            {
                return count;
            }
        }

        return NoLoop;
    }
}
