using System.CommandLine;
using EdgeVL.Cli.Commands;
using EdgeVL.Daemon.Inspection;
using EdgeVL.Daemon.Judging;
using EdgeVL.Daemon.Store;
using EdgeVL.Qwen3VL;

namespace EdgeVL.Cli.RecipeRuns;

/// <summary>A loaded model and what recipes need beside it.</summary>
internal sealed class RecipeModel : IDisposable
{
    private readonly VisionLanguageModel model;

    private RecipeModel(VisionLanguageModel model)
    {
        this.model = model;
        Inspector = new Inspector(model, new ResultIds(TimeProvider.System), TimeProvider.System);
    }

    /// <summary>The model.</summary>
    public Inspector Inspector { get; }

    /// <summary>Surroundings of recipes that are run over files.</summary>
    public RecipeSurroundings Surroundings =>
        new()
        {
            IsStills = true,
            Kind = Daemon.Rules.ReadingKind.Replay,
            Calibration = Inspector.Calibration,
        };

    /// <summary>Loads what the options name.</summary>
    public static RecipeModel Load(ModelOptions options, ParseResult parsed, CancellationToken cancellation)
    {
        VisionLanguageModel model = options.Load(parsed, cancellation);
        try
        {
            return new RecipeModel(model);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => model.Dispose();
}
