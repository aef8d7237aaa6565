using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeVL.Capture;
using EdgeVL.Cli.Terminal;
using EdgeVL.Contracts.Faults;
using EdgeVL.Qwen3VL;
using EdgeVL.Qwen3VL.Generation;
using EdgeVL.Qwen3VL.Prompt;
using EdgeVL.Qwen3VL.Text;
using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Cli.Commands;

/// <summary><c>edgevl chat</c>: a conversation on a terminal or through a pipe.</summary>
internal sealed class ChatCommand
{
    private const string Help = "/image FILE shows a picture with your next line, /reset begins anew, /quit ends.";

    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Option<string?> system = new("--system") { Description = "Instructions for the model" };
    private readonly Option<double> temperature = new("--temperature")
    {
        Description = "0 for the same answer every time",
        DefaultValueFactory = static _ => 0,
    };
    private readonly Option<int> maxTokens = new("--max-tokens") { Description = "Longest answer", DefaultValueFactory = static _ => 512 };
    private readonly ModelOptions model = new();

    public static Command Create() => new ChatCommand().Build();

    private Command Build()
    {
        var command = new Command(
            "chat",
            $"Talk with the model, with pictures. {Help}\n\nExample: edgevl chat --model models/qwen3-vl-2b-int4"
        )
        {
            system,
            temperature,
            maxTokens,
        };
        model.AddTo(command);
        command.Body(Run);
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        using VisionLanguageModel loaded = model.Load(parsed, cancellation);
        var options = new GenerationOptions
        {
            MaxTokens = parsed.GetValue(maxTokens),
            Sampling = new SamplingOptions { Temperature = parsed.GetValue(temperature) },
        };
        using var talk = new Talk(loaded, parsed.GetValue(system), options, parsed.GetValue(CommandRunner.Json));
        bool interactive = !Console.IsInputRedirected;
        if (interactive)
        {
            Console.Error.WriteLine(Help);
        }

        while (!cancellation.IsCancellationRequested && Prompt(interactive) is { } line && line.Trim() != "/quit")
        {
            Take(talk, line, cancellation);
        }

        return ExitCode.Ok;
    }

    private static string? Prompt(bool interactive)
    {
        if (interactive)
        {
            Console.Error.Write("> ");
        }

        return Console.ReadLine();
    }

    private static void Take(Talk talk, string line, CancellationToken cancellation)
    {
        try
        {
            string trimmed = line.Trim();
            if (trimmed == "/reset")
            {
                talk.Reset();
            }
            else if (trimmed.StartsWith("/image ", StringComparison.Ordinal))
            {
                talk.Show(trimmed["/image ".Length..].Trim(), cancellation);
            }
            else if (trimmed.StartsWith('/'))
            {
                Console.Error.WriteLine($"'{trimmed}' is no command. {Help}");
            }
            else if (trimmed.Length > 0)
            {
                talk.Say(line, cancellation);
            }
        }
        catch (FaultException fault)
        {
            // A missing picture or a full context ends the turn, not the conversation.
            Console.Error.WriteLine(fault.Explained);
        }
    }

    /// <summary>The conversation so far; its beginning stays in the model's cache.</summary>
    private sealed class Talk(VisionLanguageModel model, string? system, GenerationOptions options, bool json) : IDisposable
    {
        private readonly List<ChatMessage> messages = [.. system is null ? (ChatMessage[])[] : [ChatMessage.System(system)]];
        private readonly List<EncodedPicture> pictures = [];
        private int shown;

        public void Show(string file, CancellationToken cancellation)
        {
            using Frame frame = StillImage.Load(file);
            var view = new PixelView(frame.Pixels, frame.Width, frame.Height, frame.Width * PixelView.BytesPerPixel, PixelOrder.Bgr);
            pictures.Add(model.Encode(view, budget: null, cancellation));
            shown++;
        }

        public void Say(string line, CancellationToken cancellation)
        {
            ContentPart[] content = [.. Enumerable.Range(0, shown).Select(static _ => new ImagePart()), new TextPart(line)];
            messages.Add(ChatMessage.User(content));
            try
            {
                DecoderPrompt prompt = model.Compose(messages, pictures, [], []);
                Answer answer = model.Generator.Run(prompt, options, json ? null : Write, cancellation);
                string finish = answer.Finish.ToString().ToLowerInvariant();
                Console.Out.WriteLine(
                    json ? ToJson(answer, finish)
                    : answer.Finish == FinishReason.Stop ? ""
                    : $" [{finish}]"
                );
                messages.Add(ChatMessage.Assistant(answer.Text));
                shown = 0;
            }
            catch
            {
                messages.RemoveAt(messages.Count - 1);
                throw;
            }
        }

        public void Reset()
        {
            messages.RemoveRange(system is null ? 0 : 1, messages.Count - (system is null ? 0 : 1));
            Dispose();
            pictures.Clear();
            shown = 0;
        }

        public void Dispose() => pictures.ForEach(static picture => picture.Dispose());

        private static string ToJson(Answer answer, string finish) =>
            new JsonObject
            {
                ["answer"] = answer.Text,
                ["finish"] = finish,
                ["tokens"] = answer.Tokens.Count,
                ["kept_tokens"] = answer.KeptTokens,
            }.ToJsonString(Unescaped);

        private static void Write(ReadOnlySpan<char> text)
        {
            Console.Out.Write(text);
            Console.Out.Flush();
        }
    }
}
