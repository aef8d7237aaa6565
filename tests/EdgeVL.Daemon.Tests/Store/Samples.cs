using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeVL.Daemon.Tests.Store;

/// <summary>Results and stores for tests.</summary>
internal static class Samples
{
    public static Result Result(
        string camera = "line-1",
        string recipe = "lot-code",
        Verdict verdict = Verdict.Accept,
        string text = "LOT-4821",
        int padding = 0
    ) =>
        new()
        {
            Id = "",
            Site = "plant-1",
            Device = "edgevl-0042",
            Camera = camera,
            Recipe = recipe,
            Verdict = verdict,
            Texts = [new TextReading(text + new string('x', padding), new PixelBox(120, 88, 402, 140))],
            Image = new ImageFacts { Width = 640, Height = 480 },
            Time = new CaptureTime { Captured = DateTimeOffset.UnixEpoch.AddDays(20_000) },
            Trigger = new TriggerFacts("interval"),
            TimingMs = new PhaseTimes { Total = 554 },
            Tokens = new TokenCounts { Output = 31 },
            Model = new ModelFacts
            {
                Name = "nano",
                Hash = "sha256:00",
                Precision = "int4",
            },
        };

    public static ResultStore Open(string folder, TimeProvider? time = null, long quota = 1L << 30, bool queue = true) =>
        ResultStore.Open(
            new StoreOptions
            {
                Folder = folder,
                Quota = quota,
                Queue = queue,
            },
            time ?? TimeProvider.System,
            NullLogger<ResultStore>.Instance
        );

    /// <summary>Events that wait, oldest first, as JSON.</summary>
    public static async Task<IReadOnlyList<string>> EventsAsync(ResultStore store) =>
        await store.DoAsync(static database =>
            (IReadOnlyList<string>)
                [.. database.Events.Waiting(2000).Select(static report => System.Text.Encoding.UTF8.GetString(report.Json))]
        );

    /// <summary>Settles results as a broker's acknowledgement would.</summary>
    public static Task AcknowledgeAsync(ResultStore store, params IEnumerable<long> numbers) =>
        store.DoAsync(database =>
        {
            foreach (long seq in numbers)
            {
                database.Outbox.Delete(seq);
                database.Results.Settle(seq, Delivery.Acknowledged);
                database.Results.NameNewest(seq);
            }

            return true;
        });
}

/// <summary>A folder that goes with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("edgevl-store-");

    public string Path => folder.FullName;

    public string Of(string name) => System.IO.Path.Combine(folder.FullName, name);

    public void Dispose() => folder.Delete(recursive: true);
}
