using System.CommandLine;
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
        foreach (Recipe one in recipes)
        {
            Console.WriteLine($"{one.Name}: good");
            foreach (string remark in one.File.Remarks)
            {
                Console.WriteLine($"  {remark}");
            }
        }

        if (recipes.Count == 0)
        {
            Console.WriteLine($"There is no recipe in '{folder}'.");
        }

        return ExitCode.Ok;
    }

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
