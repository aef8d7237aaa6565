using System.CommandLine;
using System.Text.Json.Nodes;
using EdgeVL.Capture;
using EdgeVL.Cli.Samples;
using EdgeVL.Cli.Terminal;
using EdgeVL.Contracts.Faults;
using EdgeVL.Qwen3VL.Model;
using EdgeVL.Qwen3VL.Runtime;

namespace EdgeVL.Cli.Commands;

/// <summary><c>edgevl doctor</c></summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var model = new Option<string?>("--model", "-m") { Description = "A built model to check, file by file" };
        var command = new Command(
            "doctor",
            "Look at what this machine has: ONNX Runtime and its providers, OpenCV, GStreamer, cameras; exit code 1 when something needed is missing.\n\nExample: edgevl doctor"
        )
        {
            model,
        };
        command.Body(
            (parsed, _) =>
            {
                var report = new List<Finding> { Runtime() };
                report.AddRange(Capturing());
                report.Add(Samples());
                if (parsed.GetValue(model) is { } folder)
                {
                    report.Add(Model(folder));
                }

                Print(report, parsed.GetValue(CommandRunner.Json));
                return report.TrueForAll(static finding => finding.Good) ? ExitCode.Ok : ExitCode.Negative;
            }
        );
        return command;
    }

    private static Finding Runtime() =>
        Guarded(
            "onnxruntime",
            static () =>
            {
                OnnxRuntimeFacts facts = OnnxRuntimeLibrary.Facts;
                return $"{facts.Version} ({facts.Origin}), compiled with {string.Join(", ", facts.Providers)}; telemetry off";
            }
        );

    private static IEnumerable<Finding> Capturing()
    {
        CaptureRuntimeReport report = CaptureRuntime.Probe();
        yield return new Finding("opencv", report.OpenCvFault is null, report.OpenCvFault ?? report.OpenCvVersion ?? "");
        string gstreamer =
            report.GStreamerVersion is null ? $"missing: network cameras need it. {report.GStreamerRemedy}"
            : report.MissingElements.Count == 0 ? report.GStreamerVersion
            : $"{report.GStreamerVersion}, without {string.Join(", ", report.MissingElements)}. {report.GStreamerRemedy}";
        yield return new Finding("gstreamer", report.GStreamerVersion is not null && report.MissingElements.Count == 0, gstreamer);
        yield return new Finding("cameras", Good: true, report.Devices.Count == 0 ? "no V4L2 device" : string.Join(", ", report.Devices));
        yield return new Finding(
            "board",
            Good: true,
            report.IsJetson ? "NVIDIA Jetson" : System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier
        );
    }

    private static Finding Samples()
    {
        try
        {
            return new Finding("samples", Good: true, SampleFolders.Samples());
        }
        catch (FaultException fault)
        {
            // An installed device needs none.
            return new Finding("samples", Good: true, $"none. {fault.Remedy}");
        }
    }

    private static Finding Model(string folder) =>
        Guarded(
            "model",
            () => $"{folder}: {BuiltModel.Open(folder).Manifest.Name}, {BuiltModel.ReadManifest(folder).Precision}, every file as built"
        );

    private static Finding Guarded(string name, Func<string> look)
    {
        try
        {
            return new Finding(name, Good: true, look());
        }
        catch (FaultException fault)
        {
            return new Finding(name, Good: false, fault.Explained);
        }
    }

    private static void Print(List<Finding> report, bool json)
    {
        if (json)
        {
            var findings = new JsonObject();
            foreach (Finding finding in report)
            {
                findings[finding.Name] = new JsonObject { ["good"] = finding.Good, ["text"] = finding.Text };
            }

            Console.WriteLine(findings.ToJsonString());
            return;
        }

        foreach (Finding finding in report)
        {
            Console.WriteLine($"{(finding.Good ? "ok  " : "BAD ")} {finding.Name, -12} {finding.Text}");
        }
    }

    private sealed record Finding(string Name, bool Good, string Text);
}
