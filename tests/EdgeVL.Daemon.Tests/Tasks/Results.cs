using EdgeVL.Contracts.Results;

namespace EdgeVL.Daemon.Tests.Tasks;

/// <summary>Results to fill in.</summary>
internal static class Results
{
    public static Result Empty { get; } =
        new()
        {
            Id = "t1",
            Image = new ImageFacts { Width = 640, Height = 480 },
            Time = new CaptureTime(),
            Trigger = new TriggerFacts("interval"),
            TimingMs = new PhaseTimes(),
            Tokens = new TokenCounts(),
            Model = new ModelFacts
            {
                Name = "nano",
                Hash = "sha256:0",
                Precision = "fp32",
            },
        };
}
