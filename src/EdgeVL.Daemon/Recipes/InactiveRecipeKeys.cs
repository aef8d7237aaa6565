using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Recipes;

/// <summary>Keys of a recipe's full form that are accepted where their form is right, and that nothing acts on yet.</summary>
internal static class InactiveRecipeKeys
{
    private static readonly string[] Maps = ["output", "trust", "verdict", "publish"];

    /// <summary>Asks for each of them and returns those that are there.</summary>
    public static IReadOnlyList<string> Read(YamlMap map)
    {
        map.Optional("deadline", Duration.Within(TimeSpan.FromMilliseconds(50), TimeSpan.FromDays(1)), TimeSpan.Zero);
        foreach (string key in Maps)
        {
            map.Map(key);
        }

        map.List("golden");
        return [.. ((string[])["deadline", .. Maps, "golden"]).Where(map.Has)];
    }
}
