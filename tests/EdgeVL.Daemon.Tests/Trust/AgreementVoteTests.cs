using EdgeVL.Capture.Gates;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Trust;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeVL.Daemon.Tests.Trust;

public sealed class AgreementVoteTests
{
    [Fact]
    public void Two_of_three_agree_as_soon_as_two_say_the_same()
    {
        var vote = new AgreementVote("lot", 2, 3);
        Assert.Equal(VoteState.Open, vote.Add("LOT-1", 0.9));
        Assert.Equal(VoteState.Open, vote.Add("LOT-7", 0.99));
        Assert.Equal(VoteState.Agreed, vote.Add("LOT-1", 0.8));
        Assert.Equal(("LOT-1", "2/3", 0.8), (vote.Value, vote.Agreement, vote.Probability));
        Assert.Null(vote.Close());
    }

    [Fact]
    public void A_vote_ends_when_agreement_is_out_of_reach_and_shows_the_variants()
    {
        var vote = new AgreementVote("lot", 3, 3);
        vote.Add("LOT-1", 0.9);
        Assert.Equal(VoteState.OutOfReach, vote.Add("LOT-7", 0.9));
        Finding finding = vote.Close()!.Value;
        Assert.Equal((Verdict.NoRead, RuleCode.Disagreement, "lot"), (finding.Verdict, finding.Reason.Code, finding.Reason.Field));
        Assert.Equal("""{"LOT-1":1,"LOT-7":1}""", finding.Reason.Value!.ToJsonString());
        Assert.Equal("3 of 3", finding.Reason.Limit!.GetValue<string>());
    }

    [Fact]
    public void Characters_are_not_voted_on_singly()
    {
        var vote = new AgreementVote("lot", 2, 3);
        foreach (string value in (string[])["A1X", "AYZ", "B1Z"]) // each character of A1Z is said twice, A1Z never
        {
            vote.Add(value, 0.9);
        }

        Assert.Equal(VoteState.OutOfReach, vote.State);
        Assert.DoesNotContain("A1Z", vote.Variants.Select(static variant => variant.Value));
    }

    [Fact]
    public void At_the_deadline_too_few_frames_are_a_reason_of_their_own()
    {
        var vote = new AgreementVote("lot", 2, 3);
        Assert.Equal(RuleCode.TooFewFresh, vote.Close()!.Value.Reason.Code);
        vote.Add("LOT-1", 0.9);
        Assert.Equal((RuleCode.TooFewFresh, "1"), (vote.Close()!.Value.Reason.Code, vote.Close()!.Value.Reason.Value!.ToJsonString()));
        vote.Add("LOT-7", 0.9);
        Assert.Equal(RuleCode.Disagreement, vote.Close()!.Value.Reason.Code);
    }

    [Fact]
    public void A_frame_that_was_not_read_votes_for_nothing()
    {
        var vote = new AgreementVote("lot", 2, 3);
        vote.Add(null, null);
        vote.Add(null, null);
        Assert.Equal((VoteState.OutOfReach, null), (vote.State, vote.Value));
    }

    [Fact]
    public void One_of_one_is_a_still_pictures_reading()
    {
        var vote = new AgreementVote("lot", 1, 1);
        Assert.Equal(VoteState.Agreed, vote.Add("LOT-1", 0.9));
        Assert.Equal("1/1", vote.Agreement);
    }

    [Fact]
    public void Whatever_is_said_the_vote_ends_within_its_frames_and_agrees_only_on_what_was_said_often_enough() =>
        Prop.ForAll(
                (
                    from frames in Gen.Choose(1, 6)
                    from needed in Gen.Choose(1, frames)
                    from values in Gen.Elements("a", "b", "c", null).ListOf(frames)
                    select (frames, needed, values)
                ).ToArbitrary(),
                static test =>
                {
                    var vote = new AgreementVote("x", test.needed, test.frames);
                    int said = 0;
                    while (vote.State == VoteState.Open && said < test.frames)
                    {
                        vote.Add(test.values[said++], 0.5);
                    }

                    int most = test
                        .values.Take(said)
                        .Where(static value => value is not null)
                        .GroupBy(static value => value)
                        .Select(static group => group.Count())
                        .DefaultIfEmpty(0)
                        .Max();
                    return vote.State != VoteState.Open && (vote.State == VoteState.Agreed) == (most >= test.needed);
                }
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(2, 2UL, 1.0, 0, 40, true)]
    [InlineData(1, 2UL, 1.0, 0, 40, false)] // the same number
    [InlineData(2, 1UL, 1.0, 0, 40, false)] // the same pixels
    [InlineData(2, 2UL, 0.3, 0, 40, false)] // a copy that was encoded anew
    [InlineData(2, 2UL, 1.0, 7, 40, false)] // seen seven frames ago
    [InlineData(2, 2UL, 1.0, 0, 10, false)] // still the same exposure
    [InlineData(2, 2UL, null, 0, 40, true)]
    public void A_copy_is_not_fresh(long sequence, ulong hash, double? likeness, int repeat, int milliseconds, bool fresh)
    {
        var first = new FreshFrame(1, 0, new GateReadings { Hash = 1 });
        var next = new FreshFrame(
            sequence,
            milliseconds * 1_000_000L,
            new GateReadings
            {
                Hash = hash,
                Likeness = likeness,
                RepeatDistance = repeat,
            }
        );
        Assert.True(first.IsFreshAfter(null, TimeSpan.FromMilliseconds(33)));
        Assert.Equal(fresh, next.IsFreshAfter(first, TimeSpan.FromMilliseconds(33)));
    }
}
