using System.CommandLine;
using EdgeVL.Cli.Samples;
using EdgeVL.Contracts.Faults;
using EdgeVL.Qwen3VL;
using EdgeVL.Qwen3VL.Runtime;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeVL.Cli.Commands;

/// <summary>Options that say which model answers, and how it is run.</summary>
internal sealed class ModelOptions
{
    private readonly Option<string?> model = new("--model", "-m") { Description = "A built model; default: the sample model, built once" };
    private readonly Option<string> profile = new("--profile")
    {
        Description = "auto, cpu, cuda or jetson",
        DefaultValueFactory = static _ => "auto",
    };
    private readonly Option<int> context = new("--context")
    {
        Description = "Tokens that prompt and answer may have together",
        DefaultValueFactory = static _ => new EngineOptions().Context,
    };
    private readonly Option<int> threads = new("--threads") { Description = "Threads that compute; 0 for one a core" };

    /// <summary>Adds the options to <paramref name="command"/>.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(model);
        command.Options.Add(profile);
        command.Options.Add(context);
        command.Options.Add(threads);
    }

    /// <summary>Folder of the model; the sample model is built where none is named.</summary>
    public string Folder(ParseResult parsed, CancellationToken cancellation) => parsed.GetValue(model) ?? NanoModel.Folder(cancellation);

    /// <summary>Loads the model.</summary>
    /// <exception cref="FaultException">It cannot be loaded, or an option is out of range.</exception>
    public VisionLanguageModel Load(ParseResult parsed, CancellationToken cancellation)
    {
        string name = parsed.GetRequiredValue(profile);
        if (!Enum.TryParse(name, ignoreCase: true, out ExecutionProfile chosen) || !Enum.IsDefined(chosen))
        {
            throw new FaultException(FaultCode.UsageInvalid, $"There is no profile '{name}'.", "Choose auto, cpu, cuda or jetson.");
        }

        int tokens = parsed.GetValue(context);
        if (tokens is < 16 or > 262_144)
        {
            throw new FaultException(FaultCode.UsageInvalid, $"A context of {tokens} tokens is out of range.", "Choose 16 to 262144.");
        }

        var options = new EngineOptions
        {
            Profile = chosen,
            Context = tokens,
            Threads = parsed.GetValue(threads),
        };
        return VisionLanguageModel.Load(Folder(parsed, cancellation), options, TimeProvider.System, NullLogger.Instance);
    }
}
