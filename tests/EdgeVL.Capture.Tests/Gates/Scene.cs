using EdgeVL.Capture.Gates;
using EdgeVL.Contracts.Results;
using OpenCvSharp;

namespace EdgeVL.Capture.Tests.Gates;

/// <summary>A grey picture in DN as the lens would give it, before the camera adds noise and rounds.</summary>
internal sealed class Scene
{
    public const int Width = 640;
    public const int Height = 480;

    private readonly float[] light;

    private Scene(float[] light) => this.light = light;

    /// <summary>Six lines of print, 20 px high, on paper: ink 30, paper 200.</summary>
    public static Scene Print(int seed = 1)
    {
        CaptureRuntime.Require();
        var random = new Random(seed);
        using var picture = new Mat(Height, Width, MatType.CV_8UC1, new Scalar(200));
        for (int line = 0; line < 6; line++)
        {
            string text = new([.. Enumerable.Range(0, 18).Select(_ => (char)random.Next('A', 'Z' + 1))]);
            var place = new Point(30 + random.Next(60), 60 + (line * 70));
            Cv2.PutText(picture, text, place, HersheyFonts.HersheySimplex, 0.9, new Scalar(30), 2, LineTypes.AntiAlias);
        }

        return FromMat(picture);
    }

    /// <summary>Upright bars of 20 px.</summary>
    public static Scene Bars() => new([.. Enumerable.Range(0, Width * Height).Select(static i => i % Width / 20 % 2 == 0 ? 60f : 180f)]);

    public static Scene Plain(double level) => new([.. Enumerable.Repeat((float)level, Width * Height)]);

    public Scene Defocused(double sigma) => Filtered((from, to) => Cv2.GaussianBlur(from, to, new Size(0, 0), sigma));

    /// <summary>Moved during the exposure: along the rows, or down the columns.</summary>
    public Scene Smeared(int pixels, bool across) =>
        Filtered((from, to) => Cv2.Blur(from, to, across ? new Size(pixels, 1) : new Size(1, pixels)));

    public Scene Map(Func<float, float> change) => new([.. light.Select(change)]);

    /// <summary>Contrast around mid grey.</summary>
    public Scene Contrast(float factor) => Map(value => 128 + ((value - 128) * factor));

    public Scene Covered(double share) => new([.. light.Select((value, i) => i % Width < share * Width ? 60 : value)]);

    public Scene Shifted(int right, int down) =>
        new([
            .. Enumerable
                .Range(0, light.Length)
                .Select(i => light[(((i / Width) - down + Height) % Height * Width) + (((i % Width) - right + Width) % Width)]),
        ]);

    /// <summary>What the camera gives: noise of this deviation in luma, 8 bits, grey in all colours.</summary>
    public byte[] Capture(double noise = 1, int seed = 1)
    {
        var random = new Random(seed);
        byte[] bgr = new byte[light.Length * 3];
        for (int i = 0; i < light.Length; i++)
        {
            byte value = (byte)Math.Clamp(Math.Round(light[i] + (noise * Normal(random))), 0, 255);
            (bgr[3 * i], bgr[(3 * i) + 1], bgr[(3 * i) + 2]) = (value, value, value);
        }

        return bgr;
    }

    public GateReadings Measured(double noise = 1, int seed = 1) => Measure(Capture(noise, seed));

    public static GateReadings Measure(byte[] bgr) => new GateMeter().Measure(new BgrView(bgr, Width, Height), Whole);

    public static PixelBox Whole => new(0, 0, Width, Height);

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private Scene Filtered(Action<Mat, Mat> filter)
    {
        CaptureRuntime.Require();
        using Mat from = Mat.FromPixelData(Height, Width, MatType.CV_32FC1, light);
        using var to = new Mat();
        filter(from, to);
        to.GetArray(out float[] filtered);
        return new Scene(filtered);
    }

    private static Scene FromMat(Mat picture)
    {
        picture.GetArray(out byte[] pixels);
        return new Scene([.. pixels.Select(static pixel => (float)pixel)]);
    }
}
