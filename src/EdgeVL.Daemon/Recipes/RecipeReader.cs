using EdgeVL.Daemon.Configuration;
using EdgeVL.Daemon.Tasks;
using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Recipes;

/// <summary>Reads recipes, and remembers what they say that nothing acts on yet.</summary>
internal sealed class RecipeReader(IReadOnlyCollection<string>? cameras, YamlFaults faults)
{
    private readonly List<string> inactive = [];

    /// <summary>Lines for the log about all recipes read so far: none, or one.</summary>
    public IReadOnlyList<string> Remarks => inactive.Count == 0 ? [] : [$"Accepted, not active yet: {string.Join("; ", inactive)}."];

    /// <summary>Reads one recipe; null where the file has a fault.</summary>
    public Recipe? Read(string path)
    {
        int before = faults.Count;
        if (YamlFile.Read(path, faults) is not { } file || YamlMap.Of(file.Root, "", faults) is not { } map)
        {
            return null;
        }

        var recipe = new Recipe
        {
            Name = ReadName(map, path),
            Camera = map.Required("camera", Scalars.Text(ParseCamera)),
            Trigger = map.RequiredMap("trigger") is { } trigger ? ReadTrigger(trigger) : null!,
            Question = new QuestionReader(map).Read(),
            Pixels = map.Map("pixels") is { } pixels ? ReadPixels(pixels) : default,
            Region = ReadRegion(map),
            MaxTokens = map.Optional("max_tokens", Scalars.Integer(1, 8192), 512),
            File = path,
            Hash = file.Hash,
        };
        if (InactiveRecipeKeys.Read(map) is { Count: > 0 } keys)
        {
            inactive.Add($"{recipe.Name}: {string.Join(", ", keys)}");
        }

        map.RefuseUnknownKeys();
        return faults.Count == before ? recipe : null;
    }

    private static string ReadName(YamlMap map, string path)
    {
        string expected = Path.GetFileNameWithoutExtension(path);
        return map.Required(
            "recipe",
            Scalars.Text(name =>
                name == expected
                    ? TopicLevel.Parse(name)
                    : throw ValueFault.Of($"the recipe '{name}' lies in '{expected}.yaml'", "Let file and recipe have one name.")
            )
        );
    }

    private string ParseCamera(string name) =>
        cameras is null || cameras.Contains(name)
            ? name
            : throw ValueFault.Of($"there is no camera '{name}' in the configuration", NearMiss.Remedy(name, cameras));

    private static RecipeTrigger ReadTrigger(YamlMap map)
    {
        TimeSpan interval = map.Required("interval", Duration.Within(TimeSpan.FromMilliseconds(50), TimeSpan.FromDays(1)));
        map.RefuseUnknownKeys();
        return new RecipeTrigger(interval);
    }

    private static PixelBudget ReadPixels(YamlMap map)
    {
        const int least = 32 * 32,
            most = 16_777_216; // one token, and what no model takes
        var pixels = new PixelBudget(
            map.Optional<int?>("min", scalar => Scalars.Integer(least, most)(scalar), null),
            map.Optional<int?>("max", scalar => Scalars.Integer(least, most)(scalar), null)
        );
        if (pixels.Min > pixels.Max)
        {
            map.Refuse("min", "it is larger than 'max'", "Exchange them.");
        }

        map.RefuseUnknownKeys();
        return pixels;
    }

    private static RelativeRegion ReadRegion(YamlMap map)
    {
        var whole = new RelativeRegion(0, 0, 1, 1);
        if (map.List("region") is not { } list)
        {
            return whole;
        }

        double[] edges = [.. list.Items.OfType<YamlScalar>().Select(item => map.Read("region", item, Scalars.Number(0, 1), double.NaN))];
        if (edges.Length != 4 || list.Items.Count != 4)
        {
            map.Refuse("region", "it is no list of four numbers", "Write [left, top, right, bottom], each from 0 to 1.");
            return whole;
        }

        var region = new RelativeRegion(edges[0], edges[1], edges[2], edges[3]);
        const double narrowest = 0.01;
        if (region.X2 - region.X1 < narrowest || region.Y2 - region.Y1 < narrowest) // false for what is faulty already
        {
            map.Refuse("region", "it has no width or no height", "Write [left, top, right, bottom] in this order, at least 0.01 apart.");
        }

        return region;
    }
}
