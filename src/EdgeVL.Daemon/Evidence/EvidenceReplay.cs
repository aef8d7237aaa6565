using System.Globalization;
using EdgeVL.Capture;
using EdgeVL.Daemon.Inspection;
using EdgeVL.Daemon.Proof;
using EdgeVL.Qwen3VL;
using EdgeVL.Qwen3VL.Constraints;
using EdgeVL.Qwen3VL.Generation;
using EdgeVL.Qwen3VL.Prompt;
using EdgeVL.Qwen3VL.Runtime;
using EdgeVL.Qwen3VL.Text;
using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Daemon.Evidence;

/// <summary>Asks the model again what evidence says it was asked, and compares.</summary>
/// <param name="inspector">The model.</param>
public sealed class EvidenceReplay(Inspector inspector)
{
    /// <summary>Replays all questions of a folder of evidence.</summary>
    /// <exception cref="Contracts.Faults.FaultException">The evidence is damaged.</exception>
    public ReplayReport Run(string path, CancellationToken cancellation)
    {
        EvidenceManifest manifest = EvidenceStore.Read(path);
        var differences = new List<string>();
        foreach ((int number, EvidenceExchange exchange) in manifest.Exchanges.Index())
        {
            string which = manifest.Exchanges.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $"question {number + 1}: ") : "";
            differences.AddRange(Ask(path, exchange, cancellation).Select(difference => which + difference));
        }

        return new ReplayReport(manifest, [.. Surroundings(manifest)], differences);
    }

    private List<string> Ask(string path, EvidenceExchange exchange, CancellationToken cancellation)
    {
        VisionLanguageModel model = inspector.Model;
        using Frame frame = StillImage.Load(Path.Combine(path, exchange.Pixels));
        long pixels = (long)frame.Width * frame.Height;
        PixelView view = Inspector.Crop(frame, Tasks.FrameCrop.Whole(frame.Width, frame.Height).Box);
        using EncodedPicture picture = model.Encode(view, new PixelBudget(pixels, pixels), cancellation);
        DecoderPrompt prompt = model.Compose([ChatMessage.User([new ImagePart(), new TextPart(exchange.Prompt)])], [picture], [], []);
        // What an earlier prompt left in the cache was computed in other chunks, which shows in the last bits.
        model.Decoder.Rollback(0);
        var options = new GenerationOptions { MaxTokens = exchange.MaxTokens };
        Answer answer = exchange.Form is { } form
            ? model.Constrained.Run(prompt, JsonSchemaCompiler.Compile(form), options, listener: null, cancellation)
            : model.Generator.Run(prompt, options, listener: null, cancellation);
        return Compare(exchange, answer);
    }

    private static List<string> Compare(EvidenceExchange before, Answer now)
    {
        var differences = new List<string>();
        if (before.Answer != now.Text)
        {
            differences.Add($"the answer is {now.Text}, was {before.Answer}");
        }
        else if (!before.Tokens.SequenceEqual(now.Tokens))
        {
            differences.Add("the answer is the same in other tokens");
        }

        foreach (ValueProbability value in before.Values)
        {
            double? probability = now.Values.FirstOrDefault(one => one.Pointer == value.Pointer && one.Text == value.Text)?.Probability;
            if (probability is { } other && BitConverter.DoubleToInt64Bits(other) != BitConverter.DoubleToInt64Bits(value.Probability))
            {
                differences.Add(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"the probability of {value.Pointer} is {other:R}, was {value.Probability:R}"
                    )
                );
            }
        }

        return differences;
    }

    private IEnumerable<string> Surroundings(EvidenceManifest manifest)
    {
        if (manifest.Program != ProgramIdentity.Hash)
        {
            yield return $"the program is {ProgramIdentity.Hash}, was {manifest.Program}";
        }

        if (manifest.Runtime != OnnxRuntimeLibrary.Facts.Version)
        {
            yield return $"ONNX Runtime is {OnnxRuntimeLibrary.Facts.Version}, was {manifest.Runtime}";
        }

        Contracts.Results.ModelFacts then = manifest.Result.Model;
        if (then.Hash != inspector.Facts.Hash)
        {
            yield return $"the model is {inspector.Facts.Name} {inspector.Facts.Hash}, was {then.Name} {then.Hash}";
        }

        if (!then.Providers.SequenceEqual(inspector.Facts.Providers))
        {
            yield return $"it runs on {string.Join(", ", inspector.Facts.Providers)}, ran on {string.Join(", ", then.Providers)}";
        }
    }
}

/// <summary>What a replay came to.</summary>
/// <param name="Manifest">The evidence.</param>
/// <param name="Surroundings">What is not as it was: program, run time, model, providers.</param>
/// <param name="Differences">What came out differently, a sentence each; empty where every bit is the same.</param>
public sealed record ReplayReport(EvidenceManifest Manifest, IReadOnlyList<string> Surroundings, IReadOnlyList<string> Differences);
