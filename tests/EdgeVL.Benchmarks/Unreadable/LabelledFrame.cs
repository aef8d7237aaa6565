using System.Text.Json;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Benchmarks.Unreadable;

/// <summary>A frame of a samples folder and what is printed in it.</summary>
/// <param name="Image">Path of the picture.</param>
/// <param name="Lighting">dark, dim, normal or bright.</param>
/// <param name="Labels">Each label's text and the box of the text.</param>
internal sealed record LabelledFrame(string Image, string Lighting, IReadOnlyList<(string Text, PixelBox Box)> Labels)
{
    /// <summary>Whether a label says this and nothing else.</summary>
    public bool Says(string value) => Labels.Any(label => label.Text == value);

    /// <summary>Reads the frames of a folder.</summary>
    /// <param name="folder">Holds <c>truth.json</c>.</param>
    public static LabelledFrame[] Read(string folder)
    {
        using JsonDocument truth = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "truth.json")));
        return
        [
            .. truth
                .RootElement.EnumerateArray()
                .Select(row => new LabelledFrame(
                    Path.Combine(folder, row.GetProperty("image").GetString()!),
                    row.GetProperty("lighting").GetString()!,
                    [
                        .. row.GetProperty("labels")
                            .EnumerateArray()
                            .Select(static label => (label.GetProperty("text").GetString()!, BoxOf(label))),
                    ]
                )),
        ];
    }

    private static PixelBox BoxOf(JsonElement label)
    {
        double[] edges = [.. label.GetProperty("box").EnumerateArray().Select(static edge => edge.GetDouble())];
        return new PixelBox((int)edges[0], (int)edges[1], (int)Math.Ceiling(edges[2]), (int)Math.Ceiling(edges[3]));
    }
}
