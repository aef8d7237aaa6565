using EdgeVL.ModelBuilder.Tests.Support;

namespace EdgeVL.ModelBuilder.Tests.Oracle;

/// <summary>What the encoder gives for one picture: rows for the decoder's input, and for its first layers.</summary>
internal sealed record ReferenceFeatures(int MergedRows, int MergedColumns, double[][] Embeddings, double[][][] DeepStack);

/// <summary>The vision encoder by the paper, of one picture.</summary>
internal sealed class ReferenceVision(RandomCheckpoint weights)
{
    private const string Visual = "model.visual";

    private readonly CheckpointShape shape = weights.Shape;

    /// <param name="patches">[rows · columns, patch length], in merge order.</param>
    public ReferenceFeatures Encode(ReadOnlySpan<float> patches, int rows, int columns)
    {
        (int Row, int Column)[] places = Places(rows, columns);
        double[][] x = Embedded(patches, places, rows, columns);
        var deepStack = new List<double[][]>();
        for (int i = 0; i < shape.Depth; i++)
        {
            x = Block($"{Visual}.blocks.{i}", x, places);
            if (shape.DeepStack.Contains(i))
            {
                deepStack.Add(Merge($"{Visual}.deepstack_merger_list.{deepStack.Count}", Joined(x), normFirst: false));
            }
        }

        // The main merger norms each patch before it joins them.
        double[][] normed = [.. x.Select(row => Norm($"{Visual}.merger.norm", row))];
        double[][] main = Merge($"{Visual}.merger", Joined(normed), normFirst: true);
        return new ReferenceFeatures(rows / shape.Merge, columns / shape.Merge, main, [.. deepStack]);
    }

    // Squares of patches in raster order, and inside each square its patches in raster order.
    private (int Row, int Column)[] Places(int rows, int columns)
    {
        var places = new List<(int, int)>();
        for (int squareRow = 0; squareRow < rows; squareRow += shape.Merge)
        {
            for (int squareColumn = 0; squareColumn < columns; squareColumn += shape.Merge)
            {
                for (int inside = 0; inside < shape.Merge * shape.Merge; inside++)
                {
                    places.Add((squareRow + (inside / shape.Merge), squareColumn + (inside % shape.Merge)));
                }
            }
        }

        return [.. places];
    }

    private double[][] Embedded(ReadOnlySpan<float> patches, (int Row, int Column)[] places, int rows, int columns)
    {
        double[][] x = new double[places.Length][];
        for (int n = 0; n < x.Length; n++)
        {
            double[] patch = [.. patches.Slice(n * shape.PatchLength, shape.PatchLength).ToArray().Select(static value => (double)value)];
            x[n] = Rows.Sum(Linear($"{Visual}.patch_embed.proj", patch), Position(places[n].Row, places[n].Column, rows, columns));
        }

        return x;
    }

    // Bilinear over the learned table, whose corners are the corners of the picture.
    private double[] Position(int row, int column, int rows, int columns)
    {
        float[] table = weights[$"{Visual}.pos_embed.weight"];
        int last = shape.PositionSide - 1;
        double down = rows == 1 ? 0 : (double)last * row / (rows - 1);
        double across = columns == 1 ? 0 : (double)last * column / (columns - 1);
        double[] mixed = new double[shape.VisionHidden];
        foreach ((int r, double rowShare) in Neighbours(down, last))
        {
            foreach ((int c, double columnShare) in Neighbours(across, last))
            {
                for (int i = 0; i < mixed.Length; i++)
                {
                    mixed[i] += rowShare * columnShare * table[(((r * shape.PositionSide) + c) * mixed.Length) + i];
                }
            }
        }

        return mixed;
    }

    private static (int Index, double Share)[] Neighbours(double place, int last)
    {
        int low = (int)Math.Floor(place);
        return [(low, 1 - (place - low)), (Math.Min(low + 1, last), place - low)];
    }

    private double[][] Block(string name, double[][] x, (int Row, int Column)[] places)
    {
        double[][] attended = Attention(name, [.. x.Select(row => Norm($"{name}.norm1", row))], places);
        double[][] middle = [.. x.Zip(attended, (row, mixed) => Rows.Sum(row, Linear($"{name}.attn.proj", mixed)))];
        return
        [
            .. middle.Select(row =>
            {
                double[] up = Linear($"{name}.mlp.linear_fc1", Norm($"{name}.norm2", row));
                return Rows.Sum(row, Linear($"{name}.mlp.linear_fc2", [.. up.Select(Rows.TanhGelu)]));
            }),
        ];
    }

    // Every patch sees every other of the picture.
    private double[][] Attention(string name, double[][] normed, (int Row, int Column)[] places)
    {
        double[][] qkv = [.. normed.Select(row => Linear($"{name}.attn.qkv", row))];
        double[][] outputs = [.. normed.Select(static row => new double[row.Length])];
        int size = shape.VisionHidden / shape.VisionHeads;
        for (int head = 0; head < shape.VisionHeads; head++)
        {
            double[][] queries = [.. qkv.Select((row, n) => Rows.Rotated(Head(row, 0, head, size), Angles(places[n], size)))];
            double[][] keys = [.. qkv.Select((row, n) => Rows.Rotated(Head(row, 1, head, size), Angles(places[n], size)))];
            double[][] values = [.. qkv.Select(row => Head(row, 2, head, size))];
            for (int n = 0; n < outputs.Length; n++)
            {
                Rows.Attend(queries[n], keys, values).CopyTo(outputs[n], head * size);
            }
        }

        return outputs;
    }

    private double[] Head(double[] qkv, int part, int head, int size) =>
        qkv.AsSpan((part * shape.VisionHidden) + (head * size), size).ToArray();

    // The first half of the pairs turns with the row, the second with the column.
    private static double[] Angles((int Row, int Column) place, int size)
    {
        int quarter = size / 4;
        double[] frequencies = [.. Enumerable.Range(0, quarter).Select(k => Math.Pow(10000, -2.0 * k / (size / 2)))];
        return [.. frequencies.Select(f => place.Row * f), .. frequencies.Select(f => place.Column * f)];
    }

    private double[][] Joined(double[][] x) =>
        [.. x.Chunk(shape.Merge * shape.Merge).Select(static square => square.SelectMany(static row => row).ToArray())];

    private double[][] Merge(string name, double[][] joined, bool normFirst) =>
        [
            .. joined.Select(row =>
            {
                double[] inner = Linear($"{name}.linear_fc1", normFirst ? row : Norm($"{name}.norm", row));
                return Linear($"{name}.linear_fc2", [.. inner.Select(Rows.ErfGelu)]);
            }),
        ];

    private double[] Linear(string name, double[] x) => Rows.Linear(weights[$"{name}.weight"], weights[$"{name}.bias"], x);

    private double[] Norm(string name, double[] x) => Rows.LayerNorm(x, weights[$"{name}.weight"], weights[$"{name}.bias"]);
}
