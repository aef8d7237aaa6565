using EdgeVL.Capture;
using EdgeVL.Qwen3VL.Vision;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeVL.Benchmarks.Frames;

/// <summary>A frame's way without the model: decoded, resized, cut into patches, on one core.</summary>
internal sealed class FramesPart : IBenchmarkPart
{
    private const double Expected = 200;

    public string Name => "frames";

    public string What => "samples/clip.mp4 (640x480) through capture, resize and patches, on one core";

    public void Run(BenchmarkOptions options, FigureSheet sheet)
    {
        string[] oneCore = ["taskset", "-c", FirstCore()];
        string passes = options.Quick ? "1" : "8";
        Measure("resized to 320x224 (the sample model)", Repository.At("samples/nano"));
        Measure("at 640x480 (the published budget)", "");

        void Measure(string size, string checkpoint)
        {
            double[] found = ChildProcess.Run(oneCore, Name, checkpoint, passes);
            sheet.AtLeast($"frames a second of one core's time, {size}", found[0], Expected, "");
            sheet.Tell($"frames a second by the clock, {size}", FigureSheet.Number(found[1], "F0"));
        }
    }

    /// <summary>The child: plays the clip as fast as it is taken, and tells the best pass by processor time and by the clock.</summary>
    /// <remarks>Bound to a core, both agree on an idle machine; on a busy one the core's time alone is this program's.</remarks>
    /// <param name="checkpoint">Whose preprocessor settings hold; empty for the published ones.</param>
    public static async Task RunChildAsync(string checkpoint, int passes)
    {
        PreprocessorSettings settings =
            checkpoint.Length > 0
                ? PreprocessorSettings.Read(Path.Combine(checkpoint, "preprocessor_config.json"))
                : new PreprocessorSettings();
        var preprocessor = new ImagePreprocessor(settings);
        await PassAsync(preprocessor); // opens libraries, compiles
        double byCore = 0;
        double byClock = 0;
        for (int pass = 0; pass < passes; pass++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            long start = TimeProvider.System.GetTimestamp();
            int frames = await PassAsync(preprocessor);
            byClock = Math.Max(byClock, frames / TimeProvider.System.GetElapsedTime(start).TotalSeconds);
            byCore = Math.Max(byCore, frames / (Environment.CpuUsage.TotalTime - before).TotalSeconds);
        }

        ChildProcess.Tell(byCore, byClock);
    }

    private static async Task<int> PassAsync(ImagePreprocessor preprocessor)
    {
        var options = new CameraOptions { Source = CameraSource.Parse($"file:{Repository.At("samples/clip.mp4")}"), Pace = Pace.Fast };
        using var reader = new CameraReader("clip", options, TimeProvider.System, NullLogger.Instance);
        using FrameSubscription subscription = reader.Subscribe();
        reader.Start();
        int count = 0;
        while (await subscription.TakeNewestAsync(CancellationToken.None) is { } taken)
        {
            using Frame frame = taken;
            Cut(preprocessor, frame);
            count++;
        }

        return count;
    }

    private static void Cut(ImagePreprocessor preprocessor, Frame frame)
    {
        var view = new PixelView(frame.Pixels, frame.Width, frame.Height, frame.Width * PixelView.BytesPerPixel, PixelOrder.Bgr);
        preprocessor.Prepare(view, budget: null, out _);
    }

    private static string FirstCore()
    {
        const string key = "Cpus_allowed_list:";
        string line = File.ReadLines("/proc/self/status").First(static line => line.StartsWith(key, StringComparison.Ordinal));
        return line[key.Length..].Trim().Split(',', '-')[0];
    }
}
