namespace EdgeVL.Daemon.Recipes;

/// <summary>The recipes of a folder.</summary>
/// <param name="Recipes">Every recipe, by name.</param>
public sealed record RecipeSet(IReadOnlyList<Recipe> Recipes)
{
    /// <summary>Lines for the log: what a person should know although nothing is wrong, each with its recipe's name.</summary>
    public IReadOnlyList<string> Remarks =>
        [.. Recipes.SelectMany(static recipe => recipe.File.Remarks.Select(remark => $"{recipe.Name}: {remark}"))];
}
