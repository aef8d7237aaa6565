using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Recipes;

/// <summary>Reads <c>trust.gates</c>: the limits that the recipe sets itself.</summary>
internal sealed class GateReader(YamlMap map)
{
    private const int MostRepeats = 1000;
    private const double MostDetail = 20; // R of pictures of nothing but single pixels
    private const double NoisiestPicture = 128; // σ of a picture of nothing but black and white pixels, in grey levels

    /// <summary>Reads them.</summary>
    /// <param name="hasGolden">Whether there are golden pictures to compare with.</param>
    public GateOptions Read(bool hasGolden)
    {
        var gates = new GateOptions
        {
            MinBrightness = Number("min_brightness", 1),
            MinContrast = Number("min_contrast", 1),
            MinSharpness = Number("min_sharpness", 1),
            MinDetail = Number("min_detail", MostDetail),
            MaxClipped = Number("max_clipped", 1),
            MaxNoise = Number("max_noise", NoisiestPicture),
            FrozenAfter = map.Optional<int?>("frozen_after", static scalar => Scalars.Integer(0, MostRepeats)(scalar), null),
            MaxShift = Number("max_shift", 0.5),
        };
        if (!hasGolden)
        {
            foreach (string key in (string[])["min_sharpness", "max_shift"])
            {
                map.Refuse(key, "it compares with a golden picture, and there is none", "Add one under 'golden', or remove it.");
            }
        }

        map.RefuseUnknownKeys();
        return gates;
    }

    private double? Number(string key, double atMost) => map.Optional<double?>(key, scalar => Scalars.Number(0, atMost)(scalar), null);
}
