using System.Text.Json.Nodes;
using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Tasks;

namespace EdgeVL.Daemon.Recipes;

/// <summary>One recipe: which camera is asked what, when, how sure one must be, and what proves it.</summary>
public sealed record Recipe
{
    /// <summary>Name, the same as the file's; one topic level.</summary>
    public required string Name { get; init; }

    /// <summary>The camera that is asked.</summary>
    public required string Camera { get; init; }

    /// <summary>When it is asked; null for a recipe that is only run over files.</summary>
    public RecipeTrigger? Trigger { get; init; }

    /// <summary>What it is asked; a prompt with variables stands here as it was written: ask by <see cref="QuestionFor"/>.</summary>
    public required TaskQuestion Question { get; init; }

    /// <summary>The prompt in the recipe's own words; null for the task's canonical one.</summary>
    public PromptText? Prompt { get; init; }

    /// <summary>How the picture is prepared.</summary>
    public RecipeView View { get; init; } = new();

    /// <summary>Longest answer in tokens, 1 to 8192. Default 512.</summary>
    public int MaxTokens { get; init; } = 512;

    /// <summary>Fields of the output, and those of the task's own that an expression or an expectation names; empty where the task's own
    /// readings are the output.</summary>
    public IReadOnlyList<OutputField> Output { get; init; } = [];

    /// <summary>How sure one must be.</summary>
    public TrustOptions Trust { get; init; } = new();

    /// <summary>Rules over the whole reading.</summary>
    public VerdictOptions Verdicts { get; init; } = new();

    /// <summary>What proves the recipe.</summary>
    public ProofOptions Proof { get; init; } = new();

    /// <summary>What is published and kept.</summary>
    public PublishOptions Publish { get; init; } = new();

    /// <summary>The file it was read from, and its hash.</summary>
    public required RecipeFile File { get; init; }

    /// <summary>What the model may write: the JSON Schema of its answer, of the caller's own; null where the answer is in free words.</summary>
    public JsonObject? AnswerSchema() =>
        TaskSchemas.Of(Question, [.. Output.Select(static field => KeyValuePair.Create(field.Name, field.Schema))]);

    /// <summary>The question of one reading.</summary>
    /// <param name="site">The site.</param>
    /// <param name="device">The device.</param>
    /// <param name="trigger">Values that came with the trigger; null for none.</param>
    /// <exception cref="FaultException"><see cref="FaultCode.PromptInvalid"/>: the prompt needs a value that nothing brought.</exception>
    public TaskQuestion QuestionFor(string site, string device, IReadOnlyDictionary<string, string>? trigger = null)
    {
        if (Prompt is not { Variables.Count: > 0 } prompt)
        {
            return Question;
        }

        var values = new Dictionary<string, string>();
        foreach ((string name, string value) in Verdicts.Values.Concat(trigger ?? new Dictionary<string, string>()))
        {
            values[PromptText.TriggerPrefix + name] = value;
        }

        (values["site"], values["device"], values["camera"], values["recipe"]) = (site, device, Camera, Name);
        return Question with { Prompt = prompt.Render(values) };
    }
}

/// <summary>Where a recipe lies.</summary>
/// <param name="Path">The file, full path.</param>
/// <param name="Hash"><c>sha256:</c> and the hash of the file and of every golden picture it names.</param>
public sealed record RecipeFile(string Path, string Hash)
{
    /// <summary>What a person should know of it although nothing is wrong, a sentence each.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}

/// <summary>When a recipe is asked.</summary>
/// <param name="Interval">Time from one reading to the next, 50 ms to 1 d.</param>
public sealed record RecipeTrigger(TimeSpan Interval)
{
    /// <summary>Time from the trigger to the verdict, after which a reading is worth nothing; null for none.</summary>
    public TimeSpan? Deadline { get; init; }
}

/// <summary>How many pixels the model is given, 1024 to 16777216: a smaller picture is scaled up, a larger one down.</summary>
/// <param name="Min">Least pixels; null for the model's own limit.</param>
/// <param name="Max">Most pixels; null for the model's own limit.</param>
public readonly record struct PixelBudget(int? Min, int? Max);

/// <summary>How a picture is prepared for the model.</summary>
public sealed record RecipeView
{
    /// <summary>How large a picture the model is given. Default: the model's own limits.</summary>
    public PixelBudget Pixels { get; init; }

    /// <summary>The part of the frame that is looked at. Default the whole.</summary>
    public RelativeRegion Region { get; init; } = new(0, 0, 1, 1);

    /// <summary>Degrees clockwise by which the region is turned before it is looked at: 0, 90, 180 or 270. Default 0.</summary>
    public int Turn { get; init; }

    /// <summary>Overlapping parts for small print, each looked at by itself; null for one look. Tasks ocr and objects only.</summary>
    public TileOptions? Tiles { get; init; }
}

/// <summary>How a region is cut into overlapping parts.</summary>
/// <param name="Columns">Parts side by side, 1 to 8.</param>
/// <param name="Rows">Parts one above the other, 1 to 8.</param>
/// <param name="Overlap">Share of a part that its neighbour shows too, 0 to 0.5. Default 0.15.</param>
public sealed record TileOptions(int Columns, int Rows, double Overlap = 0.15);
