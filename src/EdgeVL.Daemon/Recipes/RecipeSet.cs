namespace EdgeVL.Daemon.Recipes;

/// <summary>The recipes of a folder.</summary>
/// <param name="Recipes">Every recipe, by name.</param>
/// <param name="Remarks">Lines for the log: which keys are accepted but not active yet.</param>
public sealed record RecipeSet(IReadOnlyList<Recipe> Recipes, IReadOnlyList<string> Remarks);
