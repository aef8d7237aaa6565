using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using EdgeVL.ModelBuilder.Building;
using EdgeVL.ModelBuilder.Tests.Oracle;
using EdgeVL.ModelBuilder.Tests.Support;
using EdgeVL.ModelBuilder.Verification;
using EdgeVL.Qwen3VL.Tokenizing;

namespace EdgeVL.ModelBuilder.Tests.Verification;

/// <summary>A folder of vectors of somebody else: another shape, an untied head, shards, only some of the arrays.</summary>
public sealed class OtherFolderTests : IDisposable
{
    private const int Steps = 4;

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Vectors_of_another_model_are_verified_by_the_same_command()
    {
        WriteFolder();
        IReadOnlyList<VerificationRow> rows = new GoldenVerification(
            GoldenFolder.Open(folder.Path),
            Pictures.Decode,
            publishedTokenizer: null
        ).RunOnOwnCheckpoint(Precision.Fp32, static _ => { }, CancellationToken.None);
        Assert.All(rows, static row => Assert.True(row.Passed, row.ToString()));
        Assert.Equal(
            ["all", "argmax", "greedy", "input_ids", "logits_last", "step_logits"],
            rows.Select(static row => row.Array).Order(StringComparer.Ordinal)
        );
    }

    public void Dispose() => folder.Dispose();

    private void WriteFolder()
    {
        var shape = new CheckpointShape
        {
            Tied = false,
            HeadSize = 48,
            Heads = 3,
            KeyValueHeads = 1,
            DeepStack = [1],
            Shards = 2,
        };
        RandomCheckpoint checkpoint = RandomCheckpoint.Write(folder.At("strange"), shape);
        const string question = "How many?";
        List<int> tokens = [];
        Tokenizer
            .Load(folder.At("strange/tokenizer.json"))
            .Encode($"<|im_start|>user\n{question}<|im_end|>\n<|im_start|>assistant\n", tokens, recogniseAddedTokens: true);
        int length = tokens.Count;
        int[] prompt = [.. tokens];
        var decoder = new ReferenceDecoder(checkpoint);
        double[][] all = decoder.Logits(tokens, [], length);
        int[] argmax = [.. all.Select(Best)];
        var steps = new List<double[]> { all[^1] };
        for (int step = 1; step < Steps; step++)
        {
            tokens.Add(Best(steps[^1]));
            steps.Add(decoder.Logits(tokens, [], 1)[0]);
        }

        var message = new JsonObject { ["role"] = "user", ["content"] = question };
        var json = new JsonObject
        {
            ["messages"] = new JsonArray(message),
            ["input_ids"] = new JsonArray([.. prompt.Select(static id => JsonValue.Create(id))]),
            ["greedy"] = new JsonArray([.. steps.Select(static logits => JsonValue.Create(Best(logits)))]),
        };
        File.WriteAllText(folder.At("ask.json"), json.ToJsonString());
        SafetensorsWriter.Write(
            folder.At("ask.safetensors"),
            [
                Floats("logits_last", [CheckpointShape.Vocabulary], all[^1]),
                Floats("step_logits", [Steps, CheckpointShape.Vocabulary], [.. steps.SelectMany(static row => row)]),
                new TensorBytes(
                    "argmax",
                    "I64",
                    [length],
                    MemoryMarshal.AsBytes(argmax.Select(static id => (long)id).ToArray().AsSpan()).ToArray()
                ),
            ]
        );
    }

    private static int Best(double[] logits) => Array.IndexOf(logits, logits.Max());

    private static TensorBytes Floats(string name, long[] shape, double[] values) =>
        new(name, "F32", shape, MemoryMarshal.AsBytes(values.Select(static value => (float)value).ToArray().AsSpan()).ToArray());
}
