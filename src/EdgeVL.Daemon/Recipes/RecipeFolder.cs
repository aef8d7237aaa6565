using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Recipes;

/// <summary>A folder of recipes, one file each: <c>&lt;name&gt;.yaml</c>.</summary>
public static class RecipeFolder
{
    /// <summary>Reads and checks every recipe of a folder; hidden files and other kinds of files are left alone.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="cameras">Names of the cameras that there are; null where any name will do.</param>
    /// <exception cref="FaultException"><see cref="FaultCode.RecipeInvalid"/>: the message lists every fault of every file, one a line,
    /// as <c>file:line:column: what. remedy</c>.</exception>
    public static RecipeSet Read(string folder, IReadOnlyCollection<string>? cameras)
    {
        var faults = new YamlFaults();
        var reader = new RecipeReader(cameras, faults);
        Recipe[] recipes = [.. FilesOf(folder, faults).Select(reader.Read).OfType<Recipe>()];
        faults.ThrowIfAny(FaultCode.RecipeInvalid);
        return new RecipeSet(recipes);
    }

    /// <summary>Reads and checks one recipe.</summary>
    /// <param name="path">The file, <c>&lt;name&gt;.yaml</c>.</param>
    /// <param name="cameras">Names of the cameras that there are; null where any name will do.</param>
    /// <exception cref="FaultException">As <see cref="Read"/>.</exception>
    public static Recipe ReadOne(string path, IReadOnlyCollection<string>? cameras)
    {
        var faults = new YamlFaults();
        Recipe? recipe = new RecipeReader(cameras, faults).Read(path);
        faults.ThrowIfAny(FaultCode.RecipeInvalid);
        return recipe!; // without a fault there is a recipe
    }

    private static string[] FilesOf(string folder, YamlFaults faults)
    {
        try
        {
            string[] files =
            [
                .. Directory
                    .GetFiles(Path.GetFullPath(folder))
                    .Where(static file => Path.GetFileName(file)[0] != '.')
                    .Order(StringComparer.Ordinal),
            ];
            foreach (string file in files.Where(static file => Path.GetExtension(file) is ".yml" or ".YAML" or ".YML"))
            {
                faults.Add(TextPlace.StartOf(file), "A recipe's file ends in '.yaml'", "Rename it, or it would be overlooked.");
            }

            return [.. files.Where(static file => Path.GetExtension(file) == ".yaml")];
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException or ArgumentException)
        {
            faults.Add(
                TextPlace.StartOf(folder),
                $"The folder of recipes cannot be read: {broken.Message}",
                "Check 'recipes' in the configuration, and that the service user may read it."
            );
            return [];
        }
    }
}
