using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Recipes;

/// <summary>Reads <c>trigger</c> and <c>deadline</c>.</summary>
internal static class TriggerReader
{
    private static readonly string[] NotYet = ["change", "mqtt", "http", "gpio", "schedule"];
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Reads both; null for a recipe that is only run over files.</summary>
    public static RecipeTrigger? Read(YamlMap recipe)
    {
        TimeSpan? deadline = recipe.Optional<TimeSpan?>("deadline", static scalar => Duration.Within(Shortest, Longest)(scalar), null);
        if (recipe.Map("trigger") is not { } map)
        {
            return null;
        }

        bool other = false;
        foreach (string kind in NotYet.Where(map.Has))
        {
            map.Node(kind);
            map.Refuse(
                kind,
                "a trigger of this kind is not offered yet",
                "Write 'interval: 2s', or leave 'trigger' out and run the recipe over files."
            );
            other = true;
        }

        Func<YamlScalar, TimeSpan> read = Duration.Within(Shortest, Longest);
        TimeSpan interval = other ? map.Optional("interval", read, Longest) : map.Required("interval", read);
        map.RefuseUnknownKeys();
        return new RecipeTrigger(interval) { Deadline = deadline };
    }
}
