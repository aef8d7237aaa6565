using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace EdgeVL.ModelBuilder.Tests.Support;

/// <summary>A checkpoint of random weights in the published layout, and the values it holds.</summary>
/// <remarks>Names and shapes are written down here once more, from the published files, and not taken from the builder.</remarks>
internal sealed class RandomCheckpoint
{
    private readonly CheckpointShape shape;
    private readonly Random random;
    private readonly List<TensorBytes> tensors = [];
    private readonly Dictionary<string, float[]> values = new(StringComparer.Ordinal);

    private RandomCheckpoint(CheckpointShape shape)
    {
        this.shape = shape;
        random = new Random(shape.Seed);
        AddText();
        AddVision();
    }

    public CheckpointShape Shape => shape;

    /// <summary>Values as stored, after rounding to the stored type.</summary>
    public float[] this[string name] => values[name];

    /// <summary>Tensors in the order of the file.</summary>
    public IReadOnlyList<TensorBytes> Tensors => tensors;

    /// <summary>Makes a checkpoint and writes it into <paramref name="folder"/>.</summary>
    public static RandomCheckpoint Write(string folder, CheckpointShape shape)
    {
        var checkpoint = new RandomCheckpoint(shape);
        Directory.CreateDirectory(folder);
        checkpoint.WriteSmallFiles(folder);
        checkpoint.WriteTensors(folder, checkpoint.tensors);
        return checkpoint;
    }

    /// <summary>Writes the configuration and the files that every checkpoint has beside its weights.</summary>
    public void WriteSmallFiles(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "config.json"), shape.Config().ToJsonString());
        File.WriteAllText(Path.Combine(folder, "preprocessor_config.json"), shape.Preprocessor().ToJsonString());
        File.Copy(Repository.At("tests/golden/tiny/tokenizer.json"), Path.Combine(folder, "tokenizer.json"), overwrite: true);
    }

    /// <summary>Writes <paramref name="list"/> as one file or as shards with an index.</summary>
    public void WriteTensors(string folder, IReadOnlyList<TensorBytes> list)
    {
        if (shape.Shards == 1)
        {
            SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"), list);
            return;
        }

        var map = new JsonObject();
        foreach ((int shard, TensorBytes[] part) in list.Chunk((list.Count + shape.Shards - 1) / shape.Shards).Index())
        {
            string name = $"model-{shard + 1:D5}-of-{shape.Shards:D5}.safetensors";
            SafetensorsWriter.Write(Path.Combine(folder, name), part);
            foreach (TensorBytes tensor in part)
            {
                map[tensor.Name] = name;
            }
        }

        var index = new JsonObject { ["metadata"] = new JsonObject(), ["weight_map"] = map };
        File.WriteAllText(Path.Combine(folder, "model.safetensors.index.json"), index.ToJsonString());
    }

    private void AddText()
    {
        long queries = (long)shape.Heads * shape.HeadSize;
        long keys = (long)shape.KeyValueHeads * shape.HeadSize;
        Add("model.language_model.embed_tokens.weight", 0.5, CheckpointShape.Vocabulary, shape.Hidden);
        for (int i = 0; i < shape.Layers; i++)
        {
            string layer = $"model.language_model.layers.{i}";
            AddNorm($"{layer}.input_layernorm.weight", shape.Hidden);
            AddMatrix($"{layer}.self_attn.q_proj.weight", queries, shape.Hidden);
            AddMatrix($"{layer}.self_attn.k_proj.weight", keys, shape.Hidden);
            AddMatrix($"{layer}.self_attn.v_proj.weight", keys, shape.Hidden);
            AddMatrix($"{layer}.self_attn.o_proj.weight", shape.Hidden, queries);
            AddNorm($"{layer}.self_attn.q_norm.weight", shape.HeadSize);
            AddNorm($"{layer}.self_attn.k_norm.weight", shape.HeadSize);
            AddNorm($"{layer}.post_attention_layernorm.weight", shape.Hidden);
            AddMatrix($"{layer}.mlp.gate_proj.weight", shape.Intermediate, shape.Hidden);
            AddMatrix($"{layer}.mlp.up_proj.weight", shape.Intermediate, shape.Hidden);
            AddMatrix($"{layer}.mlp.down_proj.weight", shape.Hidden, shape.Intermediate);
        }

        AddNorm("model.language_model.norm.weight", shape.Hidden);
        if (!shape.Tied)
        {
            AddMatrix("lm_head.weight", CheckpointShape.Vocabulary, shape.Hidden);
        }
    }

    private void AddVision()
    {
        int hidden = shape.VisionHidden;
        Add("model.visual.patch_embed.proj.weight", 0.05, hidden, 3, shape.TemporalPatch, shape.PatchSize, shape.PatchSize);
        Add("model.visual.patch_embed.proj.bias", 0.1, hidden);
        Add("model.visual.pos_embed.weight", 0.3, shape.PositionSide * shape.PositionSide, hidden);
        for (int i = 0; i < shape.Depth; i++)
        {
            string block = $"model.visual.blocks.{i}";
            AddLayerNorm($"{block}.norm1", hidden);
            AddLayerNorm($"{block}.norm2", hidden);
            AddLinear($"{block}.attn.qkv", 3 * hidden, hidden);
            AddLinear($"{block}.attn.proj", hidden, hidden);
            AddLinear($"{block}.mlp.linear_fc1", shape.VisionIntermediate, hidden);
            AddLinear($"{block}.mlp.linear_fc2", hidden, shape.VisionIntermediate);
        }

        AddMerger("model.visual.merger", hidden);
        for (int level = 0; level < shape.DeepStack.Count; level++)
        {
            AddMerger($"model.visual.deepstack_merger_list.{level}", shape.MergedWidth);
        }
    }

    private void AddMerger(string name, int normSize)
    {
        AddLayerNorm($"{name}.norm", normSize);
        AddLinear($"{name}.linear_fc1", shape.MergedWidth, shape.MergedWidth);
        AddLinear($"{name}.linear_fc2", shape.Hidden, shape.MergedWidth);
    }

    private void AddLinear(string name, long rows, long columns)
    {
        AddMatrix($"{name}.weight", rows, columns);
        Add($"{name}.bias", 0.1, rows);
    }

    private void AddLayerNorm(string name, long size)
    {
        AddNorm($"{name}.weight", size);
        Add($"{name}.bias", 0.1, size);
    }

    // Keeps the size of what passes through.
    private void AddMatrix(string name, long rows, long columns) => Add(name, 1 / Math.Sqrt(columns), rows, columns);

    private void AddNorm(string name, long size) => Draw(name, mean: 1, 0.2, size);

    private void Add(string name, double deviation, params long[] dimensions) => Draw(name, mean: 0, deviation, dimensions);

    private void Draw(string name, double mean, double deviation, params long[] dimensions)
    {
        float[] drawn = new float[dimensions.Aggregate(1L, static (product, side) => product * side)];
        for (int i = 0; i < drawn.Length; i++)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            drawn[i] = (float)(mean + (deviation * radius * Math.Cos(2 * Math.PI * random.NextDouble())));
        }

        byte[] bytes = Stored(drawn, shape.Type);
        tensors.Add(new TensorBytes(name, shape.Type, dimensions, bytes));
        values.Add(name, drawn);
    }

    // Rounds in place to what the file can hold.
    private static byte[] Stored(float[] drawn, string type)
    {
        switch (type)
        {
            case "F32":
                return MemoryMarshal.AsBytes(drawn.AsSpan()).ToArray();
            case "F16":
                Half[] halves = [.. drawn.Select(static value => (Half)value)];
                halves.Select(static half => (float)half).ToArray().CopyTo(drawn, 0);
                return MemoryMarshal.AsBytes(halves.AsSpan()).ToArray();
            default:
                ushort[] upper = [.. drawn.Select(static value => (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16))];
                upper.Select(static bits => BitConverter.UInt32BitsToSingle((uint)bits << 16)).ToArray().CopyTo(drawn, 0);
                return MemoryMarshal.AsBytes(upper.AsSpan()).ToArray();
        }
    }
}
