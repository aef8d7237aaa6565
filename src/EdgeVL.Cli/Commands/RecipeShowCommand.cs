using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using EdgeVL.Cli.Terminal;
using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Judging;
using EdgeVL.Daemon.Proof;
using EdgeVL.Daemon.Recipes;

namespace EdgeVL.Cli.Commands;

/// <summary><c>edgevl recipe show NAME</c></summary>
internal sealed class RecipeShowCommand
{
    private readonly RecipeOptions recipe = new();
    private readonly StoreLocation store = new();

    public static Command Create() => new RecipeShowCommand().Build();

    private Command Build()
    {
        var command = new Command(
            "show",
            "Show a recipe with its defaults filled in: what is asked, what the model may write, how sure one must be.\n\nExample: edgevl recipe show lot-code"
        );
        recipe.AddTo(command);
        store.AddTo(command);
        command.Body(Run);
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        Recipe read = recipe.Read(parsed);
        var records = new ActivationFolder(RecipeActivateCommand.RecordsOf(parsed, store, recipe));
        JsonObject shown = Describe(read, RecipeListCommand.ProofOf(read, records));
        if (parsed.GetValue(CommandRunner.Json))
        {
            Console.WriteLine(shown.ToJsonString());
            return ExitCode.Ok;
        }

        foreach ((string key, JsonNode? value) in shown)
        {
            Console.WriteLine(
                $"{key, -16} {(value is JsonValue text && text.TryGetValue(out string? plain) ? plain : value?.ToJsonString() ?? "-")}"
            );
        }

        return ExitCode.Ok;
    }

    private static JsonObject Describe(Recipe recipe, string proof) =>
        new()
        {
            ["recipe"] = recipe.Name,
            ["file"] = recipe.File.Path,
            ["hash"] = recipe.File.Hash,
            ["camera"] = recipe.Camera,
            ["trigger"] = recipe.Trigger is { } trigger ? Invariant($"every {trigger.Interval}") : null,
            ["deadline"] = recipe.Trigger?.Deadline is { } deadline ? Invariant($"{deadline}") : null,
            ["task"] = TaskNames.Of(recipe.Question.Kind),
            ["prompt"] = recipe.Question.Text,
            ["answer"] = recipe.AnswerSchema(),
            ["region"] = Invariant($"[{recipe.View.Region.X1}, {recipe.View.Region.Y1}, {recipe.View.Region.X2}, {recipe.View.Region.Y2}]"),
            ["fields"] = new JsonArray([.. recipe.Output.Select(static field => JsonValue.Create(Shown(field)))]),
            ["min_probability"] =
                recipe.Trust.MinProbability
                ?? recipe
                    .Output.Select(field => TrustDefaults.MinProbabilityOf(recipe, field))
                    .DefaultIfEmpty(TrustDefaults.MinProbability)
                    .Min(),
            ["agree"] = Invariant($"{recipe.Trust.Agree.Agreeing} of {recipe.Trust.Agree.Of}"),
            ["gates"] = recipe.Trust.Gates.Enabled ? (recipe.Proof.Golden.Count > 0 ? "by golden pictures" : "defaults") : "off",
            ["rules"] = new JsonArray([
                .. recipe.Verdicts.Expressions.Select(static rule =>
                    JsonValue.Create($"{ResultText.VerdictName(rule.Verdict)}: {rule.Expression.Text}")
                ),
            ]),
            ["golden"] = new JsonArray([
                .. recipe.Proof.Golden.Select(static golden =>
                    JsonValue.Create($"{Path.GetFileName(golden.Image)}: {ResultText.VerdictName(golden.Verdict)}")
                ),
            ]),
            ["canary"] = recipe.Proof.Canary is { } canary ? Invariant($"every {canary}") : null,
            ["proof"] = proof,
        };

    private static string Shown(OutputField field) =>
        $"{field.Name} ({field.Type.ToString().ToLowerInvariant()}{(field.Spec.Required ? "" : ", optional")})";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
