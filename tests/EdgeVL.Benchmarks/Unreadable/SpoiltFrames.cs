using System.Globalization;
using EdgeVL.Capture;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Benchmarks.Unreadable;

/// <summary>Makes frames that cannot be read of frames that can, the same ones for the same seed.</summary>
/// <param name="frames">Readable frames; those that show a lot code come twice as often.</param>
/// <param name="seed">Seed of every choice and all noise.</param>
internal sealed class SpoiltFrames(IReadOnlyList<LabelledFrame> frames, int seed)
{
    private static readonly SpoiltKind[] Kinds = Enum.GetValues<SpoiltKind>();

    // Shares of full light, and noise in 255ths of it: paper of 0.01 has 2.5 of them, which is no more than the noise of a pixel.
    private static readonly double[] NightGains = [0.01, 0.005, 0.0025];
    private static readonly double[] NightNoise = [1, 3, 8];

    // Defocus and motion count against the height of the print: a stroke is an eighth of it, a character two thirds as wide.
    private static readonly double[] Radii = [0.25, 0.35, 0.5, 0.75];
    private static readonly double[] Lengths = [0.75, 1, 1.5, 2];
    private static readonly int[] Angles = [0, 45, 90];
    private static readonly double[] Covered = [0.3, 0.5, 0.7, 0.85, 1];
    private static readonly double[] Covers = [70, 20, 200, 120];

    // Times of the light at which the darkest ink is white itself, as the paper was long before.
    private static readonly double[] Floods = [0.8, 1, 1.5, 3];

    private readonly LabelledFrame[] lots = [.. frames.Where(static frame => frame.Labels.Any(static label => IsLot(label.Text)))];
    private readonly LabelledFrame[] others = [.. frames.Where(static frame => !frame.Labels.Any(static label => IsLot(label.Text)))];

    /// <summary>Frame <paramref name="number"/>: the kinds take turns, and each goes up and down its own ladder.</summary>
    public SpoiltFrame Make(int number)
    {
        SpoiltKind kind = Kinds[number % Kinds.Length];
        int step = number / Kinds.Length;
        var random = new Random(unchecked((seed * 1_000_003) + number));
        LabelledFrame source = Base(step, random);
        using Frame frame = StillImage.Load(source.Image);
        return kind switch
        {
            SpoiltKind.Black => Black(frame, source, step % 4, random),
            SpoiltKind.White => White(frame, source, step % 4, random),
            SpoiltKind.Night => Night(frame, source, step, random),
            SpoiltKind.Blurred => Blurred(frame, source, Radii[step % Radii.Length] * Height(source), random),
            SpoiltKind.Smeared => Smeared(frame, source, step, random),
            SpoiltKind.Occluded => Occluded(frame, source, step, random),
            SpoiltKind.Frozen => Frozen(source),
            SpoiltKind.EncodedAgain => EncodedAgain(frame, source),
            SpoiltKind.Overexposed => Overexposed(frame, source, Floods[step % Floods.Length], random),
            _ => Empty(frame, source, step, random),
        };
    }

    private static double Ink(LightField light, LabelledFrame source) => source.Labels.Min(label => light.DarkParts(label.Box));

    private static int Height(LabelledFrame source) => source.Labels.Max(static label => label.Box.Height);

    private static bool IsLot(string text) => text.StartsWith("LOT-", StringComparison.Ordinal);

    private LabelledFrame Base(int step, Random random)
    {
        LabelledFrame[] from = step % 3 < 2 && lots.Length > 0 ? lots : others;
        return from[random.Next(from.Length)];
    }

    private static SpoiltFrame Black(Frame frame, LabelledFrame source, int sigma, Random random) =>
        Grain(SpoiltKind.Black, frame, source, level: sigma, sigma, random);

    private static SpoiltFrame White(Frame frame, LabelledFrame source, int sigma, Random random) =>
        Grain(SpoiltKind.White, frame, source, level: 255, sigma, random);

    /// <summary>Noise of the sensor's last stage, which no gamma stretches.</summary>
    private static SpoiltFrame Grain(SpoiltKind kind, Frame frame, LabelledFrame source, double level, int sigma, Random random)
    {
        byte[] pixels = LightField.Plain(frame.Width, frame.Height, level).Expose(1, 0, 0, random);
        foreach (ref byte value in pixels.AsSpan())
        {
            double grain = sigma * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            value = (byte)Math.Clamp(Math.Round(value + grain), 0, 255);
        }

        return Made(kind, Invariant($"σ {sigma}"), source, pixels, frame) with
        {
            ShowsNothing = true,
        };
    }

    private static SpoiltFrame Night(Frame frame, LabelledFrame source, int step, Random random)
    {
        double gain = NightGains[step % NightGains.Length],
            sigma = NightNoise[step / NightGains.Length % NightNoise.Length];
        LightField light = LightField.Of(frame);
        byte[] pixels = light.Expose(gain / light.BrightParts(), 0, sigma, random);
        return Made(SpoiltKind.Night, Invariant($"{gain} of white, σ {sigma}"), source, pixels, frame);
    }

    private static SpoiltFrame Blurred(Frame frame, LabelledFrame source, double radius, Random random)
    {
        byte[] pixels = LightField.Of(frame).Mean(PlaceRun.Disc(radius)).Expose(1, 0, 0.2, random);
        return Made(SpoiltKind.Blurred, Invariant($"{radius / Height(source):F2} of the height"), source, pixels, frame);
    }

    private static SpoiltFrame Smeared(Frame frame, LabelledFrame source, int step, Random random)
    {
        double heights = Lengths[step % Lengths.Length];
        int angle = Angles[step / Lengths.Length % Angles.Length],
            length = (int)Math.Round(heights * Height(source));
        byte[] pixels = LightField.Of(frame).Mean(PlaceRun.Line(length, angle)).Expose(1, 0, 0.2, random);
        return Made(SpoiltKind.Smeared, Invariant($"{heights} heights at {angle}°"), source, pixels, frame);
    }

    private static SpoiltFrame Occluded(Frame frame, LabelledFrame source, int step, Random random)
    {
        const int margin = 8;
        double share = Covered[step % Covered.Length],
            level = Covers[step / Covered.Length % Covers.Length];
        LightField light = LightField.Of(frame);
        foreach ((_, PixelBox box) in source.Labels)
        {
            int end = share < 1 ? box.X1 + (int)(box.Width * share) : box.X2 + margin;
            light.Cover(new PixelBox(box.X1 - margin, box.Y1 - margin, end, box.Y2 + margin), level);
        }

        return Made(SpoiltKind.Occluded, Invariant($"{share:P0}"), source, light.Expose(1, 0, 0, random), frame) with
        {
            ShowsNothing = share == 1,
        };
    }

    private static SpoiltFrame Frozen(LabelledFrame source) =>
        new(SpoiltKind.Frozen, "exact", source, source.Image, File.ReadAllBytes(source.Image)) { ShowsNothing = true };

    // Told by its likeness only, for which golden pictures must say how noisy the camera is.
    private static SpoiltFrame EncodedAgain(Frame frame, LabelledFrame source)
    {
        const int quality = 90;
        byte[] file = ImageEncoder.Jpeg(frame.Pixels, frame.Width, frame.Height, quality);
        return new SpoiltFrame(SpoiltKind.EncodedAgain, "", source, source.Image, file);
    }

    private static SpoiltFrame Overexposed(Frame frame, LabelledFrame source, double flood, Random random)
    {
        LightField light = LightField.Of(frame);
        byte[] pixels = light.Expose(flood / Ink(light, source), 0, 0.5, random);
        return Made(SpoiltKind.Overexposed, Invariant($"ink {flood} × white"), source, pixels, frame);
    }

    /// <summary>Blank labels, and places without a label.</summary>
    private static SpoiltFrame Empty(Frame frame, LabelledFrame source, int step, Random random)
    {
        bool blank = step % 2 == 0;
        LightField light = LightField.Of(frame);
        foreach ((_, PixelBox box) in source.Labels)
        {
            int more = blank ? 3 : (int)(0.6 * box.Height);
            light.Erase(new PixelBox(box.X1 - more, box.Y1 - more, box.X2 + more, box.Y2 + more), random);
        }

        return Made(SpoiltKind.Empty, blank ? "blank labels" : "no labels", source, light.Expose(1, 0, 0, random), frame) with
        {
            ShowsNothing = true,
        };
    }

    private static SpoiltFrame Made(SpoiltKind kind, string step, LabelledFrame source, byte[] pixels, Frame frame) =>
        new(kind, step, source, Before: null, ImageEncoder.Png(pixels, frame.Width, frame.Height));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
