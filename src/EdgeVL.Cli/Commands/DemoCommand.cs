using System.CommandLine;
using System.Text.Json;
using EdgeVL.Capture;
using EdgeVL.Cli.Demo;
using EdgeVL.Cli.Samples;
using EdgeVL.Cli.Terminal;
using EdgeVL.Contracts;
using EdgeVL.Contracts.Faults;
using EdgeVL.Contracts.Messages;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Hosting;
using EdgeVL.Mqtt;

namespace EdgeVL.Cli.Commands;

/// <summary><c>edgevl demo</c>: the daemon on the sample clip, watched through its broker like by any client.</summary>
internal static class DemoCommand
{
    private const string PlayedToItsEnd = "it has been played to its end";

    public static Command Create()
    {
        var broker = new Option<string?>("--broker")
        {
            Description = "An MQTT broker of yours, as mqtt://HOST:PORT or HOST:PORT; default: one of our own on a free port",
        };
        var command = new Command(
            "demo",
            "Run two recipes on the sample clip and watch their results arrive on an MQTT broker; ends by itself. The last seconds are spoilt on purpose.\n\nExample: edgevl demo --broker localhost:1883"
        )
        {
            broker,
        };
        command.Body(
            (parsed, cancellation) => RunAsync(parsed.GetValue(broker), new DemoVoice(parsed.GetValue(CommandRunner.Json)), cancellation)
        );
        return command;
    }

    private static async Task<int> RunAsync(string? address, DemoVoice voice, CancellationToken cancellation)
    {
        BrokerAddress? broker = address is null
            ? null
            : BrokerAddress.Parse(address.Contains("://", StringComparison.Ordinal) ? address : $"mqtt://{address}");
        string samples = SampleFolders.Samples();
        ClipTruth truth = ClipTruth.Read(samples);
        using var folder = new DemoFolder(samples, NanoModel.Folder(cancellation), broker, truth, cancellation);
        Environment.SetEnvironmentVariable("EDGEVL_LOG", Environment.GetEnvironmentVariable("EDGEVL_LOG") ?? "warning");

        var score = new DemoScore(truth);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var addresses = new TaskCompletionSource<BrokerAddress>(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<int> daemon = EdgeDaemon.RunAsync(
            folder.Configuration,
            listening => addresses.TrySetResult(listening.EmbeddedBroker ?? broker!),
            end.Token
        );
        Task watch = WatchAsync(addresses.Task, folder, score, voice, end, cancellation);
        int code = await daemon;
        addresses.TrySetCanceled(CancellationToken.None);
        await watch.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        cancellation.ThrowIfCancellationRequested();
        await watch;
        return code == ExitCode.Ok ? Conclude(score, folder, voice) : code;
    }

    private static async Task WatchAsync(
        Task<BrokerAddress> broker,
        DemoFolder folder,
        DemoScore score,
        DemoVoice voice,
        CancellationTokenSource end,
        CancellationToken cancellation
    )
    {
        try
        {
            BrokerAddress address = await broker;
            await using MqttSubscriber subscriber = await MqttSubscriber.ConnectAsync(address, $"{folder.Root}/#", cancellation);
            voice.Say($"subscribed to {folder.Root}/# at {address}");
            await foreach (ReceivedMessage message in subscriber.ReadAllAsync(cancellation))
            {
                if (!await TakeAsync(message, folder, score, voice, end))
                {
                    return;
                }
            }
        }
        finally
        {
            await end.CancelAsync();
        }
    }

    // False once the device has said goodbye: everything that it stored has been sent before that.
    private static async Task<bool> TakeAsync(
        ReceivedMessage message,
        DemoFolder folder,
        DemoScore score,
        DemoVoice voice,
        CancellationTokenSource end
    )
    {
        string results = $"{folder.Root}/{DemoFolder.Camera}/result/";
        if (message.Topic == results + DemoFolder.LotCode)
        {
            voice.Reading(score.Add(JsonSerializer.Deserialize(message.Payload, ContractsJson.Wire.Result)!), message.Payload);
        }
        else if (message.Topic == results + DemoFolder.SceneWatch)
        {
            voice.Reading(score.Watch(JsonSerializer.Deserialize(message.Payload, ContractsJson.Wire.Result)!), message.Payload);
        }
        else if (message.Topic == $"{folder.Root}/event")
        {
            DeviceEvent report = JsonSerializer.Deserialize(message.Payload, ContractsJson.Wire.DeviceEvent)!;
            voice.Say($"event {report.Kind}: {report.Text}");
        }
        else if (message.Topic == $"{folder.Root}/{DemoFolder.Camera}/status")
        {
            CameraStatus status = JsonSerializer.Deserialize(message.Payload, ContractsJson.Wire.CameraStatus)!;
            if (status.Reason == PlayedToItsEnd)
            {
                await end.CancelAsync();
            }
        }
        else if (message.Topic == $"{folder.Root}/status")
        {
            DeviceStatus status = JsonSerializer.Deserialize(message.Payload, ContractsJson.Wire.DeviceStatus)!;
            voice.Say($"device {folder.Device} is {status.Status}");
            return status.Status != "stopped";
        }

        return true;
    }

    private static int Conclude(DemoScore score, DemoFolder folder, DemoVoice voice)
    {
        foreach (string line in score.Summary())
        {
            voice.Say(line);
        }

        if (score.Best is { } best)
        {
            voice.Say($"picture: {Draw(best, folder)}");
        }

        voice.Last(score);
        return score.Read > 0 ? ExitCode.Ok : ExitCode.Negative;
    }

    private static string Draw(Result result, DemoFolder folder)
    {
        using Frame frame = VideoFile
            .ReadFrames(folder.Clip, [result.Image.MediaFrame ?? 0], TimeProvider.System, CancellationToken.None)
            .Single();
        IEnumerable<BoxLabel> boxes = result
            .Texts.Where(static text => text.Box is not null)
            .Select(static text => new BoxLabel(text.Box!.Value, text.Text));
        using Frame drawn = FrameDrawing.Draw(frame, boxes);
        string path = Path.Combine(SampleFolders.Cache(), "demo.png");
        Directory.CreateDirectory(SampleFolders.Cache());
        File.WriteAllBytes(path, ImageEncoder.Png(drawn.Pixels, drawn.Width, drawn.Height));
        return path;
    }
}
