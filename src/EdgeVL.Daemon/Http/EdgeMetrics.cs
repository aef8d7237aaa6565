using System.Diagnostics;
using System.Diagnostics.Metrics;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Daemon.Http;

/// <summary>What the device counts and measures, in base units; Prometheus sees it as <c>edgevl_…</c>.</summary>
public sealed class EdgeMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "EdgeVL";

    private readonly Counter<long> frames;
    private readonly Counter<long> cameraReopens;
    private readonly Gauge<int> cameraUp;
    private readonly Counter<long> triggers;
    private readonly Counter<long> results;
    private readonly Histogram<double> phases;
    private readonly Counter<long> tokens;
    private readonly Gauge<long> outboxDepth;
    private readonly Counter<long> published;
    private readonly Counter<long> brokerConnects;
    private readonly Gauge<int> brokerUp;

    /// <summary>Makes the instruments.</summary>
    public EdgeMetrics(IMeterFactory factory)
    {
        Meter meter = factory.Create(MeterName);
        frames = meter.CreateCounter<long>("edgevl.camera.frames", description: "Frames read from a camera.");
        cameraReopens = meter.CreateCounter<long>(
            "edgevl.camera.reopens",
            description: "Times that a stalled or lost camera was opened again."
        );
        cameraUp = meter.CreateGauge<int>("edgevl.camera.up", description: "1 while a camera gives frames, else 0.");
        triggers = meter.CreateCounter<long>("edgevl.triggers", description: "Triggers by outcome: accepted, missed, expired.");
        results = meter.CreateCounter<long>("edgevl.results", description: "Results by verdict.");
        phases = meter.CreateHistogram(
            "edgevl.inference.duration",
            "s",
            "Time of a reading by phase.",
            tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] }
        );
        tokens = meter.CreateCounter<long>("edgevl.tokens", description: "Tokens by kind: image, prompt, output.");
        outboxDepth = meter.CreateGauge<long>("edgevl.outbox.depth", description: "Results that no broker has acknowledged.");
        published = meter.CreateCounter<long>("edgevl.published", description: "Messages that the broker acknowledged.");
        brokerConnects = meter.CreateCounter<long>("edgevl.broker.connects", description: "Times that the link to the broker was made.");
        brokerUp = meter.CreateGauge<int>("edgevl.broker.up", description: "1 while the link to the broker stands, else 0.");
    }

    /// <summary>A camera gave <paramref name="count"/> more frames.</summary>
    public void FramesRead(string camera, long count) => frames.Add(count, Tag("camera", camera));

    /// <summary>A camera was opened again, so many times more, after a stall or a loss.</summary>
    public void CameraReopened(string camera, long count) => cameraReopens.Add(count, Tag("camera", camera));

    /// <summary>A camera gives frames, or has stopped to.</summary>
    public void CameraIsUp(string camera, bool up) => cameraUp.Record(up ? 1 : 0, Tag("camera", camera));

    /// <summary>A trigger of a recipe came to something.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="outcome"><c>accepted</c>, <c>missed</c> or <c>expired</c>.</param>
    public void Triggered(string recipe, string outcome) => triggers.Add(1, Tag("recipe", recipe), Tag("outcome", outcome));

    /// <summary>A reading is done: counts its verdict, its tokens and where its time went.</summary>
    public void ResultMade(Result result)
    {
        results.Add(1, Tag("camera", result.Camera), Tag("recipe", result.Recipe), Tag("verdict", NameOf(result.Verdict)));
        tokens.Add(result.Tokens.Image, Tag("kind", "image"));
        tokens.Add(result.Tokens.Prompt, Tag("kind", "prompt"));
        tokens.Add(result.Tokens.Output, Tag("kind", "output"));
        Phase("queue", result.TimingMs.Queue);
        Phase("preprocess", result.TimingMs.Preprocess);
        Phase("vision", result.TimingMs.Vision);
        Phase("prefill", result.TimingMs.Prefill);
        Phase("decode", result.TimingMs.Decode);
        Phase("total", result.TimingMs.Total);
    }

    /// <summary>How many results wait for an acknowledgement.</summary>
    public void OutboxHolds(long count) => outboxDepth.Record(count);

    /// <summary>The broker acknowledged a message.</summary>
    public void MessagePublished() => published.Add(1);

    /// <summary>The link to the broker was made, or broke.</summary>
    public void BrokerIsUp(bool up)
    {
        brokerUp.Record(up ? 1 : 0);
        if (up)
        {
            brokerConnects.Add(1);
        }
    }

    private void Phase(string phase, double milliseconds) => phases.Record(milliseconds / 1000, Tag("phase", phase));

    private static KeyValuePair<string, object?> Tag(string name, string? value) => new(name, value);

    private static string NameOf(Verdict verdict) =>
        verdict switch
        {
            Verdict.Error => "error",
            Verdict.NoRead => "no_read",
            Verdict.Reject => "reject",
            Verdict.Warn => "warn",
            Verdict.Accept => "accept",
            _ => throw new UnreachableException(),
        };
}
