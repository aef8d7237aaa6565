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
/// <remarks>A line of text (<c>ocr</c>) that is not quite sure is read again in a view that is cut a little narrower. A field with a pattern, which
/// the model had to fill or leave null, is looked for among all lines. Where it is not there, those lines are painted over and what is left
/// is read: a value that was composed of another label's characters goes with that label.</remarks>
internal sealed class SecondLook
{
    /// <summary>A line that was read with this probability needs no second look, in a picture that gives no reason for one.</summary>
    public const double SureEnough = 0.9;

    // Of the smaller side: enough to move every stroke against the grid of patches.
    private const double Narrower = 1.0 / 60;

    private static readonly TaskQuestion AllLines = new(TaskKind.Ocr);

    private readonly bool isFields;
    private readonly OutputField[] printed;
    private readonly IPictureReader look;
    private readonly IPictureReader lines;
    private readonly ViewPixels left = new();

    private SecondLook(bool isFields, OutputField[] printed, IPictureReader look, IPictureReader lines) =>
        (this.isFields, this.printed, this.look, this.lines) = (isFields, printed, look, lines);

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
        bool isFields = recipe.Question.Kind == TaskKind.Fields;
        OutputField[] printed = [.. fields.Where(field => LooksFor(recipe, field))];
        return printed.Length == 0
            ? null
            : new SecondLook(
                isFields,
                printed,
                look,
                isFields ? readerOf(recipe with { Question = AllLines, Prompt = null, Output = [] }) : look
            );
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
        if (open.Length == 0)
        {
            return output;
        }

        if (!isFields)
        {
            return Without(output, NotAmong(Narrowed(seen, crop, question, clock, cancellation), output, open));
        }

        IReadOnlyList<TextReading> all = lines.Read(seen, crop, AllLines, clock, cancellation).Read.Texts;
        string[] absent = NotAmong(all, output, open);
        string[] unsure = [.. open.Except(absent).Where(name => isDoubtful || !IsSure(output.Fields[name], all))];
        if (unsure.Length > 0)
        {
            unsure = NotAmong(Narrowed(seen, crop, AllLines, clock, cancellation), output, unsure);
        }

        if (absent.Length > 0 && all.Count > 0)
        {
            absent = NotAmongWhatIsLeft(seen, all, output, absent, crop, question, clock, cancellation);
        }

        return Without(output, [.. absent, .. unsure]);
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

    private IReadOnlyList<TextReading> Narrowed(
        PixelView seen,
        FrameCrop crop,
        TaskQuestion question,
        PhaseClock clock,
        CancellationToken cancellation
    )
    {
        int margin = (int)Math.Round(Math.Min(seen.Width, seen.Height) * Narrower);
        PixelView narrow = seen.Crop(margin, margin, seen.Width - (2 * margin), seen.Height - (2 * margin));
        FrameCrop part = crop with
        {
            Box = new PixelBox(crop.Box.X1 + margin, crop.Box.Y1 + margin, crop.Box.X2 - margin, crop.Box.Y2 - margin),
        };
        return lines.Read(narrow, part, question, clock, cancellation).Read.Texts;
    }

    /// <summary>Paints over the lines that were found, and looks for the values in what is left: as lines, and by the same question again.</summary>
    private string[] NotAmongWhatIsLeft(
        PixelView seen,
        IReadOnlyList<TextReading> found,
        RecipeOutput output,
        string[] names,
        FrameCrop crop,
        TaskQuestion question,
        PhaseClock clock,
        CancellationToken cancellation
    )
    {
        PaintOver(seen, found, crop);
        string[] absent = NotAmong(lines.Read(left.View, crop, AllLines, clock, cancellation).Read.Texts, output, names);
        string[] sure = [.. absent.Where(name => output.Fields[name].Probability >= SureEnough && !IsPartOfAnother(output, name))];
        if (sure.Length == 0)
        {
            return absent;
        }

        IReadOnlyDictionary<string, FieldReading> again = look.Read(left.View, crop, question, clock, cancellation).Read.Fields;
        return [.. absent.Except(sure.Where(name => IsReadAgain(again.GetValueOrDefault(name), output.Fields[name])))];
    }

    private static bool IsReadAgain(FieldReading? again, FieldReading first) =>
        again is { Value: not null, Probability: >= SureEnough } && TextOf(again) == TextOf(first);

    /// <summary>Whether the digits of a value stand, in order, in another field's candidate: then it may be composed of that label.</summary>
    private static bool IsPartOfAnother(RecipeOutput output, string name)
    {
        string digits = DigitsOf(output.Fields[name]);
        return output.Fields.Any(other => other.Key != name && StandsIn(digits, DigitsOf(other.Value)));
    }

    private static bool StandsIn(string part, string whole)
    {
        int found = 0;
        foreach (char digit in whole)
        {
            found += found < part.Length && part[found] == digit ? 1 : 0;
        }

        return found == part.Length;
    }

    private static string DigitsOf(FieldReading reading) =>
        reading.Raw is null && reading.Value is null ? "" : string.Concat(TextOf(reading).Where(char.IsAsciiDigit));

    private void PaintOver(PixelView seen, IReadOnlyList<TextReading> found, FrameCrop crop)
    {
        const int margin = 4;
        left.Take(seen);
        foreach (PixelBox box in found.Select(static text => text.Box).OfType<PixelBox>())
        {
            left.PaintOver(
                box.X1 - crop.Box.X1 - margin,
                box.Y1 - crop.Box.Y1 - margin,
                box.X2 - crop.Box.X1 + margin,
                box.Y2 - crop.Box.Y1 + margin
            );
        }
    }

    private static RecipeOutput Without(RecipeOutput output, string[] names) =>
        names.Aggregate(output, static (rest, name) => rest.Withhold(name, Unconfirmed(name, rest.Fields[name])));

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
}
