using EdgeVL.Daemon.Tasks;
using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Recipes;

/// <summary>Reads how the picture is prepared: <c>region</c>, <c>turn</c>, <c>tiles</c>, <c>pixels</c>.</summary>
internal sealed class ViewReader(YamlMap recipe)
{
    private static readonly RelativeRegion Whole = new(0, 0, 1, 1);

    /// <summary>Reads them.</summary>
    /// <param name="task">What is asked; null where that is faulty.</param>
    public RecipeView Read(TaskKind? task)
    {
        var view = new RecipeView
        {
            Region = ReadRegion(),
            Turn = recipe.Optional("turn", Scalars.Choice(("0", 0), ("90", 90), ("180", 180), ("270", 270)), 0),
            Tiles = recipe.Map("tiles") is { } tiles ? ReadTiles(tiles) : null,
            Pixels = recipe.Map("pixels") is { } pixels ? ReadPixels(pixels) : default,
        };
        if (task is not (null or TaskKind.Ocr or TaskKind.Objects))
        {
            recipe.Refuse(
                "tiles",
                "parts of a picture are put together for lists only",
                "Remove it; it belongs to the tasks ocr and objects."
            );
        }

        return view;
    }

    private static TileOptions ReadTiles(YamlMap map)
    {
        const int most = 8;
        var tiles = new TileOptions(
            map.Optional("columns", Scalars.Integer(1, most), 1),
            map.Optional("rows", Scalars.Integer(1, most), 1),
            map.Optional("overlap", Scalars.Number(0, 0.5), 0.15)
        );
        if (tiles is { Columns: 1, Rows: 1 })
        {
            map.RefuseWhole("one part is the whole", "Write columns or rows of 2 to 8, or remove it.");
        }

        map.RefuseUnknownKeys();
        return tiles;
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

    private RelativeRegion ReadRegion()
    {
        if (recipe.List("region") is not { } list)
        {
            return Whole;
        }

        double[] edges = [.. list.Items.OfType<YamlScalar>().Select(item => recipe.Read("region", item, Scalars.Number(0, 1), double.NaN))];
        if (edges.Length != 4 || list.Items.Count != 4)
        {
            recipe.Refuse("region", "it is no list of four numbers", "Write [left, top, right, bottom], each from 0 to 1.");
            return Whole;
        }

        var region = new RelativeRegion(edges[0], edges[1], edges[2], edges[3]);
        const double narrowest = 0.01;
        if (region.X2 - region.X1 < narrowest || region.Y2 - region.Y1 < narrowest) // false for what is faulty already
        {
            recipe.Refuse("region", "it has no width or no height", "Write [left, top, right, bottom] in this order, at least 0.01 apart.");
        }

        return region;
    }
}
