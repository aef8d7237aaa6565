using System.CommandLine;
using System.Text.Json;
using EdgeVL.Capture;
using EdgeVL.Cli.Terminal;
using EdgeVL.Contracts;
using EdgeVL.Contracts.Faults;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Inspection;
using EdgeVL.Daemon.Store;
using EdgeVL.Daemon.Tasks;
using EdgeVL.Qwen3VL;
using EdgeVL.Qwen3VL.Constraints;

namespace EdgeVL.Cli.Commands;

/// <summary><c>edgevl ask IMAGE…</c></summary>
internal sealed class AskCommand
{
    private readonly Argument<string[]> images = new("IMAGE")
    {
        Description = "Picture files; with a question of your own all of them are shown at once, else each is asked by itself",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<string?> video = new("--video") { Description = "A video file, shown before the pictures" };
    private readonly Option<int> maxTokens = new("--max-tokens") { Description = "Longest answer", DefaultValueFactory = static _ => 512 };
    private readonly Option<string?> schema = new("--schema")
    {
        Description = "A JSON Schema file: the answer is JSON that is valid for it",
    };
    private readonly Option<string?> regex = new("--regex")
    {
        Description = "A regular expression: the answer is a text that it matches as a whole",
    };
    private readonly TaskOptions task = new();
    private readonly ModelOptions model = new();

    public static Command Create() => new AskCommand().Build();

    private Command Build()
    {
        var command = new Command(
            "ask",
            "Ask the model about pictures or a video. The exit code is 0 whatever the verdict.\n\nExamples:\n  edgevl ask samples/frames/001.jpg --task ocr\n  edgevl ask a.jpg b.jpg --prompt \"Which one is brighter?\"\n  edgevl ask samples/frames/001.jpg --task objects --description \"red circle\" --json"
        )
        {
            images,
            video,
            maxTokens,
            schema,
            regex,
        };
        images.Validators.Add(static result =>
        {
            // Any number of pictures would swallow a misspelt option as one more.
            if (result.Tokens.FirstOrDefault(static token => token.Value.StartsWith('-') && !File.Exists(token.Value)) is { } option)
            {
                result.AddError($"There is no option '{option.Value}', and no picture of that name.");
            }
        });
        task.AddTo(command);
        model.AddTo(command);
        command.Body(Run);
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string[] files = parsed.GetValue(images) ?? [];
        string? clipFile = parsed.GetValue(video);
        if (files.Length == 0 && clipFile is null)
        {
            throw new FaultException(FaultCode.UsageInvalid, "There is nothing to look at.", "Name one or more pictures, or --video FILE.");
        }

        TaskQuestion question = task.Read(parsed);
        var frames = new List<Frame>();
        try
        {
            foreach (string file in files)
            {
                frames.Add(StillImage.Load(file));
            }

            using VisionLanguageModel loaded = model.Load(parsed, cancellation);
            using ClipFrames? clip = clipFile is null ? null : ClipSampling.Read(clipFile, loaded.VideoSettings, cancellation);
            var inspector = new Inspector(loaded, new ResultIds(TimeProvider.System), TimeProvider.System);
            var request = new InspectionRequest
            {
                Question = question,
                MaxTokens = parsed.GetValue(maxTokens),
                Form = Form(parsed),
            };
            Answer(inspector, frames, clip, request, parsed.GetValue(CommandRunner.Json), cancellation);
            return ExitCode.Ok;
        }
        finally
        {
            frames.ForEach(static frame => frame.Dispose());
        }
    }

    private CompiledConstraint? Form(ParseResult parsed)
    {
        string? file = parsed.GetValue(schema);
        string? pattern = parsed.GetValue(regex);
        if (file is not null && pattern is not null)
        {
            throw new FaultException(FaultCode.UsageInvalid, "Both --schema and --regex are given.", "Remove one of the two.");
        }

        if (pattern is not null)
        {
            return CompiledConstraint.ForRegex(pattern);
        }

        try
        {
            return file is null ? null : JsonSchemaCompiler.Compile(File.ReadAllText(file));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new FaultException(
                FaultCode.UsageInvalid,
                $"The schema '{file}' cannot be read: {fault.Message}",
                "Check the path.",
                fault
            );
        }
    }

    private static void Answer(
        Inspector inspector,
        List<Frame> frames,
        ClipFrames? clip,
        InspectionRequest request,
        bool json,
        CancellationToken cancellation
    )
    {
        bool together = request.Question.Kind == TaskKind.Ask || clip is not null;
        IEnumerable<IReadOnlyList<Frame>> groups = together ? [frames] : frames.Select(static frame => (IReadOnlyList<Frame>)[frame]);
        foreach (IReadOnlyList<Frame> group in groups)
        {
            var text = new AnswerText(json);
            Result result = inspector.Inspect(group, clip, request, text.Add, cancellation) with { Answer = null };
            result = result with { Answer = text.Whole };
            if (json)
            {
                Console.WriteLine(JsonSerializer.Serialize(result, ContractsJson.Wire.Result));
            }
            else
            {
                ResultText.Print(result, Console.Out);
            }
        }
    }

    /// <summary>Keeps the raw answer; shows it as it is written, unless JSON is asked for.</summary>
    private sealed class AnswerText(bool silent)
    {
        private readonly System.Text.StringBuilder text = new();

        public string Whole => text.ToString();

        public void Add(ReadOnlySpan<char> part)
        {
            text.Append(part);
            if (!silent)
            {
                Console.Out.Write(part);
                Console.Out.Flush();
            }
        }
    }
}
