using System.Text.Json.Nodes;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Tasks;
using EdgeVL.Daemon.Trust;

namespace EdgeVL.Daemon.Judging;

/// <summary>What the frames of one reading say: whole values are counted, field by field, and texts and objects one by one.</summary>
internal sealed class FrameVotes
{
    private readonly Agreement agreement;
    private readonly IReadOnlyList<OutputField> fields;
    private readonly List<FrameReading> frames = [];
    private readonly Dictionary<string, AgreementVote> votes;

    public FrameVotes(Agreement agreement, IReadOnlyList<OutputField> fields)
    {
        (this.agreement, this.fields) = (agreement, fields);
        votes = fields
            .Where(static field => field.Name != JudgedFields.Summary)
            .ToDictionary(static field => field.Name, field => new AgreementVote(field.Name, agreement.Agreeing, agreement.Of));
    }

    private bool IsOne => agreement.Of == 1;

    /// <summary>Whether another frame is allowed and can change anything.</summary>
    public bool IsOpen =>
        frames.Count < agreement.Of
        && (
            votes.Count == 0 || !frames.Exists(static frame => frame.Output is not null)
                ? frames.Count < agreement.Agreeing || !IsSettled
                : votes.Values.Any(static vote => vote.State == VoteState.Open)
        );

    /// <summary>The frame that the result tells of: of those that were read the one that says most of what was agreed on, the newest of
    /// equals; else the newest.</summary>
    public FrameReading? Latest =>
        Enumerable.Reverse(frames).Where(static frame => frame.Answer is not null).MaxBy(AgreedIn) ?? frames.LastOrDefault();

    /// <summary>Tokens of all frames.</summary>
    public TokenCounts Tokens
    {
        get
        {
            TokenCounts[] counts = [.. frames.Select(static frame => frame.Answer?.Tokens).OfType<TokenCounts>()];
            return counts.Length == 0
                ? new TokenCounts()
                : new TokenCounts
                {
                    Image = counts.Sum(static one => one.Image),
                    Prompt = counts.Sum(static one => one.Prompt),
                    Output = counts.Sum(static one => one.Output),
                    Forced = counts.Sum(static one => one.Forced),
                    Finish = counts[^1].Finish,
                };
        }
    }

    /// <summary>Why the frames cannot be believed: what the gates found, and disagreement.</summary>
    public IReadOnlyList<Finding> Findings
    {
        get
        {
            // A frame that was refused beside enough that agree is no reason; told is the one that the result is about.
            Finding[] gates = [.. Latest?.Findings ?? []];
            bool read = frames.Exists(static frame => frame.Answer is not null);
            return IsOne || !read ? gates : [.. gates, .. Disagreements];
        }
    }

    /// <summary>Fields that several texts of the frame claim.</summary>
    public IReadOnlyList<Finding> Ambiguities => Latest?.Output?.Findings ?? [];

    /// <summary>The fields on which enough frames agree, and those that nobody judges.</summary>
    public IReadOnlyDictionary<string, FieldReading> Fields
    {
        get
        {
            var agreed = new Dictionary<string, FieldReading>(Latest?.Output?.Fields ?? new Dictionary<string, FieldReading>());
            foreach (OutputField one in fields)
            {
                agreed[one.Name] = FieldOf(one.Name);
            }

            return agreed;
        }
    }

    /// <summary>Takes a frame.</summary>
    public void Add(FrameReading frame)
    {
        frames.Add(frame);
        foreach ((string name, AgreementVote vote) in votes)
        {
            FieldReading? reading = frame.Output?.Fields.GetValueOrDefault(name);
            vote.Add(reading?.Value is { } value ? FieldText.Of(value) : null, reading?.Probability);
        }
    }

    /// <summary>The answer of a frame with those texts and objects that enough frames have, and no others.</summary>
    public TaskAnswer Agreed(FrameReading latest)
    {
        TaskAnswer answer = latest.Answer?.Read ?? TaskAnswer.NothingRead();
        return IsOne || answer.Verdict == Verdict.Error
            ? answer
            : answer with
            {
                Texts = Agreed(latest, static one => one.Texts, static text => text.Text),
                Objects = Agreed(latest, static one => one.Objects, static one => one.Label),
            };
    }

    // The frame's own first, then what other frames agree on and this one lacks.
    private T[] Agreed<T>(FrameReading latest, Func<TaskAnswer, IReadOnlyList<T>> of, Func<T, string> word)
    {
        var agreed = new List<T>();
        foreach (FrameReading frame in Enumerable.Reverse(frames).OrderBy(frame => frame != latest))
        {
            T[] said = frame.Answer is { } answer ? [.. of(answer.Read)] : [];
            string[] before = [.. agreed.Select(word)];
            agreed.AddRange(said.Where(one => FramesWith(word(one)) >= agreement.Agreeing && !before.Contains(word(one))));
        }

        return [.. agreed];
    }

    private int FramesWith(string word) => frames.Count(frame => frame.Answer is { } answer && WordsOf(answer.Read).Contains(word));

    private int AgreedIn(FrameReading frame) =>
        votes.Count(vote =>
            vote.Value is { State: VoteState.Agreed, Value: { } value }
            && frame.Output?.Fields.GetValueOrDefault(vote.Key)?.Value is { } said
            && FieldText.Of(said) == value
        ) + WordsOf(frame.Answer!.Read).Count(word => FramesWith(word) >= agreement.Agreeing);

    // Texts without fields are settled when the frames that agree can no longer be outvoted.
    private bool IsSettled
    {
        get
        {
            string[][] said =
            [
                .. frames.Where(static frame => frame.Answer is not null).Select(static frame => WordsOf(frame.Answer!.Read)),
            ];
            return said.Length >= agreement.Agreeing
                && said.Any(words => said.Count(other => other.SequenceEqual(words)) >= agreement.Agreeing);
        }
    }

    private IEnumerable<Finding> Disagreements
    {
        get
        {
            if (votes.Count > 0)
            {
                foreach (OutputField one in fields)
                {
                    if (votes.TryGetValue(one.Name, out AgreementVote? vote) && vote.Close() is { } finding && Says(one))
                    {
                        yield return one.Spec.Required ? finding : finding with { Verdict = Verdict.Warn };
                    }
                }
            }
            else if (frames.Count < agreement.Agreeing)
            {
                yield return Finding.Of(Verdict.NoRead, RuleCode.TooFewFresh, field: null, frames.Count, Limit);
            }
            else if (Variants is { Count: > 0 } variants)
            {
                // What enough frames say stands; only where nothing is left was nothing read.
                Verdict verdict = AllWords.Any(word => FramesWith(word) >= agreement.Agreeing) ? Verdict.Accept : Verdict.NoRead;
                yield return Finding.Of(verdict, RuleCode.Disagreement, field: null, variants, Limit);
            }
        }
    }

    private string Limit => FormattableString.Invariant($"{agreement.Agreeing} of {agreement.Of}");

    private IEnumerable<string> AllWords =>
        frames.Select(static frame => frame.Answer).OfType<ModelAnswer>().SelectMany(static answer => WordsOf(answer.Read)).Distinct();

    // Texts and objects that too few frames have, with how many.
    private JsonObject Variants
    {
        get
        {
            var variants = new JsonObject();
            foreach (string word in AllWords.Where(word => FramesWith(word) < agreement.Agreeing))
            {
                variants[word] = FramesWith(word);
            }

            return variants;
        }
    }

    // A field that no frame shows at all is unread, which its rules say: nobody disagrees about it.
    private bool Says(OutputField field) => votes[field.Name].Value is not null || frames.Count < agreement.Agreeing;

    private static string[] WordsOf(TaskAnswer answer) =>
        [
            .. answer
                .Texts.Select(static text => text.Text)
                .Concat(answer.Objects.Select(static one => one.Label))
                .Order(StringComparer.Ordinal),
        ];

    private FieldReading FieldOf(string name)
    {
        if (!votes.TryGetValue(name, out AgreementVote? vote))
        {
            return Latest?.Output?.Fields.GetValueOrDefault(name) ?? new FieldReading(null, null);
        }

        FieldReading? latest = Saying(name, vote.Value) ?? Latest?.Output?.Fields.GetValueOrDefault(name);
        if (latest is null)
        {
            return new FieldReading(null, null);
        }

        if (IsOne)
        {
            return latest;
        }

        return vote.State == VoteState.Agreed
            ? latest with
            {
                Probability = vote.Probability,
                Agreement = vote.Agreement,
            }
            : latest with
            {
                Value = null,
                Raw = latest.Raw ?? vote.Value,
                Agreement = vote.Agreement,
            };
    }

    private FieldReading? Saying(string name, string? value) =>
        value is null
            ? null
            : frames
                .FindLast(frame => frame.Output?.Fields.GetValueOrDefault(name)?.Value is { } said && FieldText.Of(said) == value)
                ?.Output!.Fields[name];
}
