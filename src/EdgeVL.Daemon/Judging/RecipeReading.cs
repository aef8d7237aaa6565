using System.Text.Json.Nodes;
using EdgeVL.Capture;
using EdgeVL.Capture.Gates;
using EdgeVL.Contracts.Faults;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Evidence;
using EdgeVL.Daemon.Inspection;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Tasks;

namespace EdgeVL.Daemon.Judging;

/// <summary>One reading under way: fresh frames go in until enough agree, a result comes out.</summary>
public sealed class RecipeReading
{
    private readonly RecipeInspector inspector;
    private readonly TriggerFacts trigger;
    private readonly IReadOnlyDictionary<string, string>? values;
    private readonly TaskQuestion question;
    private readonly PhaseClock clock;
    private readonly FrameVotes votes;

    // A camera that repeats itself so often while fresh frames are wanted is frozen, and waiting brings nothing.
    private const int MostCopies = 3;

    private readonly List<Finding> troubles = [];
    private int copies;

    internal RecipeReading(RecipeInspector inspector, TriggerFacts trigger, long? triggered, IReadOnlyDictionary<string, string>? values)
    {
        (this.inspector, this.trigger, this.values) = (inspector, trigger, values);
        RecipeSurroundings around = inspector.Surroundings;
        question = inspector.Recipe.QuestionFor(around.Site, around.Device, values);
        clock = inspector.StartClock(triggered);
        votes = new FrameVotes(inspector.Agreement, inspector.Fields);
    }

    /// <summary>Whether another fresh frame could change the outcome.</summary>
    public bool WantsFrame => troubles.Count == 0 && votes.IsOpen && copies < MostCopies;

    /// <summary>Whether no frame was looked at yet.</summary>
    public bool IsEmpty => votes.Latest is null;

    /// <summary>Reads a frame; one that is no fresh look at the scene is passed over.</summary>
    /// <returns>Whether it was fresh.</returns>
    /// <remarks>A prompt that does not fit, or breaks a rule, is a failed reading and no failed device.</remarks>
    /// <exception cref="OperationCanceledException">Cancelled before the answer was written.</exception>
    /// <exception cref="FaultException"><see cref="FaultCode.InferenceFailed"/>: the run time gave up.</exception>
    public bool Look(Frame frame, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(frame);
        try
        {
            FrameReading? reading = inspector.Look(frame, mustBeFresh: !IsEmpty, question, trigger, clock, cancellation);
            if (reading is not null)
            {
                Take(frame, reading);
            }
            else if (inspector.RepeatsItself)
            {
                copies++;
            }

            return reading is not null;
        }
        catch (FaultException fault) when (fault.Code is FaultCode.PromptTooLong or FaultCode.PromptInvalid)
        {
            Fail(frame, RuleCode.ModelError, fault.Explained);
            return true;
        }
    }

    /// <summary>Ends the reading as failed, whatever was read.</summary>
    /// <param name="frame">A frame to tell of where none was looked at; null where one was.</param>
    /// <param name="code">A <see cref="RuleCode"/>.</param>
    /// <param name="what">What happened.</param>
    /// <param name="limit">What would have been right; null where nothing says it.</param>
    public void Fail(Frame? frame, string code, JsonNode? what, JsonNode? limit = null)
    {
        troubles.Add(new Finding(new Reason(code, Value: what, Limit: limit), Verdict.Error));
        if (IsEmpty && frame is not null)
        {
            Take(frame, inspector.Unread(frame, trigger, clock));
        }
    }

    /// <summary>Judges what was read. At least one frame was looked at.</summary>
    public RecipeResult Finish()
    {
        FrameReading latest = votes.Latest ?? throw new InvalidOperationException("No frame was looked at.");
        RuleOutcome outcome = Judge(latest);
        TaskAnswer answer = votes.Agreed(latest);
        Listed listed = Listed.Of(answer, inspector.LeastProbability, silent: inspector.Recipe.Output.Count > 0);
        bool believed = outcome.Verdict is not (Verdict.NoRead or Verdict.Error);
        Recipe recipe = inspector.Recipe;
        Result result = latest.Start with
        {
            Site = NullIfEmpty(inspector.Surroundings.Site),
            Device = NullIfEmpty(inspector.Surroundings.Device),
            Camera = recipe.Camera,
            Recipe = recipe.Name,
            RecipeHash = recipe.File.Hash,
            Verdict = outcome.Verdict,
            Reasons = outcome.Reasons,
            Fields = outcome.Fields,
            Texts = believed ? listed.Texts : [],
            Objects = believed ? listed.Objects : [],
            Relations = believed ? answer.Relations : [],
            Scene = believed ? answer.Scene : null,
            // What was not believed is not lost: the answer stands as it was written.
            Answer = believed ? answer.Answer : latest.Answer?.Raw,
            Image = latest.Image,
            TimingMs = clock.ToPhaseTimes(),
            Tokens = votes.Tokens,
        };
        return new RecipeResult(result, outcome.Baselines) { Evidence = latest.Evidence };
    }

    private RuleOutcome Judge(FrameReading latest)
    {
        IReadOnlyList<Finding> before = [.. troubles, .. Frozen, .. votes.Findings];
        if (troubles.Count > 0 || latest.Answer is null || latest.Output is null)
        {
            return inspector.Rules.WithoutReading(before);
        }

        TaskAnswer answer = votes.Agreed(latest);
        if (answer.Verdict == Verdict.Error)
        {
            return inspector.Rules.WithoutReading([
                .. before,
                .. answer.Reasons.Select(static reason => new Finding(reason, Verdict.Error)),
            ]);
        }

        bool hasFields = inspector.Fields.Count > 0;
        Listed listed = Listed.Of(answer, inspector.LeastProbability, silent: inspector.Recipe.Output.Count > 0);
        IReadOnlyList<Finding> read = hasFields
            ? [.. votes.Ambiguities, .. NothingAtAll(listed), .. Guessed(latest)]
            : [.. Unread(answer, listed), .. listed.Withheld, .. Guessed(latest)];
        return inspector.Rules.Evaluate(
            votes.Fields,
            Context(latest, hasFields ? null : listed.Least),
            [.. before, .. read, .. Marks(latest)]
        );
    }

    // Fields that may all be missing are no licence to have read nothing.
    private IEnumerable<Finding> NothingAtAll(Listed listed) =>
        inspector.Fields.All(static field => !field.Spec.Required)
        && votes.Fields.Values.All(static field => field.Value is null)
        && listed.Texts.Count + listed.Objects.Count == 0
            ? [new Finding(new Reason(RuleCode.Unreadable), Verdict.NoRead)]
            : [];

    private IEnumerable<Finding> Frozen =>
        copies >= MostCopies && votes.IsOpen
            ? [new Finding(new Reason(GateCode.Frozen, Value: copies, Limit: MostCopies), Verdict.NoRead)]
            : [];

    /// <summary>Findings of an answer that has no fields which speak for themselves.</summary>
    private static IEnumerable<Finding> Unread(TaskAnswer answer, Listed listed)
    {
        foreach (Reason reason in answer.Reasons)
        {
            yield return new Finding(reason, answer.Verdict == Verdict.NoRead ? Verdict.NoRead : Verdict.Accept);
        }

        bool nothingLeft = listed.Withheld.Count > 0 && listed.Texts.Count + listed.Objects.Count == 0;
        if (nothingLeft && answer.Verdict != Verdict.NoRead)
        {
            yield return new Finding(new Reason(RuleCode.Unreadable), Verdict.NoRead);
        }
    }

    private IEnumerable<Finding> Guessed(FrameReading latest)
    {
        if (latest.Answer!.Guessed.Count == 0)
        {
            yield break;
        }

        IEnumerable<(string? Field, string? Raw, bool Required)> told =
            inspector.Fields.Count > 0
                ? inspector.Fields.Select(field =>
                    ((string?)field.Name, votes.Fields.GetValueOrDefault(field.Name)?.Raw, field.Spec.Required)
                )
                : latest.Answer.Read.Texts.Select(static text => ((string?)null, (string?)text.Text, true));
        foreach ((string? field, string? raw, bool required) in told)
        {
            if (raw is not null && latest.Answer.Guessed.Contains(raw))
            {
                yield return new Finding(
                    new Reason(RuleCode.PriorDriven, field, JsonValue.Create(raw)),
                    required ? Verdict.NoRead : Verdict.Warn
                );
            }
        }
    }

    private static IEnumerable<Finding> Marks(FrameReading latest) =>
        latest.Answer!.Enhanced.Count == 0
            ? []
            :
            [
                new Finding(
                    new Reason(RuleCode.Enhanced, Value: JsonValue.Create(string.Join(", ", latest.Answer.Enhanced))),
                    Verdict.Accept
                ),
            ];

    private RuleContext Context(FrameReading latest, double? probability)
    {
        Recipe recipe = inspector.Recipe;
        RecipeSurroundings around = inspector.Surroundings;
        return new RuleContext
        {
            Recipe = recipe.Name,
            CapturedAt = latest.Start.Time.Captured,
            Today = DateOnly.FromDateTime(latest.Start.Time.Captured.ToLocalTime().DateTime),
            ClockIsSure = latest.Start.Time.Quality != "unsynced",
            BootId = latest.Start.Time.BootId,
            MonotonicNs = latest.Start.Time.MonotonicNs,
            Kind = around.Kind,
            ResultId = latest.Start.Id,
            Image = latest.Image,
            Noise = latest.Gates.Noise,
            Trigger = recipe.Verdicts.KnownWith(values),
            TriggerBringsValues = values is not null,
            Probability = probability,
            Baselines = around.IsStills ? null : around.Baselines,
            Rates = around.IsStills ? null : inspector.Rates,
            RunnersUp = RunnersUp.Of(votes.Fields),
        };
    }

    // Which frame the result will tell of is only known at the end: each keeps what reproduces it.
    private void Take(Frame frame, FrameReading reading) =>
        votes.Add(inspector.Surroundings.KeepsEvidence ? reading with { Evidence = Draft(frame, reading) } : reading);

    private EvidenceDraft Draft(Frame frame, FrameReading reading) =>
        new(frame.Pixels.ToArray(), frame.Width, frame.Height, reading.Answer?.Exchanges ?? [], inspector.Surroundings.Calibration?.Hash);

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
