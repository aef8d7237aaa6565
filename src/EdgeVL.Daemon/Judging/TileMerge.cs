using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Tasks;

namespace EdgeVL.Daemon.Judging;

/// <summary>Joins the readings of overlapping tiles: what two tiles show is one thing, and the tile that shows it whole is right.</summary>
internal static class TileMerge
{
    // Two boxes that share this much of the smaller one show the same thing.
    private const double SameThing = 0.5;

    /// <summary>Joins answers.</summary>
    /// <param name="answers">Each tile's answer with the tile, in pixels of the frame.</param>
    /// <param name="region">All of the tiles, in pixels of the frame.</param>
    public static ModelAnswer Of(IReadOnlyList<(PixelBox Tile, ModelAnswer Answer)> answers, PixelBox region)
    {
        if (answers.FirstOrDefault(static one => one.Answer.Read.Verdict == Verdict.Error).Answer is { } failed)
        {
            return failed with { Raw = RawOf(answers), Tokens = Sum(answers) };
        }

        TextReading[] texts = Merge(answers, region, static answer => answer.Texts, static text => (text.Box, text.Probability));
        ObjectReading[] objects = Merge(answers, region, static answer => answer.Objects, static one => (one.Box, one.Probability));
        int declined = answers.Count(static one => one.Answer.Read is { Verdict: Verdict.Accept, Reasons.Count: > 0 });
        return new ModelAnswer(
            TaskAnswer.Of(texts.Length + objects.Length, declined) with
            {
                Texts = texts,
                Objects = objects,
            },
            RawOf(answers),
            Sum(answers)
        )
        {
            Guessed = answers.SelectMany(static one => one.Answer.Guessed).ToHashSet(),
            Exchanges = [.. answers.SelectMany(static one => one.Answer.Exchanges)],
        };
    }

    private static T[] Merge<T>(
        IReadOnlyList<(PixelBox Tile, ModelAnswer Answer)> answers,
        PixelBox region,
        Func<TaskAnswer, IReadOnlyList<T>> readings,
        Func<T, (PixelBox? Box, double? Probability)> facts
    )
    {
        var kept = new List<(PixelBox? Box, T Reading)>();
        // Whole things first, then the surest.
        var candidates = answers
            .SelectMany(one => readings(one.Answer.Read).Select(reading => (one.Tile, Reading: reading, Facts: facts(reading))))
            .OrderBy(one => one.Facts.Box is { } box && IsCut(box, one.Tile, region))
            .ThenByDescending(static one => one.Facts.Probability ?? 0);
        foreach ((PixelBox _, T reading, (PixelBox? box, double? _)) in candidates)
        {
            if (box is not { } place || !kept.Exists(other => other.Box is { } theirs && Shared(place, theirs) >= SameThing))
            {
                kept.Add((box, reading));
            }
        }

        return [.. kept.OrderBy(static one => one.Box?.Y1 ?? 0).ThenBy(static one => one.Box?.X1 ?? 0).Select(static one => one.Reading)];
    }

    // It touches an edge that is not the region's own: the neighbour shows the rest.
    private static bool IsCut(PixelBox box, PixelBox tile, PixelBox region)
    {
        const int near = 2;
        return (box.X1 <= tile.X1 + near && tile.X1 > region.X1)
            || (box.Y1 <= tile.Y1 + near && tile.Y1 > region.Y1)
            || (box.X2 >= tile.X2 - near && tile.X2 < region.X2)
            || (box.Y2 >= tile.Y2 - near && tile.Y2 < region.Y2);
    }

    private static double Shared(PixelBox first, PixelBox second)
    {
        long width = Math.Min(first.X2, second.X2) - Math.Max(first.X1, second.X1);
        long height = Math.Min(first.Y2, second.Y2) - Math.Max(first.Y1, second.Y1);
        long smaller = Math.Min((long)first.Width * first.Height, (long)second.Width * second.Height);
        return width <= 0 || height <= 0 || smaller <= 0 ? 0 : (double)(width * height) / smaller;
    }

    private static string RawOf(IReadOnlyList<(PixelBox Tile, ModelAnswer Answer)> answers) =>
        string.Join('\n', answers.Select(static one => one.Answer.Raw));

    private static TokenCounts Sum(IReadOnlyList<(PixelBox Tile, ModelAnswer Answer)> answers) =>
        new()
        {
            Image = answers.Sum(static one => one.Answer.Tokens.Image),
            Prompt = answers.Sum(static one => one.Answer.Tokens.Prompt),
            Output = answers.Sum(static one => one.Answer.Tokens.Output),
            Forced = answers.Sum(static one => one.Answer.Tokens.Forced),
            Finish =
                answers.Select(static one => one.Answer.Tokens.Finish).FirstOrDefault(static one => one != RawAnswer.Stop)
                ?? RawAnswer.Stop,
        };
}
