using System.CommandLine;
using System.Text.Json.Nodes;
using EdgeVL.Cli.Terminal;
using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Judging;
using EdgeVL.Daemon.Proof;
using EdgeVL.Daemon.Recipes;

namespace EdgeVL.Cli.Commands;

/// <summary><c>edgevl recipe list</c></summary>
internal sealed class RecipeListCommand
{
    private readonly RecipeOptions recipe = new();
    private readonly StoreLocation store = new();

    public static Command Create() => new RecipeListCommand().Build();

    private Command Build()
    {
        var command = new Command("list", "List recipes and whether they are proven.\n\nExample: edgevl recipe list");
        recipe.AddFolderTo(command);
        store.AddTo(command);
        command.Body(Run);
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        IReadOnlyList<Recipe> recipes = RecipeFolder.Read(recipe.Folder(parsed), cameras: null).Recipes;
        var records = new ActivationFolder(RecipeActivateCommand.RecordsOf(parsed, store, recipe));
        bool json = parsed.GetValue(CommandRunner.Json);
        if (!json)
        {
            Console.WriteLine($"{"recipe", -20} {"camera", -12} {"task", -10} {"golden", 6}  proof");
        }

        foreach (Recipe one in recipes)
        {
            string task = TaskNames.Of(one.Question.Kind);
            string proof = ProofOf(one, records);
            Console.WriteLine(
                json
                    ? new JsonObject
                    {
                        ["recipe"] = one.Name,
                        ["camera"] = one.Camera,
                        ["task"] = task,
                        ["golden"] = one.Proof.Golden.Count,
                        ["hash"] = one.File.Hash,
                        ["proof"] = proof,
                    }.ToJsonString()
                    : $"{one.Name, -20} {one.Camera, -12} {task, -10} {one.Proof.Golden.Count, 6}  {proof}"
            );
        }

        return ExitCode.Ok;
    }

    /// <summary>Where the proof of a recipe stands.</summary>
    public static string ProofOf(Recipe recipe, ActivationFolder records) =>
        records.Find(recipe.Name) switch
        {
            null => recipe.Proof.Golden.Count == 0 ? "nothing to prove" : "not proven",
            { } record when record.Identity.RecipeHash != recipe.File.Hash => "changed since it was proven",
            { Passed: true } record => $"proven {record.At:yyyy-MM-dd HH:mm}Z",
            { IsTrusted: true } record => $"forced {record.At:yyyy-MM-dd HH:mm}Z: {record.ForcedBecause}",
            { } record => $"fell {record.At:yyyy-MM-dd HH:mm}Z",
        };
}
