using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Judging;
using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Tasks;

namespace EdgeVL.Daemon.Tests.Judging;

public sealed class ListedTests
{
    private static readonly TaskAnswer Answer = TaskAnswer.Of(4, 0) with
    {
        Texts =
        [
            new TextReading("sure", Box: null) { Probability = 0.9 },
            new TextReading("unsure", Box: null) { Probability = 0.2 },
            new TextReading("unknown", Box: null),
        ],
        Objects = [new ObjectReading("square", Box: null) { Probability = 0.5 }],
    };

    [Fact]
    public void What_is_less_sure_or_not_measured_is_withheld_with_a_remark()
    {
        Listed listed = Listed.Of(Answer, 0.5, silent: false);

        Assert.Equal(["sure"], listed.Texts.Select(static text => text.Text));
        Assert.Equal(["square"], listed.Objects.Select(static one => one.Label));
        Assert.All(
            listed.Withheld,
            static remark => Assert.Equal((RuleCode.LowProbability, Verdict.Accept), (remark.Reason.Code, remark.Verdict))
        );
        Assert.Equal(
            ["{\"text\":\"unsure\",\"probability\":0.2}", "{\"text\":\"unknown\",\"probability\":null}"],
            listed.Withheld.Select(static remark => remark.Reason.Value!.ToJsonString())
        );
        Assert.Equal(0.5, listed.Least);
    }

    [Fact]
    public void Without_a_limit_all_is_listed()
    {
        Listed listed = Listed.Of(Answer, least: null, silent: false);

        Assert.Equal((3, 1, 0), (listed.Texts.Count, listed.Objects.Count, listed.Withheld.Count));
        Assert.Equal(0.2, listed.Least);
    }

    [Fact]
    public void Where_the_fields_are_the_output_nothing_is_remarked() => Assert.Empty(Listed.Of(Answer, 0.5, silent: true).Withheld);
}
