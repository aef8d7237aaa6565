using System.Diagnostics;
using System.Globalization;

namespace EdgeVL.Testing.Brokers;

/// <summary>A message as a subscriber gets it.</summary>
/// <param name="Retained">Whether the broker kept it from before.</param>
/// <param name="Topic">Its topic.</param>
/// <param name="ContentType">The content type; empty on 3.1.1.</param>
/// <param name="Format">The payload format; empty on 3.1.1.</param>
/// <param name="Properties">User properties.</param>
/// <param name="Payload">The payload.</param>
/// <param name="Again">Whether the broker says that it sends it again: a double of the second hop, not ours.</param>
internal sealed record Received(
    bool Retained,
    string Topic,
    string ContentType,
    string Format,
    IReadOnlyDictionary<string, string> Properties,
    string Payload,
    bool Again
)
{
    public long? Seq => Properties.TryGetValue("seq", out string? seq) ? long.Parse(seq, CultureInfo.InvariantCulture) : null;

    public string? Lane => Properties.GetValueOrDefault("lane");

    public bool Resend => Properties.GetValueOrDefault("resend") == "1";
}

/// <summary>A subscriber that is none of ours: mosquitto_sub, on every topic.</summary>
internal sealed class Subscriber : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Process process;
    private readonly Lock gate = new();
    private readonly List<Received> received = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int subscriptions;
    private bool again;

    private Subscriber(Process process)
    {
        this.process = process;
    }

    public IReadOnlyList<Received> All
    {
        get
        {
            lock (gate)
            {
                return [.. received];
            }
        }
    }

    /// <param name="port">The broker's port.</param>
    /// <param name="filter">Topics.</param>
    /// <param name="more">Further arguments: user, TLS, a session that stays.</param>
    public static async Task<Subscriber> StartAsync(int port, string filter = "#", params string[] more)
    {
        string[] arguments =
        [
            "-oL", // a line at a time: into a pipe it would gather them
            Mosquitto.Find("mosquitto_sub")!,
            "-d",
            "-h",
            "127.0.0.1",
            "-p",
            port.ToString(CultureInfo.InvariantCulture),
            "-V",
            "mqttv5",
            "-q",
            "1",
            "-t",
            filter,
            "-F",
            @"MSG\t%r\t%t\t%C\t%F\t%P\t%p",
            .. more,
        ];
        var child = new Process
        {
            StartInfo = new ProcessStartInfo("stdbuf", arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            },
        };
        var subscriber = new Subscriber(child);
        child.OutputDataReceived += (_, line) => subscriber.Take(line.Data);
        child.Start();
        child.BeginOutputReadLine();
        child.BeginErrorReadLine();
        try
        {
            await subscriber.UntilAsync(() => subscriber.subscriptions > 0);
            return subscriber;
        }
        catch
        {
            await subscriber.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until it has subscribed once more: a broker was started again.</summary>
    public async Task SubscribedAgainAsync(int times) => await UntilAsync(() => subscriptions >= times);

    /// <summary>Waits until what has come satisfies <paramref name="enough"/>.</summary>
    public async Task<IReadOnlyList<Received>> UntilAsync(Func<IReadOnlyList<Received>, bool> enough)
    {
        await UntilAsync(() => enough(received));
        return All;
    }

    /// <summary>Waits for a message.</summary>
    public async Task<Received> FirstAsync(Func<Received, bool> wanted)
    {
        int seen = 0;
        Received? found = null;
        await UntilAsync(all =>
        {
            for (; found is null && seen < all.Count; seen++)
            {
                found = wanted(all[seen]) ? all[seen] : null;
            }

            return found is not null;
        });
        return found!;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private async Task UntilAsync(Func<bool> enough)
    {
        using var late = new CancellationTokenSource(Patience);
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (enough())
                {
                    return;
                }

                next = changed.Task;
            }

            try
            {
                await next.WaitAsync(late.Token);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"What was waited for did not come; {received.Count} messages did:\n{Tail()}", e);
            }
        }
    }

    private string Tail() =>
        string.Join('\n', All.TakeLast(12).Select(static one => $"{one.Topic} {one.Seq} {one.Lane} {one.Resend} {one.Payload}"));

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (gate)
        {
            if (line.StartsWith("MSG\t", StringComparison.Ordinal))
            {
                received.Add(Parse(line.Split('\t', 7), again));
            }
            else if (line.Contains(" received PUBLISH (d", StringComparison.Ordinal))
            {
                again = line.Contains(" received PUBLISH (d1", StringComparison.Ordinal);
            }
            else if (line.StartsWith("Subscribed", StringComparison.Ordinal))
            {
                subscriptions++;
            }

            changed.TrySetResult();
            changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private static Received Parse(string[] parts, bool again)
    {
        Dictionary<string, string> properties = [];
        foreach (string pair in parts[5].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int colon = pair.IndexOf(':', StringComparison.Ordinal);
            properties.Add(pair[..colon], pair[(colon + 1)..]);
        }

        return new Received(parts[1] == "1", parts[2], parts[3], parts[4], properties, parts[6], again);
    }
}
