using System.Text.Json.Nodes;
using EdgeVL.Capture;
using EdgeVL.Capture.Gates;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Inspection;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Tasks;
using EdgeVL.Daemon.Trust;
using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Daemon.Judging;

/// <summary>Runs one recipe: gates, model, probabilities, agreement, rules, verdict. One thread at a time, which owns the model too.</summary>
public sealed class RecipeInspector
{
    private readonly Inspector inspector;
    private readonly RecipeGates gates;
    private readonly IPictureReader look;
    private readonly SecondLook? second;
    private readonly FrameStack stack = new();
    private readonly LowLight lowLight;
    private FreshFrame? last;

    /// <summary>Compiles the recipe for a model: schema, rules, limits from its golden pictures.</summary>
    /// <exception cref="Contracts.Faults.FaultException">The schema of the output cannot be used.</exception>
    public RecipeInspector(Recipe recipe, Inspector inspector, RecipeSurroundings surroundings)
        : this(recipe, inspector, surroundings, asked => new ModelLook(asked, inspector, surroundings)) { }

    /// <summary>As the other, with another one than the model to answer.</summary>
    /// <param name="readerOf">Makes what answers a recipe's question.</param>
    internal RecipeInspector(Recipe recipe, Inspector inspector, RecipeSurroundings surroundings, Func<Recipe, IPictureReader> readerOf)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(surroundings);
        (Recipe, this.inspector, Surroundings) = (recipe, inspector, surroundings);
        look = readerOf(recipe);
        gates = new RecipeGates(recipe, surroundings.IsStills, look.StepOf);
        Fields = JudgedFields.Of(recipe, surroundings.Layers);
        lowLight = new LowLight(look, this);
        second = surroundings.Layers.HasFlag(TrustLayers.Probability) ? SecondLook.Of(recipe, Fields, look, readerOf) : null;
        bool rules = surroundings.Layers.HasFlag(TrustLayers.Rules);
        Rules = new RuleSet(
            [.. Fields.Select(static field => field.Spec)],
            rules ? recipe.Verdicts.Expressions : [],
            recipe.Verdicts.Policy
        );
    }

    /// <summary>The recipe.</summary>
    public Recipe Recipe { get; }

    /// <summary>Where it is run.</summary>
    internal RecipeSurroundings Surroundings { get; }

    /// <summary>The fields that readings are judged by.</summary>
    internal IReadOnlyList<OutputField> Fields { get; }

    /// <summary>The rules.</summary>
    internal RuleSet Rules { get; }

    /// <summary>Readings refused for their rate.</summary>
    internal RateMemory Rates { get; } = new();

    /// <summary>Frames that must agree.</summary>
    internal Agreement Agreement =>
        Surroundings.IsStills || !Surroundings.Layers.HasFlag(TrustLayers.Agreement) ? new Agreement(1, 1) : Recipe.Trust.Agree;

    /// <summary>Least probability of a text or object that is no field; null where that is not judged.</summary>
    internal double? LeastProbability =>
        Surroundings.Layers.HasFlag(TrustLayers.Probability) ? Recipe.Trust.MinProbability ?? TrustDefaults.MinProbability : null;

    /// <summary>Whether the scene was so dark that more frames, averaged, may help the next reading.</summary>
    public bool WantsMoreLight =>
        Recipe.Trust.Enhance
        && !Surroundings.IsStills
        && last is { } seen
        && Enhancement.CanHelp(seen.Readings)
        && stack.Count < FrameStack.MostFrames;

    /// <summary>Begins a reading.</summary>
    /// <param name="trigger">What asked for it.</param>
    /// <param name="triggered">Timestamp of the trigger, by the inspector's clock; null for now.</param>
    /// <param name="values">What came with the trigger; null for nothing.</param>
    public RecipeReading Begin(TriggerFacts trigger, long? triggered = null, IReadOnlyDictionary<string, string>? values = null) =>
        new(this, trigger, triggered, values);

    /// <summary>Reads one picture that is a reading of its own.</summary>
    public RecipeResult Read(Frame frame, TriggerFacts trigger, CancellationToken cancellation)
    {
        RecipeReading reading = Begin(trigger);
        reading.Look(frame, cancellation);
        return reading.Finish();
    }

    /// <summary>Takes a frame only for its light: it is measured and added to those before.</summary>
    public void Collect(Frame frame)
    {
        FrameCrop crop = FrameCrop.Of(Recipe.View.Region, frame.Width, frame.Height);
        Note(frame, crop, gates.Measure(frame, crop.Box));
    }

    /// <summary>Whether the frame measured last was a copy of the one before, and gates look at that.</summary>
    internal bool RepeatsItself =>
        Surroundings.Layers.HasFlag(TrustLayers.Gates) && Recipe.Trust.Gates.Enabled && last?.Readings.Repeats > 0;

    /// <summary>The clock of a reading.</summary>
    internal PhaseClock StartClock(long? triggered) => inspector.StartClock(triggered);

    /// <summary>Reads one frame of a reading; null where the frame is no fresh look at the scene.</summary>
    internal FrameReading? Look(
        Frame frame,
        bool mustBeFresh,
        TaskQuestion question,
        TriggerFacts trigger,
        PhaseClock clock,
        CancellationToken cancellation
    )
    {
        FrameCrop crop = FrameCrop.Of(Recipe.View.Region, frame.Width, frame.Height);
        GateReadings readings = gates.Measure(frame, crop.Box);
        FreshFrame? before = last;
        Note(frame, crop, readings);
        if (mustBeFresh && !last!.IsFreshAfter(before, TimeSpan.Zero))
        {
            return null;
        }

        var reading = new FrameReading(
            inspector.Begin(frame, trigger, clock),
            readings,
            Surroundings.Layers.HasFlag(TrustLayers.Gates) ? gates.Judge(frame, readings) : []
        );
        if (reading.IsRefused)
        {
            clock.End(Phase.Preprocess);
            return reading;
        }

        PixelView region = Inspector.Crop(frame, crop.Box);
        PixelView seen = region;
        ModelAnswer answer = look.Read(region, crop, question, clock, cancellation);
        if (Recipe.Trust.Enhance && Enhancement.CanHelp(readings))
        {
            answer = lowLight.Improve(answer, region, stack, crop, readings, question, clock, cancellation, out seen);
        }

        RecipeOutput output = WithoutUnsure(RecipeOutput.Of(Fields, answer.Read));
        return reading with
        {
            Answer = answer,
            Output =
                second is null || answer.Read.Verdict == Verdict.Error
                    ? output
                    : second.Confirm(output, seen, SecondLook.IsDoubtful(readings), crop, question, clock, cancellation),
        };
    }

    // A field that may be missing is missing where it is not sure; one that is required fails the reading by its rule.
    private RecipeOutput WithoutUnsure(RecipeOutput output)
    {
        foreach (FieldSpec spec in Fields.Select(static field => field.Spec).Where(static spec => !spec.Required))
        {
            FieldReading reading = output.Fields[spec.Name];
            if (reading.Value is not null && spec.MinProbability is { } least && !(reading.Probability >= least))
            {
                JsonNode? found = reading.Probability is { } known ? JsonValue.Create(known) : null;
                output = output.Withhold(
                    spec.Name,
                    Finding.Of(Verdict.Warn, RuleCode.LowProbability, spec.Name, found, JsonValue.Create(least))
                );
            }
        }

        return output;
    }

    /// <summary>A frame that was not read, for a result that says why.</summary>
    internal FrameReading Unread(Frame frame, TriggerFacts trigger, PhaseClock clock)
    {
        FrameCrop crop = FrameCrop.Of(Recipe.View.Region, frame.Width, frame.Height);
        return new FrameReading(inspector.Begin(frame, trigger, clock), gates.Measure(frame, crop.Box), []);
    }

    private void Note(Frame frame, FrameCrop crop, in GateReadings readings)
    {
        // A camera numbers its frames, a video file its pictures.
        last = new FreshFrame(frame.Sequence > 0 ? frame.Sequence : frame.MediaFrame ?? 0, frame.MonotonicNs, readings);
        if (Recipe.Trust.Enhance && !Surroundings.IsStills)
        {
            stack.Add(frame, crop.Box, readings);
        }
    }
}
