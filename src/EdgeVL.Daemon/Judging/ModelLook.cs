using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Evidence;
using EdgeVL.Daemon.Inspection;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Daemon.Tasks;
using EdgeVL.Qwen3VL;
using EdgeVL.Qwen3VL.Constraints;
using EdgeVL.Qwen3VL.Generation;
using EdgeVL.Qwen3VL.Prompt;
using EdgeVL.Qwen3VL.Text;
using EdgeVL.Qwen3VL.Vision;
using PixelBudget = EdgeVL.Qwen3VL.Vision.PixelBudget;

namespace EdgeVL.Daemon.Judging;

/// <summary>Asks the model a recipe's question about a picture, turned and cut into tiles as the recipe wants it.</summary>
internal sealed class ModelLook : IPictureReader
{
    private static readonly ConstraintCache Forms = new();

    private readonly Recipe recipe;
    private readonly Inspector inspector;
    private readonly bool keepsEvidence;
    private readonly ProbabilityScale scale;
    private readonly JsonObject? schema;
    private readonly CompiledConstraint? form;
    private readonly PixelBudget? budget;
    private readonly GenerationOptions options;
    private readonly PriorCheck? prior;
    private readonly ViewPixels turned = new();

    public ModelLook(Recipe recipe, Inspector inspector, RecipeSurroundings around)
    {
        (this.recipe, this.inspector, keepsEvidence) = (recipe, inspector, around.KeepsEvidence);
        scale = new ProbabilityScale(around.Calibration, recipe.Question.Kind);
        schema = recipe.AnswerSchema();
        form = schema is null ? null : Compile(schema);
        budget = inspector.Budget(recipe.View.Pixels.Min, recipe.View.Pixels.Max);
        options = new GenerationOptions { MaxTokens = recipe.MaxTokens };
        bool checks = recipe.Trust.PriorCheck && around.Layers.HasFlag(TrustLayers.Probability);
        prior = checks && form is not null ? new PriorCheck(inspector.Model, form) : null;
    }

    /// <inheritdoc/>
    public int StepOf(PixelSize region)
    {
        PixelSize seen = recipe.View.Tiles is { } tiles ? new PixelSize(region.Width / tiles.Columns, region.Height / tiles.Rows) : region;
        seen = new PixelSize(Math.Max(1, seen.Width), Math.Max(1, seen.Height));
        PatchGrid grid = inspector.Model.Measure(seen, budget);
        double side = Math.Sqrt((double)seen.Width * seen.Height / (grid.PatchCount * Square(inspector.Model.PictureSettings.PatchSize)));
        return Math.Max(1, (int)Math.Round(side));
    }

    /// <inheritdoc/>
    public ModelAnswer Read(PixelView region, FrameCrop crop, TaskQuestion question, PhaseClock clock, CancellationToken cancellation)
    {
        if (recipe.View.Tiles is not { } tiles)
        {
            return ReadOne(region, crop with { Turn = recipe.View.Turn }, question, clock, cancellation);
        }

        var answers = new List<(PixelBox Tile, ModelAnswer Answer)>();
        foreach (PixelBox tile in TileCut.Of(tiles, region.Width, region.Height))
        {
            FrameCrop part = crop with
            {
                Box = new PixelBox(crop.Box.X1 + tile.X1, crop.Box.Y1 + tile.Y1, crop.Box.X1 + tile.X2, crop.Box.Y1 + tile.Y2),
                Turn = recipe.View.Turn,
            };
            PixelView view = region.Crop(tile.X1, tile.Y1, tile.Width, tile.Height);
            answers.Add((part.Box, ReadOne(view, part, question, clock, cancellation)));
        }

        return TileMerge.Of(answers, crop.Box);
    }

    private ModelAnswer ReadOne(PixelView view, FrameCrop crop, TaskQuestion question, PhaseClock clock, CancellationToken cancellation)
    {
        if (crop.Turn != 0)
        {
            turned.Take(view, crop.Turn);
            view = turned.View;
        }

        VisionLanguageModel model = inspector.Model;
        PatchGrid grid = model.Prepare(view, budget);
        clock.End(Phase.Preprocess);
        byte[]? pixels = keepsEvidence ? PixelsOf(grid) : null;
        using var picture = new EncodedPicture(grid, model.Vision.Encode(grid, cancellation));
        clock.End(Phase.Vision);
        DecoderPrompt prompt = model.Compose([ChatMessage.User([new ImagePart(), new TextPart(question.Text)])], [picture], [], []);
        if (keepsEvidence)
        {
            // Evidence is reproduced bit for bit from an empty cache only: kept positions were computed in other chunks.
            model.Decoder.Rollback(0);
        }

        Answer answer = form is null
            ? model.Generator.Run(prompt, options, listener: null, cancellation)
            : model.Constrained.Run(prompt, form, options, listener: null, cancellation);
        clock.Add(Phase.Prefill, answer.PrefillTime);
        clock.Add(Phase.Decode, answer.DecodeTime);
        // What was only written to end the answer in time is judged by that already.
        IReadOnlySet<string> guessed =
            prior is null || answer.Finish != FinishReason.Stop
                ? new HashSet<string>()
                : prior.Guessed(answer, grid, question.Text, cancellation);
        return new ModelAnswer(ToReadings(answer, crop, question), answer.Text, Inspector.Tokens(prompt, answer))
        {
            Guessed = guessed,
            Exchanges = pixels is null ? [] : [Exchange(pixels, grid, question, answer)],
        };
    }

    // A constrained answer that was only closed to end in time is no reading, however valid its JSON is.
    private TaskAnswer ToReadings(Answer answer, FrameCrop crop, TaskQuestion question)
    {
        var raw = new RawAnswer(answer.Text, Inspector.FinishName(answer.Finish), crop) { Measured = scale.Measure(answer) };
        return form is not null && answer.Finish != FinishReason.Stop ? TaskAnswer.Failed(raw, raw.Finish) : question.Read(raw);
    }

    private ModelExchange Exchange(byte[] pixels, PatchGrid grid, TaskQuestion question, Answer answer)
    {
        int side = inspector.Model.PictureSettings.PatchSize;
        return new ModelExchange(
            pixels,
            grid.Columns * side,
            grid.Rows * side,
            question.Text,
            schema?.ToJsonString(),
            recipe.MaxTokens,
            answer.Text,
            Inspector.FinishName(answer.Finish),
            answer.Tokens,
            [
                .. answer.Values.Select(static value => new ValueProbability(
                    value.Pointer,
                    value.Text,
                    value.Probability,
                    value.Weakest,
                    value.AllowedMass
                )),
            ]
        );
    }

    private byte[] PixelsOf(PatchGrid grid)
    {
        PreprocessorSettings settings = inspector.Model.PictureSettings;
        byte[] pixels = new byte[grid.PatchCount * Square(settings.PatchSize) * PixelView.BytesPerPixel];
        new PatchReader(settings).Write(inspector.Model.Vision.Patches(grid), grid, pixels);
        return pixels;
    }

    private static int Square(int side) => side * side;

    private static CompiledConstraint Compile(JsonObject schema)
    {
        using JsonDocument document = JsonDocument.Parse(schema.ToJsonString());
        return Forms.Get(document.RootElement);
    }
}
