using System.CommandLine;
using System.Globalization;
using System.Text;
using EdgeVL.Cli.Terminal;
using EdgeVL.Contracts.Faults;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Store;

namespace EdgeVL.Cli.Commands;

/// <summary><c>edgevl results</c></summary>
internal sealed class ResultsCommand
{
    private readonly Option<string?> recipe = new("--recipe") { Description = "Only of this recipe" };
    private readonly Option<string?> verdict = new("--verdict")
    {
        Description = "Only with this verdict: accept, warn, reject, no_read, error",
    };
    private readonly Option<int> limit = new("--limit", "-n")
    {
        Description = "How many at most, 1 to 1000",
        DefaultValueFactory = static _ => 20,
    };
    private readonly StoreLocation store = new();

    public static Command Create() => new ResultsCommand().Build();

    private Command Build()
    {
        var command = new Command(
            "results",
            "List stored results, the newest first.\n\nExample: edgevl results --config samples/edgevl.yaml --verdict no_read"
        )
        {
            ResultsReplayCommand.Create(),
        };
        command.Options.Add(recipe);
        command.Options.Add(verdict);
        command.Options.Add(limit);
        store.AddTo(command);
        command.Body(Run);
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        int most = parsed.GetValue(limit);
        if (most is < 1 or > 1000)
        {
            throw new FaultException(FaultCode.UsageInvalid, $"--limit {most} is out of range.", "Choose 1 to 1000.");
        }

        var query = new ResultQuery
        {
            Recipe = parsed.GetValue(recipe),
            Verdict = VerdictOf(parsed.GetValue(verdict)),
            Limit = most,
        };
        bool json = parsed.GetValue(CommandRunner.Json);
        foreach (StoredResult stored in ResultArchive.Read(store.Read(parsed), query))
        {
            Console.WriteLine(json ? Encoding.UTF8.GetString(stored.Json.Span) : Line(stored.Read()));
        }

        return ExitCode.Ok;
    }

    private static Verdict? VerdictOf(string? word) =>
        word is null
            ? null
            : Enum.GetValues<Verdict>().Cast<Verdict?>().FirstOrDefault(one => ResultText.VerdictName(one!.Value) == word)
                ?? throw new FaultException(
                    FaultCode.UsageInvalid,
                    $"There is no verdict '{word}'.",
                    "Choose accept, warn, reject, no_read or error."
                );

    private static string Line(Result result)
    {
        string values = string.Join(
            ", ",
            result
                .Fields.Select(static field => $"{field.Key} {field.Value.Value?.ToJsonString() ?? "null"}")
                .Concat(result.Texts.Select(static text => text.Text))
        );
        string reasons = string.Join(", ", result.Reasons.Select(static reason => reason.Code).Distinct());
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Seq, 8}  {result.Id}  {result.Time.Captured:yyyy-MM-dd HH:mm:ss}Z  {result.Recipe, -16} {ResultText.VerdictName(result.Verdict), -8} {values}{(reasons.Length > 0 ? $"  because {reasons}" : "")}{(result.Evidence is null ? "" : "  +evidence")}"
        );
    }
}
