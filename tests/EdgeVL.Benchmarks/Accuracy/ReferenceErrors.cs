using EdgeVL.Capture;
using EdgeVL.ModelBuilder.Building;
using EdgeVL.ModelBuilder.Verification;

namespace EdgeVL.Benchmarks.Accuracy;

/// <summary>How far a precision is from the reference vectors of <c>tests/golden</c>.</summary>
/// <param name="Arrays">Largest error of an array in any case, relative to the array's largest magnitude; arrays of a stage together.</param>
/// <param name="GreedyEqual">Cases whose greedy tokens are all equal.</param>
/// <param name="Cases">Cases.</param>
internal sealed record ReferenceErrors(IReadOnlyDictionary<string, double> Arrays, int GreedyEqual, int Cases)
{
    // By stage of the model, in its order.
    private static readonly (string Stage, string Start)[] Stages =
    [
        ("vision", "image_embeds"),
        ("vision", "video_embeds"),
        ("DeepStack", "image_deepstack"),
        ("DeepStack", "video_deepstack"),
        ("decoder layers", "hidden"),
        ("logits", "logits_last"),
    ];

    /// <summary>Builds the checkpoint of the vectors in <paramref name="precision"/> and compares.</summary>
    public static ReferenceErrors Of(Precision precision)
    {
        var verification = new GoldenVerification(GoldenFolder.Open(Repository.At("tests/golden")), Decode, publishedTokenizer: null);
        IReadOnlyList<VerificationRow> rows = verification.RunOnOwnCheckpoint(precision, static _ => { }, CancellationToken.None);
        VerificationRow[] greedy = [.. rows.Where(static row => row.Array == "greedy")];
        return new ReferenceErrors(
            Stages.Select(static stage => stage.Stage).Distinct().ToDictionary(static stage => stage, stage => Largest(stage, rows)),
            greedy.Count(static row => row.Error == 0),
            greedy.Length
        );
    }

    private static double Largest(string stage, IReadOnlyList<VerificationRow> rows) =>
        rows.Where(row => Stages.Any(entry => entry.Stage == stage && row.Array.StartsWith(entry.Start, StringComparison.Ordinal)))
            .Max(static row => row.Error);

    private static Picture Decode(string file)
    {
        using Frame frame = StillImage.Load(file);
        return new Picture(frame.Width, frame.Height, frame.Pixels.ToArray());
    }
}
