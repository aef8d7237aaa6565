using System.Buffers.Binary;
using System.Runtime.InteropServices;
using EdgeVL.Contracts.Faults;
using EdgeVL.ModelBuilder.Building;
using EdgeVL.ModelBuilder.Checkpoints;
using EdgeVL.ModelBuilder.Tests.Support;

namespace EdgeVL.ModelBuilder.Tests.Checkpoints;

/// <summary>Folders that are not what their configuration says.</summary>
public sealed class BadCheckpointTests : IDisposable
{
    private const string Query = "model.language_model.layers.1.self_attn.q_proj.weight";
    private const string Embedding = "model.language_model.embed_tokens.weight";

    private readonly TemporaryFolder folder = new();

    private string Weights => folder.At("model.safetensors");

    [Fact]
    public void A_missing_tensor_is_named_with_the_shape_that_was_wanted()
    {
        RandomCheckpoint checkpoint = Sound();
        checkpoint.WriteTensors(folder.Path, [.. checkpoint.Tensors.Where(static tensor => tensor.Name != Query)]);
        Refused(folder.Path, Query, "[128, 96]", "missing");
    }

    [Fact]
    public void A_surplus_tensor_is_named_with_file_and_byte()
    {
        RandomCheckpoint checkpoint = Sound();
        checkpoint.WriteTensors(folder.Path, [.. checkpoint.Tensors, new TensorBytes("model.visual.extra", "F32", [2], new byte[8])]);
        Refused(Weights, "model.visual.extra", "[2]", $"byte {new FileInfo(Weights).Length - 8}");
    }

    [Fact]
    public void A_wrong_shape_is_named_with_the_one_that_was_wanted()
    {
        RandomCheckpoint checkpoint = Sound();
        Replace(checkpoint, Query, static tensor => tensor with { Shape = [tensor.Shape[1], tensor.Shape[0]] });
        Refused(Weights, Query, "[96, 128]", "[128, 96]", $"byte {OffsetOf(Query)}");
    }

    [Fact]
    public void Integers_are_no_weights()
    {
        RandomCheckpoint checkpoint = Sound();
        Replace(checkpoint, Query, static tensor => tensor with { Type = "I32", Bytes = new byte[tensor.Bytes.Length * 2] });
        Refused(Weights, Query, "I32", $"byte {OffsetOf(Query)}");
    }

    [Theory]
    [InlineData("BF16", 0x7FC0u, "NaN")]
    [InlineData("BF16", 0xFF80u, "-Infinity")]
    [InlineData("F16", 0x7C00u, "Infinity")]
    [InlineData("F32", 0x7F800001u, "NaN")]
    public void What_is_no_number_is_found_wherever_it_hides(string type, uint bits, string shown)
    {
        foreach (string name in new[] { Embedding, Query, "model.visual.blocks.0.norm1.bias", "model.visual.patch_embed.proj.weight" })
        {
            RandomCheckpoint checkpoint = Sound(new CheckpointShape { Type = type });
            int size = type == "F32" ? 4 : 2;
            Replace(checkpoint, name, tensor => Spoilt(tensor, element: 7, size, bits));
            Faults.Expect(FaultCode.CheckpointInvalid, Build, Weights, name, shown, "element 7", $"byte {OffsetOf(name) + (7 * size)}");
            Assert.False(Path.Exists(folder.At("out")));
        }
    }

    [Fact]
    public void A_value_beyond_the_largest_half_is_refused_in_halves_and_kept_in_floats()
    {
        RandomCheckpoint checkpoint = Sound(new CheckpointShape { Type = "F32" });
        Replace(checkpoint, Query, static tensor => Spoilt(tensor, element: 3, 4, BitConverter.SingleToUInt32Bits(1e6f)));
        Faults.Expect(FaultCode.CheckpointInvalid, () => Build(Precision.Fp16), Weights, Query, "1000000", $"byte {OffsetOf(Query)}");
        Build(Precision.Fp32);
    }

    [Fact]
    public void A_tied_head_that_was_saved_as_a_copy_is_no_contradiction()
    {
        RandomCheckpoint checkpoint = Sound();
        TensorBytes embedding = checkpoint.Tensors.Single(static tensor => tensor.Name == Embedding);
        checkpoint.WriteTensors(folder.Path, [.. checkpoint.Tensors, embedding with { Name = "lm_head.weight" }]);
        Assert.DoesNotContain("lm_head.weight", Checkpoint.Open(folder.Path).Tensors.Keys);
    }

    [Fact]
    public void A_tied_head_that_differs_is_refused_with_the_first_byte_that_does()
    {
        RandomCheckpoint checkpoint = Sound();
        TensorBytes embedding = checkpoint.Tensors.Single(static tensor => tensor.Name == Embedding);
        byte[] other = [.. embedding.Bytes];
        other[1000] ^= 1;
        checkpoint.WriteTensors(folder.Path, [.. checkpoint.Tensors, embedding with { Name = "lm_head.weight", Bytes = other }]);
        Refused(Weights, "lm_head.weight", $"byte {OffsetOf("lm_head.weight") + 1000}");
    }

    [Fact]
    public void A_tied_head_of_another_type_is_refused()
    {
        RandomCheckpoint checkpoint = Sound();
        TensorBytes embedding = checkpoint.Tensors.Single(static tensor => tensor.Name == Embedding);
        byte[] floats = new byte[embedding.Bytes.Length * 2];
        checkpoint.WriteTensors(
            folder.Path,
            [.. checkpoint.Tensors, embedding with { Name = "lm_head.weight", Type = "F32", Bytes = floats }]
        );
        Refused(Weights, "lm_head.weight", "F32", $"byte {OffsetOf("lm_head.weight")}");
    }

    [Theory]
    [InlineData("preprocessor_config.json")]
    [InlineData("tokenizer.json")]
    public void A_small_file_that_is_missing_is_named(string file)
    {
        Sound();
        File.Delete(folder.At(file));
        Faults.Expect(FaultCode.CheckpointInvalid, Build, folder.At(file), "missing");
    }

    [Fact]
    public void A_folder_without_weights_says_what_it_looked_for()
    {
        Sound();
        File.Delete(Weights);
        Refused(folder.Path, "model.safetensors", "model.safetensors.index.json");
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named() =>
        Faults.Expect(FaultCode.CheckpointInvalid, () => Checkpoint.Open(folder.At("nowhere")), folder.At("nowhere"));

    [Fact]
    public void A_file_that_shrinks_while_it_is_read_is_named_with_its_last_byte()
    {
        Sound();
        TensorInfo query = Checkpoint.Open(folder.Path)[Query];
        using (FileStream stream = File.OpenWrite(Weights))
        {
            stream.SetLength(query.Offset + 10);
        }

        using var reader = new TensorReader();
        Faults.Expect(FaultCode.CheckpointInvalid, () => reader.Read(query, 0, new float[20]), Weights, Query, $"byte {query.Offset + 10}");
    }

    [Fact]
    public void A_sum_beyond_the_largest_float_is_no_infinity()
    {
        RandomCheckpoint checkpoint = Sound(new CheckpointShape { Type = "F32" });
        byte[] large = MemoryMarshal.AsBytes(Enumerable.Repeat(3e38f, 96).ToArray().AsSpan()).ToArray();
        Replace(checkpoint, "model.language_model.norm.weight", tensor => tensor with { Bytes = large });
        using var reader = new TensorReader();
        float[] values = new float[96];
        reader.Read(Checkpoint.Open(folder.Path)["model.language_model.norm.weight"], 0, values);
        Assert.All(values, static value => Assert.Equal(3e38f, value));
    }

    public void Dispose() => folder.Dispose();

    private RandomCheckpoint Sound(CheckpointShape? shape = null) => RandomCheckpoint.Write(folder.Path, shape ?? new CheckpointShape());

    private void Replace(RandomCheckpoint checkpoint, string name, Func<TensorBytes, TensorBytes> change) =>
        checkpoint.WriteTensors(folder.Path, [.. checkpoint.Tensors.Select(tensor => tensor.Name == name ? change(tensor) : tensor)]);

    private static TensorBytes Spoilt(TensorBytes tensor, int element, int size, uint bits)
    {
        byte[] bytes = [.. tensor.Bytes];
        Span<byte> place = bytes.AsSpan(element * size, size);
        if (size == 4)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(place, bits);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(place, (ushort)bits);
        }

        return tensor with
        {
            Bytes = bytes,
        };
    }

    private long OffsetOf(string tensor) => SafetensorsHeader.Read(Weights).Single(found => found.Name == tensor).Offset;

    private void Refused(params string[] parts) => Faults.Expect(FaultCode.CheckpointInvalid, () => Checkpoint.Open(folder.Path), parts);

    private void Build() => Build(Precision.Fp32);

    private void Build(Precision precision) =>
        ModelBuild.Run(folder.Path, folder.At("out"), new BuildOptions { Precision = precision }, progress: null, CancellationToken.None);
}
