using System.CommandLine;
using System.Text.Json.Nodes;
using EdgeVL.Cli.RecipeRuns;
using EdgeVL.Cli.Terminal;
using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Proof;
using EdgeVL.Daemon.Recipes;

namespace EdgeVL.Cli.Commands;

/// <summary><c>edgevl recipe activate NAME</c></summary>
internal sealed class RecipeActivateCommand
{
    private readonly Option<bool> force = new("--force") { Description = "Activate although a golden picture is not read as expected" };
    private readonly Option<string?> reason = new("--reason") { Description = "Why it is forced; it is recorded" };
    private readonly RecipeOptions recipe = new();
    private readonly StoreLocation store = new();
    private readonly ModelOptions model = new();

    public static Command Create() => new RecipeActivateCommand().Build();

    private Command Build()
    {
        var command = new Command(
            "activate",
            "Replay a recipe's golden pictures and record that it may be trusted; refused, with exit code 1, when one is not read as expected.\n\nExample: edgevl recipe activate lot-code --config /etc/edgevl/edgevl.yaml"
        );
        recipe.AddTo(command);
        command.Options.Add(force);
        command.Options.Add(reason);
        store.AddTo(command);
        model.AddTo(command);
        command.Body(Run);
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string? why = Reason(parsed);
        Recipe read = recipe.Read(parsed);
        var records = new ActivationFolder(RecordsOf(parsed, store, recipe));
        ProofReport report = RecipeTestCommand.Replay(read, parsed, model, cancellation);
        bool json = parsed.GetValue(CommandRunner.Json);
        if (!json)
        {
            ProofTable.Print(report);
        }

        // A refusal is recorded too, so that a daemon with the same parts need not find it out again.
        ActivationRecord record = ActivationRecord.Of(report, why);
        string file = records.Keep(record);
        if (json)
        {
            JsonObject told = ProofTable.ToJson(report);
            told["activated"] = record.IsTrusted;
            told["forced_because"] = record.ForcedBecause;
            told["record"] = file;
            Console.WriteLine(told.ToJsonString());
        }
        else
        {
            Console.WriteLine(
                report.Passed ? $"activated; recorded in {file}"
                : record.IsTrusted ? $"activated by force: {why}; recorded in {file}"
                : $"not activated: it fell. Correct the recipe, or add --force --reason \"…\"; recorded in {file}"
            );
        }

        return record.IsTrusted ? ExitCode.Ok : ExitCode.Negative;
    }

    /// <summary>Folder of the records: the daemon's, else one beside the recipes.</summary>
    public static string RecordsOf(ParseResult parsed, StoreLocation store, RecipeOptions recipe) =>
        Path.Combine(store.Find(parsed) ?? Path.Combine(recipe.Folder(parsed), ".edgevl"), ActivationFolder.Name);

    private string? Reason(ParseResult parsed)
    {
        string? why = parsed.GetValue(reason);
        return (parsed.GetValue(force), string.IsNullOrWhiteSpace(why)) switch
        {
            (true, true) => throw new FaultException(
                FaultCode.UsageInvalid,
                "--force has no reason.",
                "Add --reason \"why it may be trusted all the same\"."
            ),
            (false, false) => throw new FaultException(
                FaultCode.UsageInvalid,
                "--reason without --force.",
                "Add --force, or leave the reason out."
            ),
            (true, false) => why,
            _ => null,
        };
    }
}
