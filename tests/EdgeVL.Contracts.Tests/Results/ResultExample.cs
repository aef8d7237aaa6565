using System.Text.Json.Nodes;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Contracts.Tests.Results;

/// <summary>A result in which nothing is left at its default.</summary>
internal static class ResultExample
{
    public static readonly DateTimeOffset Captured = new(2026, 11, 22, 8, 15, 2, 113, TimeSpan.Zero);

    public static Result Full() =>
        new()
        {
            Id = "01KAP3R9M2W4T6Y8A0C2E4G6J8",
            Seq = 4711,
            Site = "plant-1",
            Device = "edgevl-0042",
            Camera = "line-1",
            Source = "frames/001.jpg",
            Recipe = "lot-code",
            RecipeHash = "sha256:aa",
            Verdict = Verdict.Warn,
            Reasons = [new Reason("low_probability", "lot", JsonValue.Create(0.71), JsonValue.Create(0.8))],
            Fields = new Dictionary<string, FieldReading> { ["lot"] = Field() },
            Texts = [new TextReading("LOT-4821", new PixelBox(120, 88, 402, 140)) { Probability = 0.997 }],
            Objects = [new ObjectReading("box", new PixelBox(1, 2, 3, 4)) { Probability = 0.5 }],
            Relations = [new RelationReading("box", "above left", "lamp") { Probability = 0.25 }],
            Scene = new SceneReading("dim", "A box on a belt.") { Probability = 0.9 },
            Answer = "raw",
            Image = Image(),
            Time = new CaptureTime
            {
                Captured = Captured,
                Quality = "synced",
                BootId = "b0071d",
                MonotonicNs = 81231231,
            },
            Trigger = new TriggerFacts("interval", "t-1"),
            TimingMs = new PhaseTimes
            {
                Queue = 3,
                Preprocess = 6,
                Vision = 210,
                Prefill = 95,
                Decode = 240,
                Total = 554,
            },
            Tokens = new TokenCounts
            {
                Image = 300,
                Prompt = 25,
                Output = 31,
                Forced = 14,
                Finish = "length",
            },
            Model = new ModelFacts
            {
                Name = "qwen3-vl-2b-instruct",
                Hash = "sha256:bb",
                Precision = "int4",
                Providers = ["CPUExecutionProvider"],
            },
            Evidence = new EvidenceLink("cc", "/v1/evidence/cc"),
        };

    private static FieldReading Field() =>
        new(JsonValue.Create("LOT-4821"), "LOT-4821")
        {
            Probability = 0.997,
            Weakest = 0.99,
            RunnerUp = "LOT-4827",
            AllowedMass = 0.98,
            Box = new PixelBox(120, 88, 402, 140),
            Agreement = "3/3",
        };

    private static ImageFacts Image() =>
        new()
        {
            Width = 640,
            Height = 480,
            MediaFrame = 12,
            Brightness = 0.71,
            Contrast = 0.52,
            Sharpness = 4.3,
            Frozen = true,
            Enhanced = ["gamma"],
            AgeMs = 38,
        };
}
