using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using EdgeVL.Cli.RecipeRuns;
using EdgeVL.Cli.Terminal;
using EdgeVL.Contracts.Faults;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Evidence;
using EdgeVL.Daemon.Store;

namespace EdgeVL.Cli.Commands;

/// <summary><c>edgevl results replay ID</c></summary>
internal sealed class ResultsReplayCommand
{
    private readonly Argument<string> id = new("ID")
    {
        Description = "Id or number of a result, hash of its evidence, or a folder of evidence",
    };
    private readonly StoreLocation store = new();
    private readonly ModelOptions model = new();

    public static Command Create() => new ResultsReplayCommand().Build();

    private Command Build()
    {
        var command = new Command(
            "replay",
            "Ask the model again what a result's evidence says it was asked, and compare bit for bit; the exit code is 1 when something differs.\n\nExample: edgevl results replay 4711 --config /etc/edgevl/edgevl.yaml --model /var/lib/edgevl/model"
        )
        {
            id,
        };
        store.AddTo(command);
        model.AddTo(command);
        command.Body(Run);
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string folder = FolderOf(parsed);
        EvidenceStore.Read(folder); // a damaged one is told before a model is loaded
        using RecipeModel loaded = RecipeModel.Load(model, parsed, cancellation);
        ReplayReport report = new EvidenceReplay(loaded.Inspector).Run(folder, cancellation);
        Print(report, folder, parsed.GetValue(CommandRunner.Json));
        return report.Differences.Count == 0 ? ExitCode.Ok : ExitCode.Negative;
    }

    private string FolderOf(ParseResult parsed)
    {
        string named = parsed.GetRequiredValue(id);
        if (File.Exists(Path.Combine(named, EvidenceManifest.FileName)))
        {
            return named;
        }

        string place = store.Read(parsed);
        string evidence = Path.Combine(place, EvidenceStore.Name);
        if (File.Exists(Path.Combine(evidence, named, EvidenceManifest.FileName)))
        {
            return Path.Combine(evidence, named);
        }

        long? seq = long.TryParse(named, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
        var query = new ResultQuery
        {
            Id = seq is null ? named : null,
            From = seq,
            To = seq,
            Limit = 1,
        };
        Result result =
            (ResultArchive.Read(place, query) is [{ } stored] ? stored.Read() : null)
            ?? throw new FaultException(
                FaultCode.UsageInvalid,
                $"There is no result '{named}' in '{place}'.",
                "List them with 'edgevl results'."
            );
        EvidenceLink link =
            result.Evidence
            ?? throw new FaultException(
                FaultCode.UsageInvalid,
                $"No evidence was kept of result '{named}'.",
                "Let its recipe keep some with 'publish: { evidence: always }'."
            );
        string found = Path.Combine(evidence, link.Sha256);
        return Directory.Exists(found)
            ? found
            : throw new FaultException(
                FaultCode.StoreFailed,
                $"The evidence '{found}' is gone.",
                "It was dropped for the store's quota; enlarge it."
            );
    }

    private static void Print(ReplayReport report, string folder, bool json)
    {
        if (json)
        {
            Console.WriteLine(
                new JsonObject
                {
                    ["evidence"] = folder,
                    ["id"] = report.Manifest.Result.Id,
                    ["questions"] = report.Manifest.Exchanges.Count,
                    ["same"] = report.Differences.Count == 0,
                    ["surroundings"] = new JsonArray([.. report.Surroundings.Select(static text => JsonValue.Create(text))]),
                    ["differences"] = new JsonArray([.. report.Differences.Select(static text => JsonValue.Create(text))]),
                }.ToJsonString()
            );
            return;
        }

        foreach (string difference in report.Surroundings.Concat(report.Differences))
        {
            Console.WriteLine(difference);
        }

        int questions = report.Manifest.Exchanges.Count;
        Console.WriteLine(
            questions == 0 ? "The model was not asked: the gates refused the picture."
            : report.Differences.Count == 0 ? "The same, bit for bit."
            : "It differs."
        );
    }
}
