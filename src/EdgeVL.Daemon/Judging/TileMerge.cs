using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Tasks;

namespace EdgeVL.Daemon.Judging;

/// <summary>Joins the readings of overlapping tiles: what two tiles show is one thing, and the tile that shows it whole is right.</summary>
internal static class TileMerge
{
    // Boxes of two tiles that share this much show the same thing: of the smaller one where one of them is cut, else of both together, since
    // a thing may lie on another.
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
            Guessed = Guessed(answers),
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
        var kept = new List<Placed<T>>();
        // Whole things first, then the surest.
        IEnumerable<Placed<T>> candidates = answers
            .SelectMany(one => readings(one.Answer.Read).Select(reading => Place(reading, one.Tile)))
            .OrderBy(static one => one.IsCut)
            .ThenByDescending(one => facts(one.Reading).Probability ?? 0);
        foreach (Placed<T> candidate in candidates)
        {
            if (!kept.Exists(other => IsSame(candidate, other)))
            {
                kept.Add(candidate);
            }
        }

        return [.. kept.OrderBy(static one => one.Box?.Y1 ?? 0).ThenBy(static one => one.Box?.X1 ?? 0).Select(static one => one.Reading)];

        Placed<T> Place(T reading, PixelBox tile)
        {
            PixelBox? box = facts(reading).Box;
            return new Placed<T>(reading, box, tile, box is { } place && IsCut(place, tile, region));
        }
    }

    // One tile's own answer has no doubles.
    private static bool IsSame<T>(in Placed<T> one, in Placed<T> other) =>
        one.Tile != other.Tile
        && one.Box is { } box
        && other.Box is { } theirs
        && Shared(box, theirs, ofSmaller: one.IsCut || other.IsCut) >= SameThing;

    // What one tile shows is no guess, whatever another made of it.
    private static HashSet<string> Guessed(IReadOnlyList<(PixelBox Tile, ModelAnswer Answer)> answers)
    {
        IEnumerable<string> seen = answers.SelectMany(static one =>
            one.Answer.Read.Texts.Select(static text => text.Text)
                .Concat(one.Answer.Read.Objects.Select(static thing => thing.Label))
                .Where(word => !one.Answer.Guessed.Contains(word))
        );
        return [.. answers.SelectMany(static one => one.Answer.Guessed).Except(seen)];
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

    private static double Shared(PixelBox first, PixelBox second, bool ofSmaller)
    {
        long width = Math.Min(first.X2, second.X2) - Math.Max(first.X1, second.X1);
        long height = Math.Min(first.Y2, second.Y2) - Math.Max(first.Y1, second.Y1);
        if (width <= 0 || height <= 0)
        {
            return 0;
        }

        long shared = width * height,
            one = (long)first.Width * first.Height,
            other = (long)second.Width * second.Height;
        return (double)shared / (ofSmaller ? Math.Min(one, other) : one + other - shared);
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

    private readonly record struct Placed<T>(T Reading, PixelBox? Box, PixelBox Tile, bool IsCut);
}
