using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Judging;

namespace EdgeVL.Daemon.Tests.Judging;

public sealed class RunnersUpTests
{
    [Theory]
    [InlineData("LOT-4821", "LOT-4B21", 5, 'B')]
    [InlineData("LOT-4821", "LOT-4B…", 5, 'B')]
    [InlineData("7", "1", 0, '1')]
    public void The_second_choice_stands_where_the_second_reading_differs(string raw, string other, int place, char second)
    {
        IReadOnlyList<char?> choices = Of(raw, other)["lot"];

        Assert.Equal(raw.Length, choices.Count);
        Assert.Equal(second, choices[place]);
        Assert.Single(choices, static choice => choice is not null);
    }

    [Theory]
    [InlineData("LOT-4821", "LOT-482")] // another length: no character stands for another
    [InlineData("LOT-4821", "LOT-9B21")] // two differ
    [InlineData("LOT-4821", "LOT-4821")]
    [InlineData("LOT", "LOT-4…")]
    [InlineData("LOT", null)]
    public void Where_not_one_character_differs_there_is_none(string raw, string? other) => Assert.Empty(Of(raw, other));

    private static Dictionary<string, IReadOnlyList<char?>> Of(string raw, string? other) =>
        RunnersUp.Of(new Dictionary<string, FieldReading> { ["lot"] = new(raw, raw) { RunnerUp = other } });
}
