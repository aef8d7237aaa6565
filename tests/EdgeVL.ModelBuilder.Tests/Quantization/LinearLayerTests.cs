using EdgeVL.ModelBuilder.Quantization;
using EdgeVL.ModelBuilder.Tests.Support;

namespace EdgeVL.ModelBuilder.Tests.Quantization;

/// <summary>Each form of a linear layer through ONNX Runtime's kernels, against the weights of the checkpoint.</summary>
public sealed class LinearLayerTests : IDisposable
{
    private const string Query = "model.language_model.layers.0.self_attn.q_proj"; // 96 inputs
    private const string Down = "model.language_model.layers.0.mlp.down_proj"; // 160 inputs

    private readonly TemporaryFolder folder = new();
    private readonly RandomCheckpoint checkpoint;

    public LinearLayerTests() => checkpoint = RandomCheckpoint.Write(folder.Path, new CheckpointShape());

    [Theory]
    [InlineData(WeightForm.Fp32, 0, Query, 0.0)]
    [InlineData(WeightForm.Int8Rows, 0, Query, 0.008)]
    [InlineData(WeightForm.Int8Rows, 0, Down, 0.008)]
    [InlineData(WeightForm.Int8Blocks, 128, Query, 0.008)]
    [InlineData(WeightForm.Int8Blocks, 32, Down, 0.008)]
    [InlineData(WeightForm.Int4Blocks, 128, Query, 0.11)]
    [InlineData(WeightForm.Int4Blocks, 128, Down, 0.11)]
    [InlineData(WeightForm.Int4Blocks, 32, Query, 0.09)]
    [InlineData(WeightForm.Int4Blocks, 32, Down, 0.09)]
    public void The_kernel_sees_the_matrix_that_was_meant(object form, int block, string layer, double limit)
    {
        using var inGraph = new LayerInTheGraph(folder.Path, layer, new Scheme((WeightForm)form, block));
        float[] weight = checkpoint[$"{layer}.weight"];
        float[][] seen = inGraph.Matrix();
        double error = 0;
        double norm = 0;
        for (int o = 0; o < inGraph.Outputs; o++)
        {
            for (int i = 0; i < inGraph.Inputs; i++)
            {
                float wanted = weight[(o * inGraph.Inputs) + i];
                error += Math.Pow(wanted - seen[i][o], 2);
                norm += Math.Pow(wanted, 2);
            }
        }

        double relative = Math.Sqrt(error / norm);
        Assert.InRange(relative, 0, limit);

        // What the manifest will say is what the kernel does; it looks at every sixteenth row of a large matrix.
        double told = inGraph.Errors.Relative.GetValueOrDefault($"{layer}.weight");
        Assert.InRange(told, relative * 0.9, relative * 1.1);
    }

    [Theory]
    [InlineData(WeightForm.Int4Blocks, 128)]
    [InlineData(WeightForm.Int4Blocks, 32)]
    [InlineData(WeightForm.Int8Rows, 0)]
    public void A_product_is_that_of_the_stored_matrix_to_the_precision_of_its_activations(object form, int block)
    {
        using var layer = new LayerInTheGraph(folder.Path, Down, new Scheme((WeightForm)form, block));
        float[][] matrix = layer.Matrix();
        float[][] rows = Rows(layer.Inputs, 5);
        float[][] found = layer.Run(rows);
        for (int row = 0; row < rows.Length; row++)
        {
            double[] wanted =
            [
                .. Enumerable.Range(0, layer.Outputs).Select(o => rows[row].Select((x, i) => (double)x * matrix[i][o]).Sum()),
            ];
            double largest = wanted.Max(Math.Abs);
            Assert.All(wanted.Zip(found[row]), pair => Assert.InRange(Math.Abs(pair.First - pair.Second) / largest, 0, 0.02));
        }
    }

    [Theory]
    [InlineData(WeightForm.Int8Rows)]
    [InlineData(WeightForm.Int4Blocks)]
    public void A_huge_token_does_not_disturb_the_others(object form)
    {
        using var layer = new LayerInTheGraph(folder.Path, Down, new Scheme((WeightForm)form));
        float[][] rows = Rows(layer.Inputs, 6);
        float[][] calm = layer.Run(rows);
        rows[2][7] = 3000 * rows[2].Max(MathF.Abs);
        float[][] beside = layer.Run(rows);
        Assert.NotEqual(calm[2], beside[2]);
        Assert.All(new[] { 0, 1, 3, 4, 5 }, row => Assert.Equal(calm[row], beside[row]));
    }

    [Fact]
    public void A_token_of_zeros_gives_zeros()
    {
        using var layer = new LayerInTheGraph(folder.Path, Query, new Scheme(WeightForm.Int8Rows));
        Assert.All(layer.Run([new float[layer.Inputs]])[0], static value => Assert.Equal(0, value));
    }

    public void Dispose() => folder.Dispose();

    private static float[][] Rows(int inputs, int count)
    {
        var random = new Random(3);
        return
        [
            .. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, inputs).Select(_ => (random.NextSingle() * 2) - 1).ToArray()),
        ];
    }
}
