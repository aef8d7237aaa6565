using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using EdgeVL.Contracts.Faults;
using EdgeVL.ModelBuilder.Checkpoints;
using EdgeVL.ModelBuilder.Quantization;

namespace EdgeVL.ModelBuilder.Graphs;

/// <summary>Reads linear layers of a checkpoint and writes them in the form that a scheme asks for, a strip of rows at a time.</summary>
/// <param name="checkpoint">Where the weights come from.</param>
/// <param name="reader">Reads them.</param>
/// <param name="file">Where they go.</param>
/// <param name="errors">Receives the relative error of each quantised matrix.</param>
/// <param name="progress">Told of each tensor's bytes.</param>
/// <param name="cancellation">Ends the build between strips.</param>
internal sealed class LinearWriter(
    Checkpoint checkpoint,
    TensorReader reader,
    WeightFile file,
    QuantizationErrors errors,
    Action<long> progress,
    CancellationToken cancellation
)
{
    // A strip of rows as floats: large enough for two cores, small beside the 4 GB that a build may use.
    private const int StripValues = 8 << 20;

    private float[] strip = [];
    private byte[] packed = [];

    /// <summary>Writes the weight of the layer <paramref name="layer"/> (without ".weight").</summary>
    /// <param name="tokenAxis">The input's axis of tokens.</param>
    public LinearWeights Write(string layer, Scheme scheme, int tokenAxis)
    {
        TensorInfo weight = checkpoint[$"{layer}.weight"];
        int outputs = checked((int)weight.Shape[0]);
        int inputs = checked((int)(weight.Count / outputs));
        LinearWeights written = scheme.Form switch
        {
            WeightForm.Fp32 => new DenseWeights(inputs, outputs, WriteTransposed<float>(weight, outputs, inputs, ElementKind.Float)),
            WeightForm.Fp16 => new DenseWeights(inputs, outputs, WriteTransposed<Half>(weight, outputs, inputs, ElementKind.Half)),
            WeightForm.Int8Rows => WriteRows(weight, outputs, inputs, tokenAxis),
            WeightForm.Int8Blocks => WriteBlocks(weight, outputs, inputs, scheme.Block, bits: 8),
            _ => WriteBlocks(weight, outputs, inputs, scheme.Block, bits: 4),
        };
        progress(weight.Length);
        return written;
    }

    /// <summary>Writes the head from the tensor <paramref name="name"/>, which may be the token embedding.</summary>
    public LinearWeights WriteHead(string name, Scheme scheme)
    {
        TensorInfo weight = checkpoint[name];
        int outputs = checked((int)weight.Shape[0]);
        int inputs = checked((int)weight.Shape[1]);
        LinearWeights written = scheme.Form switch
        {
            WeightForm.Fp32 => new DenseHeadWeights(inputs, outputs, WriteAsStored<float>(weight, ElementKind.Float)),
            WeightForm.Fp16 => new DenseHeadWeights(inputs, outputs, WriteAsStored<Half>(weight, ElementKind.Half)),
            WeightForm.Int4Blocks => WriteBlocks(weight, outputs, inputs, scheme.Block, bits: 4),
            _ => WriteBlocks(weight, outputs, inputs, scheme.Block, bits: 8),
        };
        progress(weight.Length);
        return written;
    }

    /// <summary>Writes a vector or table as it is, in <paramref name="kind"/>.</summary>
    public StoredTensor WriteTable(string name, ElementKind kind)
    {
        TensorInfo tensor = checkpoint[name];
        StoredTensor stored = kind == ElementKind.Half ? WriteAsStored<Half>(tensor, kind) : WriteAsStored<float>(tensor, kind);
        progress(tensor.Length);
        return stored;
    }

    private StoredTensor WriteAsStored<T>(TensorInfo tensor, ElementKind kind)
        where T : unmanaged
    {
        T[] converted = new T[Math.Min(tensor.Count, StripValues)];
        long start = file.Begin(tensor.Count * ElementSize<T>());
        for (long at = 0; at < tensor.Count; at += converted.Length)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = (int)Math.Min(converted.Length, tensor.Count - at);
            Span<float> values = Strip(count);
            reader.Read(tensor, at, values);
            Narrow<T>(tensor, values, converted);
            file.Write(MemoryMarshal.AsBytes(converted.AsSpan(0, count)));
        }

        return file.End($"{tensor.Name}.{kind}", kind, start, [.. tensor.Shape]);
    }

    // [outputs, inputs] → [inputs, outputs]. The matrix is held whole: in the family's largest layer that is half a gigabyte.
    private StoredTensor WriteTransposed<T>(TensorInfo weight, int outputs, int inputs, ElementKind kind)
        where T : unmanaged
    {
        T[] turned = new T[weight.Count];
        T[] row = new T[inputs];
        foreach ((int first, int count) in Strips(outputs, inputs))
        {
            Span<float> values = ReadStrip(weight, first, count, inputs);
            for (int r = 0; r < count; r++)
            {
                Narrow<T>(weight, values.Slice(r * inputs, inputs), row);
                for (int i = 0; i < inputs; i++)
                {
                    turned[((long)i * outputs) + first + r] = row[i];
                }
            }
        }

        return WriteWhole<T>($"{weight.Name}.turned.{kind}", kind, turned, inputs, outputs);
    }

    private RowWeights WriteRows(TensorInfo weight, int outputs, int inputs, int tokenAxis)
    {
        sbyte[] turned = new sbyte[weight.Count];
        float[] scales = new float[outputs];
        float[] values = [];
        foreach ((int first, int count) in Strips(outputs, inputs))
        {
            ReadStrip(weight, first, count, inputs);
            values = strip;
            Parallel.For(0, count, r => QuantizeRow(values.AsSpan(r * inputs, inputs), turned, outputs, first + r, scales));
            errors.AddRows(weight.Name, values.AsSpan(0, count * inputs), scales.AsSpan(first, count), inputs);
        }

        StoredTensor matrix = WriteWhole<sbyte>($"{weight.Name}.turned.Int8", ElementKind.Int8, turned, inputs, outputs);
        StoredTensor stored = file.Add<float>($"{weight.Name}.scales", ElementKind.Float, scales, outputs);
        return new RowWeights(inputs, outputs, matrix, stored, tokenAxis);
    }

    private static void QuantizeRow(ReadOnlySpan<float> row, sbyte[] turned, int outputs, int output, float[] scales)
    {
        float scale = TensorPrimitives.MaxMagnitude(row) is float extreme ? MathF.Abs(extreme) / 127f : 0;
        float inverse = scale == 0 ? 0 : 1 / scale;
        scales[output] = scale == 0 ? 1 : scale;
        for (int i = 0; i < row.Length; i++)
        {
            turned[((long)i * outputs) + output] = (sbyte)MathF.Round(row[i] * inverse);
        }
    }

    private BlockWeights WriteBlocks(TensorInfo weight, int outputs, int inputs, int block, int bits)
    {
        int blocks = BlockQuantizer.BlockCount(inputs, block);
        int blockBytes = block * bits / 8;
        float[] scales = new float[outputs * blocks];
        long start = file.Begin((long)outputs * blocks * blockBytes);
        foreach ((int first, int count) in Strips(outputs, inputs))
        {
            ReadStrip(weight, first, count, inputs);
            int bytes = count * blocks * blockBytes;
            packed = packed.Length < bytes ? new byte[bytes] : packed;
            var rows = new BlockRows(strip, packed, scales, inputs, block, bits, first);
            Parallel.For(0, count, rows.Quantize);
            errors.AddBlocks(weight.Name, rows, count);
            file.Write(packed.AsSpan(0, bytes));
        }

        StoredTensor quantized = file.End($"{weight.Name}.int{bits}", ElementKind.UInt8, start, outputs, blocks, blockBytes);
        StoredTensor stored = file.Add<float>($"{weight.Name}.int{bits}.scales", ElementKind.Float, scales, (long)outputs * blocks);
        StoredTensor halves = file.Add<Half>(
            $"{weight.Name}.int{bits}.scales.Half",
            ElementKind.Half,
            ToHalves(scales),
            (long)outputs * blocks
        );
        return new BlockWeights(inputs, outputs, quantized, stored, halves, bits, block);
    }

    private StoredTensor WriteWhole<T>(string name, ElementKind kind, T[] values, params long[] dimensions)
        where T : unmanaged
    {
        long start = file.Begin(values.LongLength * ElementSize<T>());
        for (long at = 0; at < values.LongLength; at += StripValues)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = (int)Math.Min(StripValues, values.LongLength - at);
            file.Write(MemoryMarshal.AsBytes(values.AsSpan((int)at, count)));
        }

        return file.End(name, kind, start, dimensions);
    }

    private IEnumerable<(int First, int Count)> Strips(int outputs, int inputs)
    {
        int rows = Math.Max(1, StripValues / inputs);
        for (int first = 0; first < outputs; first += rows)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return (first, Math.Min(rows, outputs - first));
        }
    }

    private Span<float> ReadStrip(TensorInfo weight, int first, int count, int inputs)
    {
        Span<float> values = Strip(count * inputs);
        reader.Read(weight, (long)first * inputs, values);
        return values;
    }

    private Span<float> Strip(int count)
    {
        strip = strip.Length < count ? new float[count] : strip;
        return strip.AsSpan(0, count);
    }

    private static void Narrow<T>(TensorInfo tensor, ReadOnlySpan<float> values, Span<T> narrowed)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            values.CopyTo(MemoryMarshal.Cast<T, float>(narrowed));
        }
        else
        {
            TensorPrimitives.ConvertToHalf(values, MemoryMarshal.Cast<T, Half>(narrowed));
            ThrowIfTooLarge(tensor, values);
        }
    }

    private static void ThrowIfTooLarge(TensorInfo tensor, ReadOnlySpan<float> values)
    {
        float largest = MathF.Abs(TensorPrimitives.MaxMagnitude(values));
        if (largest > (float)Half.MaxValue)
        {
            throw new FaultException(
                FaultCode.CheckpointInvalid,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{tensor.File}': tensor '{tensor.Name}' holds a magnitude of {largest}, beyond the largest half, {Half.MaxValue} (tensor at byte {tensor.Offset})."
                ),
                "Build fp32 or int8 instead."
            );
        }
    }

    private static unsafe int ElementSize<T>()
        where T : unmanaged => sizeof(T);

    private static Half[] ToHalves(float[] values)
    {
        var halves = new Half[values.Length];
        TensorPrimitives.ConvertToHalf(values, halves);
        return halves;
    }
}
