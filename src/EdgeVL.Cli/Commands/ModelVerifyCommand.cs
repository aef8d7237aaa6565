using System.CommandLine;
using System.Text.Json.Nodes;
using EdgeVL.Capture;
using EdgeVL.Cli.Samples;
using EdgeVL.Cli.Terminal;
using EdgeVL.Contracts.Faults;
using EdgeVL.ModelBuilder.Building;
using EdgeVL.ModelBuilder.Verification;

namespace EdgeVL.Cli.Commands;

/// <summary><c>edgevl model verify --golden FOLDER</c></summary>
internal static class ModelVerifyCommand
{
    public static Command Create()
    {
        var golden = new Option<string>("--golden", "-g")
        {
            Description = "Folder of reference vectors, laid out as tests/golden",
            Required = true,
        };
        var model = new Option<string?>("--model", "-m")
        {
            Description = "A built model; default: the folder's own checkpoint is built first",
        };
        var precision = new Option<string>("--precision", "-p")
        {
            Description = "Precision to build: fp32 (limit 1e-4), or fp16, int8, int4 without a verdict",
            DefaultValueFactory = static _ => "fp32",
        };
        var command = new Command(
            "verify",
            "Run reference vectors: one line an array with its largest relative error; exit code 1 when one is over its limit.\n\nExample: edgevl model verify --golden tests/golden"
        )
        {
            golden,
            model,
            precision,
        };
        command.Body(
            (parsed, cancellation) =>
            {
                bool json = parsed.GetValue(CommandRunner.Json);
                var verification = new GoldenVerification(
                    GoldenFolder.Open(parsed.GetRequiredValue(golden)),
                    Decode,
                    SampleFolders.PublishedTokenizer()
                );
                Action<VerificationRow> listener = json ? static _ => { } : Console.WriteLine;
                IReadOnlyList<VerificationRow> rows = parsed.GetValue(model) is { } built
                    ? verification.Run(built, listener, cancellation)
                    : verification.RunOnOwnCheckpoint(PrecisionNames.Parse(parsed.GetRequiredValue(precision)), listener, cancellation);
                int over = rows.Count(static row => !row.Passed);
                Console.WriteLine(json ? ToJson(rows).ToJsonString() : $"{rows.Count - over} arrays within their limits, {over} over");
                return over == 0 ? ExitCode.Ok : ExitCode.Negative;
            }
        );
        return command;
    }

    private static Picture Decode(string file)
    {
        using Frame frame = StillImage.Load(file);
        return new Picture(frame.Width, frame.Height, frame.Pixels.ToArray());
    }

    private static JsonArray ToJson(IReadOnlyList<VerificationRow> rows) =>
        [
            .. rows.Select(static row => new JsonObject
            {
                ["case"] = row.Case,
                ["array"] = row.Array,
                ["error"] = double.IsFinite(row.Error) ? row.Error : null,
                ["limit"] = row.Limit,
                ["passed"] = row.Passed,
                ["skipped"] = row.Skipped,
                ["note"] = row.Note,
            }),
        ];
}
