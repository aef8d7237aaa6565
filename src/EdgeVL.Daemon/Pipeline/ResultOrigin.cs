using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Recipes;

namespace EdgeVL.Daemon.Pipeline;

/// <summary>Where results come from.</summary>
/// <param name="Site">The site.</param>
/// <param name="Device">The device.</param>
internal sealed record ResultOrigin(string Site, string Device)
{
    /// <summary>The result with its origin.</summary>
    public Result Sign(Result result, Recipe recipe) =>
        result with
        {
            Site = Site,
            Device = Device,
            Camera = recipe.Camera,
            Recipe = recipe.Name,
            RecipeHash = recipe.File.Hash,
        };
}
