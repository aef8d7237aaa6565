using System.CommandLine;
using System.Text.Json.Nodes;
using EdgeVL.Cli.Terminal;
using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Recipes;

namespace EdgeVL.Cli.Commands;

/// <summary><c>edgevl recipe check [NAME…]</c></summary>
internal sealed class RecipeCheckCommand
{
    private readonly Argument<string[]> files = new("FILE")
    {
        Description = "Recipes, by name or file; default: all of the folder",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly RecipeOptions recipe = new();

    public static Command Create() => new RecipeCheckCommand().Build();

    private Command Build()
    {
        var command = new Command(
            "check",
            "Check recipes without a model: every fault is told with file, line and column, and a hint.\n\nExample: edgevl recipe check --recipes /etc/edgevl/recipes"
        )
        {
            files,
        };
        recipe.AddFolderTo(command);
        command.Body(Run);
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string folder = recipe.Folder(parsed);
        string[] named = parsed.GetValue(files) ?? [];
        IReadOnlyList<Recipe> recipes = named.Length == 0 ? RecipeFolder.Read(folder, cameras: null).Recipes : ReadAll(named, folder);
        bool json = parsed.GetValue(CommandRunner.Json);
        foreach (Recipe one in recipes)
        {
            Console.WriteLine(json ? ToJson(one).ToJsonString() : ToText(one));
        }

        if (recipes.Count == 0 && !json)
        {
            Console.WriteLine($"There is no recipe in '{folder}'.");
        }

        return ExitCode.Ok;
    }

    private static string ToText(Recipe recipe) =>
        string.Join('\n', [$"{recipe.Name}: good", .. recipe.File.Remarks.Select(static remark => $"  {remark}")]);

    private static JsonObject ToJson(Recipe recipe) =>
        new()
        {
            ["recipe"] = recipe.Name,
            ["file"] = recipe.File.Path,
            ["hash"] = recipe.File.Hash,
            ["remarks"] = new JsonArray([.. recipe.File.Remarks.Select(static remark => JsonValue.Create(remark))]),
        };

    private static List<Recipe> ReadAll(string[] named, string folder)
    {
        var read = new List<Recipe>();
        var faults = new List<string>();
        foreach (string name in named)
        {
            string path = File.Exists(name) ? name : Path.Combine(folder, $"{name}.yaml");
            try
            {
                read.Add(RecipeFolder.ReadOne(path, cameras: null));
            }
            catch (FaultException fault) when (fault.Code == FaultCode.RecipeInvalid)
            {
                faults.Add(fault.Message);
            }
        }

        return faults.Count == 0
            ? read
            : throw new FaultException(FaultCode.RecipeInvalid, string.Join('\n', faults), "Correct them and check again.");
    }
}
