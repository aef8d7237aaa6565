using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Judging;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Daemon.Rules;

namespace EdgeVL.Daemon.Tests.Judging;

public sealed class FrameVotesTests
{
    private static readonly Agreement TwoOfThree = new(2, 3);
    private static readonly OutputField[] Lot = [Readings.Field("lot")];

    [Fact]
    public void Two_of_three_are_settled_by_the_second_that_says_the_same_with_the_less_sure_probability()
    {
        var votes = new FrameVotes(TwoOfThree, Lot);
        votes.Add(Readings.Texts(Lot, ("LOT-1", 0.9)));
        Assert.True(votes.IsOpen);

        votes.Add(Readings.Texts(Lot, ("LOT-1", 0.8)));

        Assert.False(votes.IsOpen);
        Assert.Empty(votes.Findings);
        FieldReading lot = votes.Fields["lot"];
        Assert.Equal(("LOT-1", "2/2", 0.8), (lot.Value!.GetValue<string>(), lot.Agreement, lot.Probability));
        Assert.Equal((140, 20), (votes.Tokens.Image, votes.Tokens.Output));
    }

    [Fact]
    public void Three_that_say_different_things_read_nothing_and_the_variants_are_told()
    {
        var votes = new FrameVotes(TwoOfThree, Lot);
        foreach (string text in (string[])["LOT-1", "LOT-2", "LOT-3"])
        {
            votes.Add(Readings.Texts(Lot, (text, 0.9)));
        }

        Finding finding = Assert.Single(votes.Findings);
        Assert.Equal((RuleCode.Disagreement, "lot", Verdict.NoRead), (finding.Reason.Code, finding.Reason.Field, finding.Verdict));
        Assert.Equal("{\"LOT-1\":1,\"LOT-2\":1,\"LOT-3\":1}", finding.Reason.Value!.ToJsonString());
        Assert.Null(votes.Fields["lot"].Value);
        Assert.NotNull(votes.Fields["lot"].Raw);
    }

    [Fact]
    public void One_frame_alone_is_too_few_where_two_must_agree()
    {
        var votes = new FrameVotes(TwoOfThree, Lot);
        votes.Add(Readings.Texts(Lot, ("LOT-1", 0.9)));

        Assert.Equal([RuleCode.TooFewFresh], votes.Findings.Codes());
        Assert.Null(votes.Fields["lot"].Value);
    }

    [Fact]
    public void A_refused_frame_beside_two_that_agree_is_no_reason()
    {
        var votes = new FrameVotes(TwoOfThree, Lot);
        votes.Add(Readings.Refused());
        votes.Add(Readings.Texts(Lot, ("LOT-1", 0.9)));
        Assert.True(votes.IsOpen);
        votes.Add(Readings.Texts(Lot, ("LOT-1", 0.9)));

        Assert.Empty(votes.Findings);
        Assert.Equal("2/3", votes.Fields["lot"].Agreement);
        Assert.NotNull(votes.Latest!.Answer);
    }

    [Fact]
    public void Where_all_are_refused_the_gates_say_why_and_nobody_disagrees()
    {
        var votes = new FrameVotes(TwoOfThree, Lot);
        for (int i = 0; i < 3; i++)
        {
            Assert.True(votes.IsOpen);
            votes.Add(Readings.Refused());
        }

        Assert.False(votes.IsOpen);
        Assert.Equal(["dark"], votes.Findings.Codes());
    }

    [Fact]
    public void Without_fields_texts_that_two_frames_have_stand_and_the_others_are_remarked()
    {
        var votes = new FrameVotes(TwoOfThree, []);
        votes.Add(Readings.Texts([], ("A", 0.9), ("X", 0.9)));
        votes.Add(Readings.Texts([], ("A", 0.9), ("Y", 0.9)));
        Assert.True(votes.IsOpen);
        votes.Add(Readings.Texts([]));

        Assert.False(votes.IsOpen);
        Assert.Equal(["A"], votes.Agreed(votes.Latest!).Texts.Select(static text => text.Text));
        Assert.Equal(Verdict.Accept, votes.Agreed(votes.Latest!).Verdict);
        Finding remark = Assert.Single(votes.Findings);
        Assert.Equal((Verdict.Accept, "{\"X\":1,\"Y\":1}"), (remark.Verdict, remark.Reason.Value!.ToJsonString()));
    }

    [Fact]
    public void Without_fields_and_without_a_text_that_two_frames_have_nothing_was_read()
    {
        var votes = new FrameVotes(TwoOfThree, []);
        foreach (string text in (string[])["A", "B", "C"])
        {
            votes.Add(Readings.Texts([], (text, 0.9)));
        }

        Assert.Empty(votes.Agreed(votes.Latest!).Texts);
        Finding finding = Assert.Single(votes.Findings);
        Assert.Equal((RuleCode.Disagreement, Verdict.NoRead), (finding.Reason.Code, finding.Verdict));
    }

    [Fact]
    public void A_text_that_stands_twice_in_a_frame_stands_twice_in_the_result()
    {
        var votes = new FrameVotes(TwoOfThree, []);
        votes.Add(Readings.Texts([], ("A", 0.9), ("A", 0.8)));
        votes.Add(Readings.Texts([], ("A", 0.9), ("A", 0.8)));

        Assert.False(votes.IsOpen);
        Assert.Equal(["A", "A"], votes.Agreed(votes.Latest!).Texts.Select(static text => text.Text));
    }

    [Fact]
    public void The_result_tells_of_a_frame_that_says_what_was_agreed_on()
    {
        OutputField[] fields = [Readings.Field("lighting"), Readings.Field("note", required: false)];
        var votes = new FrameVotes(TwoOfThree, fields);
        FrameReading first = Readings.Fields(fields, ("lighting", "dim"), ("note", "a"));
        FrameReading second = Readings.Fields(fields, ("lighting", "dim"), ("note", "b"));
        votes.Add(first);
        votes.Add(second);
        Assert.True(votes.IsOpen, "the note is not agreed on");
        votes.Add(Readings.Fields(fields, ("lighting", "dark"), ("note", "c")));

        Assert.Same(second, votes.Latest);
        Assert.Equal("dim", votes.Fields["lighting"].Value!.GetValue<string>());
        Finding finding = Assert.Single(votes.Findings);
        Assert.Equal(("note", Verdict.Warn), (finding.Reason.Field, finding.Verdict));
    }

    [Fact]
    public void A_summary_is_not_voted_on_for_no_two_frames_are_told_in_the_same_words()
    {
        OutputField[] fields = [Readings.Field("lighting"), Readings.Field("summary", required: false)];
        var votes = new FrameVotes(TwoOfThree, fields);
        votes.Add(Readings.Fields(fields, ("lighting", "dim"), ("summary", "a")));
        votes.Add(Readings.Fields(fields, ("lighting", "dim"), ("summary", "b")));

        Assert.False(votes.IsOpen);
        Assert.Empty(votes.Findings);
        Assert.Equal("b", votes.Fields["summary"].Value!.GetValue<string>());
    }

    [Fact]
    public void A_field_that_no_frame_shows_is_unread_and_nobody_disagrees()
    {
        var votes = new FrameVotes(TwoOfThree, Lot);
        votes.Add(Readings.Fields(Lot, ("lot", null)));
        votes.Add(Readings.Fields(Lot, ("lot", null)));

        Assert.False(votes.IsOpen);
        Assert.Empty(votes.Findings);
        Assert.Null(votes.Fields["lot"].Value);
    }

    [Fact]
    public void One_of_one_passes_what_the_frame_says()
    {
        var votes = new FrameVotes(new Agreement(1, 1), Lot);
        votes.Add(Readings.Texts(Lot, ("LOT-1", 0.4)));

        Assert.False(votes.IsOpen);
        Assert.Empty(votes.Findings);
        Assert.Equal((0.4, null), (votes.Fields["lot"].Probability, votes.Fields["lot"].Agreement));
    }

    [Fact]
    public void Two_texts_of_one_form_in_a_frame_are_ambiguous()
    {
        var votes = new FrameVotes(new Agreement(1, 1), Lot);
        votes.Add(Readings.Texts(Lot, ("LOT-1", 0.9), ("LOT-2", 0.9)));

        Assert.Equal([RuleCode.Ambiguous], votes.Ambiguities.Codes());
        Assert.Null(votes.Fields["lot"].Value);
    }
}
