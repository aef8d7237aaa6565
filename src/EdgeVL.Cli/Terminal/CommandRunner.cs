using System.CommandLine;
using System.Text.Json.Nodes;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Cli.Terminal;

/// <summary>Runs a command's body and turns faults into a line and an exit code.</summary>
internal static class CommandRunner
{
    private const int NoSpaceLeft = 28; // ENOSPC
    private const int QuotaExceeded = 122; // EDQUOT

    /// <summary>Whether the command's output is JSON; recursive, so that every command has it.</summary>
    public static Option<bool> Json { get; } =
        new("--json") { Description = "Print JSON and nothing else on standard output", Recursive = true };

    /// <summary>Gives <paramref name="command"/> a body that runs on the calling thread.</summary>
    public static void Body(this Command command, Func<ParseResult, CancellationToken, int> body) =>
        command.SetAction((parsed, cancellation) => Task.FromResult(Guarded(parsed, () => body(parsed, cancellation))));

    /// <summary>Gives <paramref name="command"/> an asynchronous body.</summary>
    public static void Body(this Command command, Func<ParseResult, CancellationToken, Task<int>> body) =>
        command.SetAction(
            async (parsed, cancellation) =>
            {
                try
                {
                    return await body(parsed, cancellation);
                }
                catch (Exception fault) when (Known(fault) is ({ } known, var code))
                {
                    Report(parsed, known);
                    return code;
                }
            }
        );

    private static int Guarded(ParseResult parsed, Func<int> body)
    {
        try
        {
            return body();
        }
        catch (Exception fault) when (Known(fault) is ({ } known, var code))
        {
            Report(parsed, known);
            return code;
        }
    }

    // What no command foresaw of a disk, such as one that fills up while a result is written, is the program's failure: a service is started
    // again. The message names the file.
    private static (Exception Fault, int Code)? Known(Exception fault) =>
        fault switch
        {
            OperationCanceledException => (fault, ExitCode.Interrupted),
            FaultException known => (known, CodeOf(known.Code)),
            IOException { HResult: NoSpaceLeft or QuotaExceeded } => (
                new FaultException(
                    FaultCode.DiskFull,
                    fault.Message,
                    "Free room on that disk, or write to another; what was written before is there.",
                    fault
                ),
                ExitCode.Fault
            ),
            IOException or UnauthorizedAccessException => (
                new FaultException(FaultCode.UsageInvalid, fault.Message, "Check what is named there, and its permissions.", fault),
                ExitCode.Fault
            ),
            _ => null,
        };

    private static int CodeOf(FaultCode code) =>
        code switch
        {
            FaultCode.UsageInvalid => ExitCode.Usage,
            FaultCode.ModelRuntimeMissing or FaultCode.CaptureRuntimeMissing or FaultCode.InferenceFailed or FaultCode.StoreFailed =>
                ExitCode.Fault,
            _ => ExitCode.Input,
        };

    private static void Report(ParseResult parsed, Exception fault)
    {
        if (fault is OperationCanceledException)
        {
            Console.Error.WriteLine("edgevl: interrupted.");
        }
        else if (fault is FaultException known && parsed.GetValue(Json))
        {
            var json = new JsonObject
            {
                ["fault"] = (int)known.Code,
                ["message"] = known.Message,
                ["remedy"] = known.Remedy,
            };
            Console.Error.WriteLine(json.ToJsonString());
        }
        else if (fault is FaultException explained)
        {
            Console.Error.WriteLine($"edgevl: {explained.Explained}");
        }
    }
}
