using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using EdgeVL.Cli.Terminal;
using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Store;

namespace EdgeVL.Cli.Commands;

/// <summary><c>edgevl recipe baseline NAME [FIELD]</c></summary>
internal sealed class RecipeBaselineCommand
{
    private readonly Argument<string?> field = new("FIELD") { Description = "The field; default: all", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> set = new("--set")
    {
        Description = "A value to go on from, such as the one that stands on the meter now",
    };
    private readonly Option<bool> remove = new("--remove") { Description = "Forget the value: the next accepted one is taken" };
    private readonly RecipeOptions recipe = new();
    private readonly StoreLocation store = new();

    public static Command Create() => new RecipeBaselineCommand().Build();

    private Command Build()
    {
        var command = new Command(
            "baseline",
            "Show or set the last accepted values that a recipe's readings are compared with.\n\nExample: edgevl recipe baseline water-meter count --set 48213.5"
        );
        recipe.AddTo(command);
        command.Arguments.Add(field);
        command.Options.Add(set);
        command.Options.Add(remove);
        store.AddTo(command);
        command.Body(Run);
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        if (parsed.GetValue(set) is not null && parsed.GetValue(remove))
        {
            throw new FaultException(FaultCode.UsageInvalid, "--set and --remove exclude one another.", "Leave one of them out.");
        }

        Recipe read = recipe.Read(parsed);
        string? name = parsed.GetValue(field);
        var baselines = new StoredBaselines(store.Read(parsed));
        if (parsed.GetValue(set) is { } value)
        {
            baselines.Set(new Baseline(read.Name, Compared(read, name), Number(value), TimeProvider.System.GetUtcNow()));
        }
        else if (parsed.GetValue(remove))
        {
            baselines.Remove(read.Name, Compared(read, name));
        }

        Print(
            [.. baselines.All().Where(one => one.Recipe == read.Name && (name is null || one.Field == name))],
            parsed.GetValue(CommandRunner.Json)
        );
        return ExitCode.Ok;
    }

    /// <summary>A field that has a baseline.</summary>
    private static string Compared(Recipe recipe, string? name)
    {
        string[] known =
        [
            .. recipe
                .Output.Where(static field => field.Spec.Rules.Any(static rule => rule is RateRule))
                .Select(static field => field.Name),
        ];
        return name is not null && known.Contains(name)
            ? name
            : throw new FaultException(
                FaultCode.UsageInvalid,
                name is null ? "No field is named." : $"The recipe '{recipe.Name}' compares no field '{name}' with its last value.",
                known.Length == 0 ? "Give a field a 'rate' rule first." : $"Choose {string.Join(", ", known)}."
            );
    }

    private static decimal Number(string value) =>
        decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out decimal number)
            ? number
            : throw new FaultException(FaultCode.UsageInvalid, $"'{value}' is no number.", "Write such as 48213.5.");

    private static void Print(Baseline[] baselines, bool json)
    {
        foreach (Baseline one in baselines)
        {
            string who = one.ResultId is { } id ? $"result {id}" : "a person";
            Console.WriteLine(
                json
                    ? new JsonObject
                    {
                        ["recipe"] = one.Recipe,
                        ["field"] = one.Field,
                        ["value"] = one.Value,
                        ["at"] = one.At.ToString("O", CultureInfo.InvariantCulture),
                        ["result"] = one.ResultId,
                    }.ToJsonString()
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"{one.Recipe} {one.Field} = {one.Value}, {one.At:yyyy-MM-dd HH:mm:ss}Z, set by {who}"
                    )
            );
        }

        if (baselines.Length == 0 && !json)
        {
            Console.WriteLine("There is no baseline: the next accepted value will be one.");
        }
    }
}
