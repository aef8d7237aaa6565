using System.Text.Json;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Qwen3VL.Vision;

/// <summary>A <c>preprocessor_config.json</c> or <c>video_preprocessor_config.json</c>, with the class defaults for what it leaves out.</summary>
internal sealed class PreprocessorFile
{
    private const int Bicubic = 3;

    private readonly string path;
    private readonly JsonElement json;

    /// <summary>Reads and parses the file.</summary>
    /// <exception cref="FaultException"><see cref="FaultCode.CheckpointInvalid"/>: unreadable or no JSON object.</exception>
    public PreprocessorFile(string path)
    {
        this.path = path;
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            json = document.RootElement.Clone();
        }
        catch (Exception foreign) when (foreign is IOException or UnauthorizedAccessException or JsonException)
        {
            throw Fault("it cannot be read: " + foreign.Message, foreign);
        }

        Require(json.ValueKind == JsonValueKind.Object, "it is no JSON object");
    }

    /// <summary>The settings of this file.</summary>
    /// <param name="defaults">What holds where the file is silent.</param>
    public PreprocessorSettings Settings(PreprocessorSettings defaults)
    {
        foreach (string step in (ReadOnlySpan<string>)["do_resize", "do_rescale", "do_normalize"])
        {
            Require(!Has(step, out JsonElement value) || value.ValueKind == JsonValueKind.True, $"its {step} is not true");
        }

        Require(Number("resample", Bicubic) == Bicubic, "its resample is not 3 (bicubic)");
        PreprocessorSettings settings = defaults with
        {
            PatchSize = Integer("patch_size", defaults.PatchSize),
            TemporalPatchSize = Integer("temporal_patch_size", defaults.TemporalPatchSize),
            MergeSize = Integer("merge_size", defaults.MergeSize),
            Budget = Budget(defaults.Budget),
            Mean = Channels("image_mean", defaults.Mean),
            StandardDeviation = Channels("image_std", defaults.StandardDeviation),
            RescaleFactor = Positive("rescale_factor", defaults.RescaleFactor),
        };
        Require(settings.StandardDeviation.All(static deviation => deviation > 0), "its image_std is not positive");
        return settings;
    }

    /// <summary>A whole number from 1 to 65,536.</summary>
    public int Integer(string name, int otherwise)
    {
        double value = Number(name, otherwise);
        Require(value is >= 1 and <= 65536 && double.IsInteger(value), $"its {name} is {value}, not a whole number from 1 to 65,536");
        return (int)value;
    }

    /// <summary>A finite number above 0.</summary>
    public double Positive(string name, double otherwise)
    {
        double value = Number(name, otherwise);
        Require(value > 0, $"its {name} is {value}, not above 0");
        return value;
    }

    private double Number(string name, double otherwise)
    {
        if (!Has(name, out JsonElement value))
        {
            return otherwise;
        }

        Require(value.ValueKind == JsonValueKind.Number && double.IsFinite(value.GetDouble()), $"its {name} is no number");
        return value.GetDouble();
    }

    private PixelBudget Budget(PixelBudget otherwise)
    {
        JsonElement size = Has("size", out JsonElement given) && given.ValueKind == JsonValueKind.Object ? given : json;
        var budget = new PixelBudget(
            Pixels(size, otherwise.Min, "shortest_edge", "min_pixels"),
            Pixels(size, otherwise.Max, "longest_edge", "max_pixels")
        );
        Require(budget.Min >= 1 && budget.Max >= budget.Min, $"its size allows {budget.Min} to {budget.Max} pixels");
        return budget;
    }

    /// <summary>The newer name inside <c>size</c> is an area in spite of what it says; the older one stands beside it.</summary>
    private long Pixels(JsonElement size, long otherwise, string name, string olderName)
    {
        bool found = size.TryGetProperty(name, out JsonElement value) || Has(olderName, out value);
        long pixels = otherwise;
        Require(!found || (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out pixels)), $"its {name} is no whole number");
        return pixels;
    }

    private IReadOnlyList<float> Channels(string name, IReadOnlyList<float> otherwise)
    {
        if (!Has(name, out JsonElement value))
        {
            return otherwise;
        }

        bool three =
            value.ValueKind == JsonValueKind.Array
            && value.GetArrayLength() == 3
            && value.EnumerateArray().All(static channel => channel.ValueKind == JsonValueKind.Number);
        Require(three, $"its {name} is not three numbers");
        return [.. value.EnumerateArray().Select(static channel => channel.GetSingle())];
    }

    private bool Has(string name, out JsonElement value) => json.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    private void Require(bool condition, string whatIsWrong)
    {
        if (!condition)
        {
            throw Fault(whatIsWrong);
        }
    }

    private FaultException Fault(string whatIsWrong, Exception? inner = null) =>
        new(
            FaultCode.CheckpointInvalid,
            $"The preprocessor settings '{path}' cannot be used: {whatIsWrong}.",
            "Take the unchanged file of a Qwen3-VL checkpoint.",
            inner
        );
}
