using System.CommandLine;
using EdgeVL.Cli.Samples;
using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Recipes;

namespace EdgeVL.Cli.Commands;

/// <summary>Which recipe is meant.</summary>
internal sealed class RecipeOptions
{
    private const string Usual = "recipes";

    private readonly Argument<string> name = new("NAME") { Description = "The recipe's name, or its file" };
    private readonly Option<string?> folder = new("--recipes", "-r")
    {
        Description = "Folder of the recipes; default: ./recipes, else those of the samples",
    };

    /// <summary>Adds the option to <paramref name="command"/>.</summary>
    public void AddFolderTo(Command command) => command.Options.Add(folder);

    /// <summary>Adds the name and the option to <paramref name="command"/>.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(name);
        AddFolderTo(command);
    }

    /// <summary>The folder of the recipes.</summary>
    public string Folder(ParseResult parsed) =>
        parsed.GetValue(folder) ?? (Directory.Exists(Usual) ? Usual : Path.Combine(SampleFolders.Samples(), Usual));

    /// <summary>The file of the recipe that was named.</summary>
    /// <exception cref="FaultException">There is none.</exception>
    public string File(ParseResult parsed)
    {
        string named = parsed.GetRequiredValue(name);
        if (named.EndsWith(".yaml", StringComparison.Ordinal) && System.IO.File.Exists(named))
        {
            return named;
        }

        string path = Path.Combine(Folder(parsed), $"{named}.yaml");
        if (System.IO.File.Exists(path))
        {
            return path;
        }

        string[] there = Directory.Exists(Folder(parsed))
            ? [.. Directory.GetFiles(Folder(parsed), "*.yaml").Select(static file => Path.GetFileNameWithoutExtension(file)).Order()]
            : [];
        throw new FaultException(
            FaultCode.RecipeInvalid,
            $"There is no recipe '{named}': '{path}' does not exist.",
            there.Length == 0
                ? "Name the folder of the recipes with --recipes."
                : $"There are {string.Join(", ", there)}; another folder is named with --recipes."
        );
    }

    /// <summary>The recipe that was named; its camera need not be configured.</summary>
    /// <exception cref="FaultException">There is none, or it has faults, all of which are told.</exception>
    public Recipe Read(ParseResult parsed) => RecipeFolder.ReadOne(File(parsed), cameras: null);
}
