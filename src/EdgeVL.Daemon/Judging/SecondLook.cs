using System.Text.Json.Nodes;
using EdgeVL.Capture.Gates;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Inspection;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Tasks;
using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Daemon.Judging;

/// <summary>Looks again for texts that may have been made up: what is printed is found in another view, and among the lines of the picture.</summary>
/// <remarks>A line of text (<c>ocr</c>) that is not quite sure is looked for in views that are cut a little narrower. A field with a pattern, which
/// the model had to fill or leave null, is looked for among all lines, then in those views, and then in what is left when the lines that were
/// found are painted over: a value that was composed of another label's characters goes with that label. In a doubtful picture a field must
/// be among all lines and in the narrower view, too, and be likelier than not.</remarks>
internal sealed class SecondLook
{
    /// <summary>A line that was read with this probability needs no second look, in a picture that gives no reason for one.</summary>
    public const double SureEnough = 0.9;

    /// <summary>Least probability of a text in a doubtful picture.</summary>
    public const double LeastInDoubt = 0.5;

    // Of the smaller side, across and down: enough to move every stroke against the grid of patches, each in another way.
    private static readonly (double Across, double Down)[] Narrower = [(1.0 / 60, 1.0 / 60), (1.0 / 40, 0)];

    private static readonly TaskQuestion AllLines = new(TaskKind.Ocr);

    private readonly bool isFields;
    private readonly OutputField[] printed;
    private readonly IPictureReader lines;
    private readonly ViewPixels left = new();

    private SecondLook(bool isFields, OutputField[] printed, IPictureReader lines) =>
        (this.isFields, this.printed, this.lines) = (isFields, printed, lines);

    /// <summary>The second look of a recipe; null where it has no text to look for.</summary>
    /// <param name="fields">The fields that are judged.</param>
    /// <param name="look">Answers the recipe's question.</param>
    /// <param name="readerOf">Makes what answers another one.</param>
    public static SecondLook? Of(
        Recipe recipe,
        IReadOnlyList<OutputField> fields,
        IPictureReader look,
        Func<Recipe, IPictureReader> readerOf
    )
    {
        OutputField[] printed = [.. fields.Where(field => LooksFor(recipe, field))];
        if (printed.Length == 0)
        {
            return null;
        }

        return recipe.Question.Kind == TaskKind.Fields
            ? new SecondLook(true, printed, readerOf(recipe with { Question = AllLines, Prompt = null, Output = [] }))
            : new SecondLook(false, printed, look);
    }

    /// <summary>Whether a field of a recipe is a text that is looked for again.</summary>
    public static bool LooksFor(Recipe recipe, OutputField field) =>
        recipe.Trust.SecondLook && (recipe.Question.Kind == TaskKind.Ocr || (recipe.Question.Kind == TaskKind.Fields && field.IsPrinted));

    /// <summary>The output without those texts that nothing confirms.</summary>
    /// <param name="output">What was read.</param>
    /// <param name="seen">The pixels that the model saw.</param>
    /// <param name="isDoubtful">Whether the picture itself is a reason to look again.</param>
    public RecipeOutput Confirm(
        RecipeOutput output,
        PixelView seen,
        bool isDoubtful,
        FrameCrop crop,
        TaskQuestion question,
        PhaseClock clock,
        CancellationToken cancellation
    )
    {
        string[] open = [.. printed.Select(static field => field.Name).Where(name => IsOpen(output.Fields[name], isDoubtful))];
        string[] unlikely = isDoubtful ? [.. open.Where(name => !(output.Fields[name].Probability >= LeastInDoubt))] : [];
        open = [.. open.Except(unlikely)];
        var view = new SeenView(seen, crop, isFields ? AllLines : question, clock, cancellation);
        string[] unseen = (open.Length, isFields) switch
        {
            (0, _) => [],
            (_, true) => UnseenFields(view, output, open, isDoubtful),
            _ => UnseenLines(view, output, open, isDoubtful),
        };
        output = unlikely.Aggregate(output, static (rest, name) => rest.Withhold(name, Unlikely(name, rest.Fields[name])));
        return unseen.Aggregate(output, static (rest, name) => rest.Withhold(name, Unconfirmed(name, rest.Fields[name])));
    }

    /// <summary>Whether a picture is so noisy, clipped or soft that a line which seems sure may be none.</summary>
    public static bool IsDoubtful(in GateReadings readings)
    {
        const double noise = 1.2,
            clipped = 0.9,
            detail = 2.4;
        return readings.Noise > noise || readings.ClippedHigh > clipped || readings.Sharpness is { Least: < detail };
    }

    private bool IsOpen(FieldReading reading, bool isDoubtful) =>
        reading.Value is not null && (isFields || isDoubtful || !(reading.Probability >= SureEnough));

    /// <summary>Whether a value, or the line that says it, was read surely.</summary>
    private bool IsSure(FieldReading reading, IReadOnlyList<TextReading> all) =>
        reading.Probability >= SureEnough || all.Any(line => Says(line, TextOf(reading)) && line.Probability >= SureEnough);

    private string[] UnseenLines(in SeenView view, RecipeOutput output, string[] names, bool isDoubtful)
    {
        names = NotAmong(Narrowed(view, Narrower[0]), output, names);
        return isDoubtful ? names : NotAmongNarrowed(view, Narrower[1], output, names);
    }

    private string[] UnseenFields(in SeenView view, RecipeOutput output, string[] names, bool isDoubtful)
    {
        IReadOnlyList<TextReading> all = Lines(view, view.Seen, view.Crop);
        string[] absent = NotAmong(all, output, names);
        if (isDoubtful)
        {
            return [.. absent, .. NotAmongNarrowed(view, Narrower[0], output, [.. names.Except(absent)])];
        }

        string[] unseen = [.. names.Where(name => absent.Contains(name) || !IsSure(output.Fields[name], all))];
        foreach ((double Across, double Down) margins in Narrower)
        {
            unseen = NotAmongNarrowed(view, margins, output, unseen);
        }

        string[] hidden = [.. unseen.Intersect(absent)];
        return hidden.Length == 0 || all.Count == 0
            ? unseen
            : [.. unseen.Except(hidden), .. NotAmong(WhatIsLeft(view, all), output, hidden)];
    }

    // No names, no look.
    private string[] NotAmongNarrowed(in SeenView view, (double Across, double Down) margins, RecipeOutput output, string[] names) =>
        names.Length == 0 ? names : NotAmong(Narrowed(view, margins), output, names);

    private IReadOnlyList<TextReading> Narrowed(in SeenView view, (double Across, double Down) margins)
    {
        PixelView seen = view.Seen;
        int side = Math.Min(seen.Width, seen.Height);
        (int across, int down) = ((int)Math.Round(side * margins.Across), (int)Math.Round(side * margins.Down));
        PixelBox box = view.Crop.Box;
        return Lines(
            view,
            seen.Crop(across, down, seen.Width - (2 * across), seen.Height - (2 * down)),
            view.Crop with
            {
                Box = new PixelBox(box.X1 + across, box.Y1 + down, box.X2 - across, box.Y2 - down),
            }
        );
    }

    /// <summary>The lines of a picture in which those that were found are painted over.</summary>
    private IReadOnlyList<TextReading> WhatIsLeft(in SeenView view, IReadOnlyList<TextReading> found)
    {
        const int margin = 4;
        PixelBox origin = view.Crop.Box;
        left.Take(view.Seen);
        foreach (PixelBox box in found.Select(static text => text.Box).OfType<PixelBox>())
        {
            left.PaintOver(
                box.X1 - origin.X1 - margin,
                box.Y1 - origin.Y1 - margin,
                box.X2 - origin.X1 + margin,
                box.Y2 - origin.Y1 + margin
            );
        }

        return Lines(view, left.View, view.Crop);
    }

    private IReadOnlyList<TextReading> Lines(in SeenView view, PixelView pixels, FrameCrop crop) =>
        lines.Read(pixels, crop, view.Question, view.Clock, view.Cancellation).Read.Texts;

    private static Finding Unlikely(string name, FieldReading reading) =>
        new(
            new Reason(RuleCode.LowProbability, name, reading.Probability is { } known ? JsonValue.Create(known) : null, LeastInDoubt),
            Verdict.Accept
        );

    private static Finding Unconfirmed(string name, FieldReading reading) =>
        new(new Reason(RuleCode.Unconfirmed, name, JsonValue.Create(TextOf(reading))), Verdict.Accept);

    private string[] NotAmong(IReadOnlyList<TextReading> found, RecipeOutput output, string[] names) =>
        [.. names.Where(name => !found.Any(line => Says(line, TextOf(output.Fields[name]))))];

    private bool Says(TextReading line, string value) => isFields ? Contains(line.Text, value) : line.Text == value;

    /// <summary>Whether a line has a text in it that no letter or digit continues.</summary>
    private static bool Contains(string line, string value)
    {
        for (int at = line.IndexOf(value, StringComparison.Ordinal); at >= 0; at = line.IndexOf(value, at + 1, StringComparison.Ordinal))
        {
            bool begins = at == 0 || !char.IsLetterOrDigit(line[at - 1]);
            bool ends = at + value.Length == line.Length || !char.IsLetterOrDigit(line[at + value.Length]);
            if (begins && ends)
            {
                return true;
            }
        }

        return false;
    }

    private static string TextOf(FieldReading reading) => reading.Raw ?? FieldText.Of(reading.Value!);

    /// <summary>The pixels that the model saw, and what every look at them needs.</summary>
    private readonly ref struct SeenView(
        PixelView seen,
        FrameCrop crop,
        TaskQuestion question,
        PhaseClock clock,
        CancellationToken cancellation
    )
    {
        public PixelView Seen { get; } = seen;

        public FrameCrop Crop { get; } = crop;

        public TaskQuestion Question { get; } = question;

        public PhaseClock Clock { get; } = clock;

        public CancellationToken Cancellation { get; } = cancellation;
    }
}
