using EdgeVL.Daemon.Configuration;
using EdgeVL.Daemon.Tasks;
using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Recipes;

/// <summary>Reads what proves a recipe: <c>golden</c> and <c>canary</c>.</summary>
/// <param name="recipe">The recipe.</param>
/// <param name="path">Its file; golden pictures are relative to its folder.</param>
/// <param name="question">What is asked; null where that is faulty.</param>
/// <param name="output">The fields.</param>
internal sealed class GoldenReader(YamlMap recipe, string path, TaskQuestion? question, OutputReader output)
{
    private const int MostPictures = 1000;

    private static readonly TimeSpan UsualCanary = TimeSpan.FromHours(1);

    private readonly GoldenFiles files = new(new RelativePaths(path));

    /// <summary>Reads both.</summary>
    public ProofOptions Read()
    {
        IReadOnlyList<YamlMap> entries = recipe.Maps("golden");
        if (entries.Count > MostPictures)
        {
            recipe.Refuse("golden", $"there are {entries.Count} pictures", $"Keep at most {MostPictures}.");
            entries = [];
        }

        GoldenPicture[] golden = [.. entries.Select(ReadOne)];
        return new ProofOptions { Golden = golden, Canary = ReadCanary(golden.Length > 0) };
    }

    private GoldenPicture ReadOne(YamlMap entry)
    {
        (string image, string hash) = entry.Required("image", Scalars.Text(files.Take));
        var picture = new GoldenPicture(image, hash);
        if (entry.RequiredMap("expect") is { } expect)
        {
            picture = new ExpectationReader(expect, question, output).Read(picture);
        }

        entry.RefuseUnknownKeys();
        return picture;
    }

    private TimeSpan? ReadCanary(bool hasGolden)
    {
        if (recipe.Node("canary") is null)
        {
            return hasGolden ? UsualCanary : null;
        }

        TimeSpan? canary = recipe.Either<TimeSpan?>(
            "canary",
            static scalar => Scalars.Choice<TimeSpan?>(("off", null))(scalar),
            static map =>
            {
                TimeSpan every = map.Optional("every", Duration.Within(TimeSpan.FromMinutes(1), TimeSpan.FromDays(30)), UsualCanary);
                map.RefuseUnknownKeys();
                return every;
            }
        );
        if (canary is not null && !hasGolden)
        {
            recipe.Refuse("canary", "there is no golden picture to replay", "Add one under 'golden', or remove it.");
        }

        return canary;
    }
}
