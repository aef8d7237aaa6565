using EdgeVL.ModelBuilder.Tests.Support;

namespace EdgeVL.ModelBuilder.Tests.Oracle;

/// <summary>The text decoder by the paper, over whole sequences without a cache.</summary>
internal sealed class ReferenceDecoder(RandomCheckpoint weights)
{
    private const int ImageToken = 2012;
    private const string Model = "model.language_model";

    private readonly CheckpointShape shape = weights.Shape;

    /// <summary>Logits behind the last <paramref name="count"/> tokens; pictures stand where their placeholders do, in order.</summary>
    public double[][] Logits(IReadOnlyList<int> tokens, IReadOnlyList<ReferenceFeatures> pictures, int count)
    {
        (int Time, int Height, int Width)[] positions = Positions(tokens, pictures);
        double[][] x = Embedded(tokens, pictures);
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            x = Layer($"{Model}.layers.{layer}", x, positions);
            if (layer < shape.DeepStack.Count)
            {
                AddPictures(x, tokens, pictures, picture => picture.DeepStack[layer]);
            }
        }

        float[] head = weights[shape.Tied ? $"{Model}.embed_tokens.weight" : "lm_head.weight"];
        return [.. x.TakeLast(count).Select(row => Rows.Linear(head, null, Rows.RootMeanSquareNorm(row, weights[$"{Model}.norm.weight"])))];
    }

    private double[][] Embedded(IReadOnlyList<int> tokens, IReadOnlyList<ReferenceFeatures> pictures)
    {
        float[] table = weights[$"{Model}.embed_tokens.weight"];
        double[][] x =
        [
            .. tokens.Select(token =>
                token == ImageToken
                    ? new double[shape.Hidden]
                    : table.AsSpan(token * shape.Hidden, shape.Hidden).ToArray().Select(static value => (double)value).ToArray()
            ),
        ];
        AddPictures(x, tokens, pictures, static picture => picture.Embeddings);
        return x;
    }

    private static void AddPictures(
        double[][] x,
        IReadOnlyList<int> tokens,
        IReadOnlyList<ReferenceFeatures> pictures,
        Func<ReferenceFeatures, double[][]> rowsOf
    )
    {
        var rows = new Queue<double[]>(pictures.SelectMany(rowsOf));
        for (int i = 0; i < x.Length; i++)
        {
            if (tokens[i] == ImageToken)
            {
                x[i] = Rows.Sum(x[i], rows.Dequeue());
            }
        }
    }

    // Text moves all axes on; a picture shares one time and takes row and column; what follows resumes past its larger side.
    private static (int Time, int Height, int Width)[] Positions(IReadOnlyList<int> tokens, IReadOnlyList<ReferenceFeatures> pictures)
    {
        var positions = new List<(int, int, int)>();
        int next = 0;
        int picture = 0;
        while (positions.Count < tokens.Count)
        {
            if (tokens[positions.Count] != ImageToken)
            {
                positions.Add((next, next, next));
                next++;
                continue;
            }

            ReferenceFeatures grid = pictures[picture++];
            for (int k = 0; k < grid.MergedRows * grid.MergedColumns; k++)
            {
                positions.Add((next, next + (k / grid.MergedColumns), next + (k % grid.MergedColumns)));
            }

            next += Math.Max(grid.MergedRows, grid.MergedColumns);
        }

        return [.. positions];
    }

    private double[][] Layer(string name, double[][] x, (int Time, int Height, int Width)[] positions)
    {
        double[][] normed = [.. x.Select(row => Rows.RootMeanSquareNorm(row, weights[$"{name}.input_layernorm.weight"]))];
        double[][] attended = Attention($"{name}.self_attn", normed, positions);
        double[][] middle = [.. x.Zip(attended, (row, mixed) => Rows.Sum(row, Linear($"{name}.self_attn.o_proj", mixed)))];
        return
        [
            .. middle.Select(row =>
            {
                double[] inner = Rows.RootMeanSquareNorm(row, weights[$"{name}.post_attention_layernorm.weight"]);
                double[] gate = Linear($"{name}.mlp.gate_proj", inner);
                double[] up = Linear($"{name}.mlp.up_proj", inner);
                return Rows.Sum(row, Linear($"{name}.mlp.down_proj", [.. gate.Zip(up, static (g, u) => Rows.Silu(g) * u)]));
            }),
        ];
    }

    private double[][] Attention(string name, double[][] normed, (int Time, int Height, int Width)[] positions)
    {
        int size = shape.HeadSize;
        double[][][] queries = Heads($"{name}.q_proj", $"{name}.q_norm", shape.Heads, normed, positions);
        double[][][] keys = Heads($"{name}.k_proj", $"{name}.k_norm", shape.KeyValueHeads, normed, positions);
        double[][] values = [.. normed.Select(row => Linear($"{name}.v_proj", row))];
        double[][] outputs = [.. normed.Select(_ => new double[shape.Heads * size])];
        for (int head = 0; head < shape.Heads; head++)
        {
            int shared = head / (shape.Heads / shape.KeyValueHeads);
            double[][] own = [.. values.Select(row => row.AsSpan(shared * size, size).ToArray())];
            for (int i = 0; i < outputs.Length; i++)
            {
                // Causal by place in the sequence, pictures too.
                Rows.Attend(queries[head][i], keys[shared][..(i + 1)], own[..(i + 1)]).CopyTo(outputs[i], head * size);
            }
        }

        return outputs;
    }

    // [head][token][head size], normed and turned.
    private double[][][] Heads(string projection, string norm, int heads, double[][] normed, (int Time, int Height, int Width)[] positions)
    {
        (double[] frequencies, double scaling) = Frequencies();
        double[][] rows = [.. normed.Select(row => Linear(projection, row))];
        return
        [
            .. Enumerable
                .Range(0, heads)
                .Select(head =>
                    rows.Select(
                            (row, i) =>
                                Rows.Rotated(
                                    Rows.RootMeanSquareNorm(row.AsSpan(head * shape.HeadSize, shape.HeadSize), weights[$"{norm}.weight"]),
                                    Angles(positions[i], frequencies),
                                    scaling
                                )
                        )
                        .ToArray()
                ),
        ];
    }

    // Interleaved MRoPE: THW THW … as long as the sections of height and width last, then T alone.
    private double[] Angles((int Time, int Height, int Width) position, double[] frequencies) =>
        [
            .. frequencies.Select(
                (frequency, i) =>
                    frequency
                    * (i % 3) switch
                    {
                        1 when i < 3 * shape.Sections[1] => position.Height,
                        2 when i < 3 * shape.Sections[2] => position.Width,
                        _ => position.Time,
                    }
            ),
        ];

    private (double[] Frequencies, double Scaling) Frequencies()
    {
        int size = shape.HeadSize;
        double[] plain = [.. Enumerable.Range(0, size / 2).Select(i => Math.Pow(shape.Theta, -2.0 * i / size))];
        if (shape.Yarn is not { } factor)
        {
            return (plain, 1);
        }

        double low = Math.Max(Math.Floor(IndexOfTurns(32)), 0);
        double high = Math.Min(Math.Ceiling(IndexOfTurns(1)), size - 1);
        double[] mixed =
        [
            .. plain.Select(
                (frequency, i) =>
                {
                    double ramp = Math.Clamp((i - low) / Math.Max(high - low, 0.001), 0, 1);
                    return (frequency * (1 - ramp)) + (frequency / factor * ramp);
                }
            ),
        ];
        return (mixed, (0.1 * Math.Log(factor)) + 1);
    }

    private double IndexOfTurns(double turns) =>
        shape.HeadSize * Math.Log(shape.TrainedLength / (turns * 2 * Math.PI)) / (2 * Math.Log(shape.Theta));

    private double[] Linear(string name, double[] x) => Rows.Linear(weights[$"{name}.weight"], null, x);
}
