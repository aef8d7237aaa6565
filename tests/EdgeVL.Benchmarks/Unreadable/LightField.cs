using EdgeVL.Capture;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Benchmarks.Unreadable;

/// <summary>A picture in linear light, 0 to 1, which is spoilt in the order of a camera: geometry, blur, exposure, noise, clipping, gamma, 8 bits.</summary>
internal sealed class LightField
{
    private const int Channels = 3;
    private const double Gamma = 2.2;

    private static readonly float[] ToLight = [.. Enumerable.Range(0, 256).Select(static value => (float)Math.Pow(value / 255.0, Gamma))];

    private readonly float[] light;

    private LightField(int width, int height, float[] light) => (Width, Height, this.light) = (width, height, light);

    public int Width { get; }

    public int Height { get; }

    /// <summary>The light of a frame.</summary>
    public static LightField Of(Frame frame)
    {
        ReadOnlySpan<byte> pixels = frame.Pixels;
        var light = new float[pixels.Length];
        for (int i = 0; i < light.Length; i++)
        {
            light[i] = ToLight[pixels[i]];
        }

        return new LightField(frame.Width, frame.Height, light);
    }

    /// <summary>One grey level everywhere.</summary>
    /// <param name="level">0 to 255.</param>
    public static LightField Plain(int width, int height, double level)
    {
        var light = new float[width * height * Channels];
        Array.Fill(light, (float)Math.Pow(level / 255, Gamma));
        return new LightField(width, height, light);
    }

    /// <summary>The light that 2 % of the values exceed.</summary>
    public double BrightParts()
    {
        float[] sorted = [.. light];
        Array.Sort(sorted);
        return sorted[(int)(sorted.Length * 0.98)];
    }

    /// <summary>The light that 5 % of the values of a part do not reach.</summary>
    public double DarkParts(PixelBox box)
    {
        float[] sorted =
        [
            .. Enumerable
                .Range(box.Y1, Math.Min(box.Y2, Height) - box.Y1)
                .SelectMany(y => light[At(box.X1, y)..At(Math.Min(box.X2, Width), y)]),
        ];
        Array.Sort(sorted);
        return Math.Max(sorted[(int)(sorted.Length * 0.05)], 1e-4);
    }

    /// <summary>Puts an opaque thing of one grey level over a part.</summary>
    public void Cover(PixelBox box, double level)
    {
        float value = (float)Math.Pow(level / 255, Gamma);
        for (int y = Math.Max(0, box.Y1); y < Math.Min(Height, box.Y2); y++)
        {
            for (int x = Math.Max(0, box.X1); x < Math.Min(Width, box.X2); x++)
            {
                light.AsSpan(At(x, y), Channels).Fill(value);
            }
        }
    }

    /// <summary>Replaces a part by what its border says: straight lines between left and right, and above and below, and a little grain.</summary>
    public void Erase(PixelBox box, Random random)
    {
        (int left, int right) = (Math.Clamp(box.X1, 0, Width - 1), Math.Clamp(box.X2, 0, Width - 1));
        (int top, int bottom) = (Math.Clamp(box.Y1, 0, Height - 1), Math.Clamp(box.Y2, 0, Height - 1));
        for (int y = top + 1; y < bottom; y++)
        {
            for (int x = left + 1; x < right; x++)
            {
                float across = (x - left) / (float)(right - left),
                    down = (y - top) / (float)(bottom - top),
                    grain = 1 + (0.02f * (random.NextSingle() - 0.5f));
                for (int channel = 0; channel < Channels; channel++)
                {
                    float level = Between(light[At(left, y) + channel], light[At(right, y) + channel], across);
                    float upright = Between(light[At(x, top) + channel], light[At(x, bottom) + channel], down);
                    light[At(x, y) + channel] = (level + upright) / 2 * grain;
                }
            }
        }
    }

    /// <summary>Means over a set of places around each pixel; beyond the border its pixels repeat.</summary>
    /// <param name="runs">The places as horizontal runs.</param>
    public LightField Mean(IReadOnlyList<PlaceRun> runs)
    {
        var mean = new float[light.Length];
        float weight = 1f / runs.Sum(static run => run.Last - run.First + 1);
        Parallel.For(
            0,
            Height,
            y =>
            {
                // Double: sums before a row's end are differenced.
                var sums = new double[(Width + 1) * Channels];
                Span<float> target = mean.AsSpan(At(0, y), Width * Channels);
                foreach (PlaceRun run in runs)
                {
                    ReadOnlySpan<float> row = light.AsSpan(At(0, Math.Clamp(y + run.Down, 0, Height - 1)), Width * Channels);
                    AddRun(row, run, sums, target);
                }

                foreach (ref float value in target)
                {
                    value *= weight;
                }
            }
        );
        return new LightField(Width, Height, mean);
    }

    /// <summary>The exposed picture: light × gain + veil, noise in linear light, clipped, gamma, 8 bits.</summary>
    /// <param name="sigma">Noise, in 255ths of full linear light.</param>
    /// <returns>BGR, tight rows.</returns>
    public byte[] Expose(double gain, double veil, double sigma, Random random)
    {
        var pixels = new byte[light.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            double exposed = (light[i] * gain) + veil + (sigma > 0 ? sigma / 255 * Normal(random) : 0);
            pixels[i] = (byte)Math.Round(255 * Math.Pow(Math.Clamp(exposed, 0, 1), 1 / Gamma));
        }

        return pixels;
    }

    /// <summary>Normal noise by twelve uniform values, which is close enough and has no far tail.</summary>
    private static double Normal(Random random)
    {
        double sum = -6;
        for (int i = 0; i < 12; i++)
        {
            sum += random.NextSingle();
        }

        return sum;
    }

    private void AddRun(ReadOnlySpan<float> row, PlaceRun run, double[] sums, Span<float> target)
    {
        for (int i = 0; i < row.Length; i++)
        {
            sums[i + Channels] = sums[i] + row[i];
        }

        for (int x = 0; x < Width; x++)
        {
            (int first, int last) = (x + run.First, x + run.Last);
            (int from, int to) = (Math.Clamp(first, 0, Width - 1), Math.Clamp(last, 0, Width - 1));
            // Places beyond the border count as the border's pixel.
            int inside = to - from + 1,
                outside = last - first + 1 - inside,
                edge = first < 0 ? 0 : Width - 1;
            for (int channel = 0; channel < Channels; channel++)
            {
                double sum = sums[((to + 1) * Channels) + channel] - sums[(from * Channels) + channel];
                target[(x * Channels) + channel] += (float)(sum + (outside * row[(edge * Channels) + channel]));
            }
        }
    }

    private static float Between(float first, float second, float share) => first + ((second - first) * share);

    private int At(int x, int y) => ((y * Width) + x) * Channels;
}
