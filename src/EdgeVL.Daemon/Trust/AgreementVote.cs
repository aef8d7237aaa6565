using System.Text.Json.Nodes;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Rules;

namespace EdgeVL.Daemon.Trust;

/// <summary>Where a vote stands.</summary>
public enum VoteState
{
    /// <summary>Another frame is needed.</summary>
    Open,

    /// <summary>Enough frames say the same.</summary>
    Agreed,

    /// <summary>Enough can no longer say the same.</summary>
    OutOfReach,
}

/// <summary>k of n: as many fresh frames must read the same value of a field. Whole values are compared, never single characters: those
/// would compose a value that no frame showed.</summary>
public sealed class AgreementVote
{
    private readonly string field;
    private readonly int needed;
    private readonly int frames;
    private readonly List<Ballot> ballots = [];

    /// <summary>Opens a vote.</summary>
    /// <param name="field">The field.</param>
    /// <param name="needed">k, 1 or more.</param>
    /// <param name="frames">n, k or more.</param>
    public AgreementVote(string field, int needed, int frames)
    {
        ArgumentException.ThrowIfNullOrEmpty(field);
        ArgumentOutOfRangeException.ThrowIfLessThan(needed, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(frames, needed);
        (this.field, this.needed, this.frames) = (field, needed, frames);
    }

    /// <summary>Where it stands.</summary>
    public VoteState State =>
        Leader is { } leader && leader.Count() >= needed ? VoteState.Agreed
        : (Leader?.Count() ?? 0) + frames - ballots.Count < needed ? VoteState.OutOfReach
        : VoteState.Open;

    /// <summary>The value that most frames say, of equals the one said first; null where none says any.</summary>
    public string? Value => Leader?.Key;

    /// <summary>The least probability among the frames that say it: agreement is no reason to claim more than one frame does.</summary>
    public double? Probability => Leader?.Min(static ballot => ballot.Probability);

    /// <summary>As in a result: how many of the frames say the value, <c>2/3</c>.</summary>
    public string Agreement => FormattableString.Invariant($"{Leader?.Count() ?? 0}/{ballots.Count}");

    /// <summary>All values that were said with how often, the commonest first; an unread frame is not among them.</summary>
    public IReadOnlyList<(string Value, int Count)> Variants =>
        [.. Groups.OrderByDescending(static group => group.Count()).Select(static group => (group.Key, group.Count()))];

    /// <summary>Takes what a fresh frame says; more than n are not counted.</summary>
    /// <param name="value">The value; null where it was not read, which is a vote for nothing.</param>
    public VoteState Add(string? value, double? probability)
    {
        if (ballots.Count < frames)
        {
            ballots.Add(new Ballot(value, probability));
        }

        return State;
    }

    /// <summary>Ends the vote: nothing where enough frames agree; else why not, with the variants.</summary>
    public Finding? Close()
    {
        if (State == VoteState.Agreed)
        {
            return null;
        }

        JsonNode limit = JsonValue.Create(FormattableString.Invariant($"{needed} of {frames}"));
        return State == VoteState.Open && Variants.Count < 2
            ? Finding.Of(Verdict.NoRead, RuleCode.TooFewFresh, field, JsonValue.Create(ballots.Count), limit)
            : Finding.Of(Verdict.NoRead, RuleCode.Disagreement, field, VariantsJson(), limit);
    }

    private JsonObject VariantsJson()
    {
        var json = new JsonObject();
        foreach ((string value, int count) in Variants)
        {
            json[value] = count;
        }

        return json;
    }

    private IEnumerable<IGrouping<string, Ballot>> Groups =>
        ballots.Where(static ballot => ballot.Value is not null).GroupBy(static ballot => ballot.Value!);

    private IGrouping<string, Ballot>? Leader => Groups.MaxBy(static group => group.Count());

    private readonly record struct Ballot(string? Value, double? Probability);
}
