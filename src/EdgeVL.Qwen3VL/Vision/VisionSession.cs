using System.IO.Hashing;
using System.Runtime.InteropServices;
using EdgeVL.Qwen3VL.Model;
using EdgeVL.Qwen3VL.Runtime;
using Microsoft.ML.OnnxRuntime;

namespace EdgeVL.Qwen3VL.Vision;

/// <summary>The vision encoder: one call a picture or temporal patch, bound once a size.</summary>
/// <remarks>Not thread-safe: one thread owns it.</remarks>
public sealed class VisionSession : IDisposable
{
    // Sizes whose tables and bindings are kept: a camera repeats one, a batch of stills may bring many.
    private const int KeptSizes = 8;

    private readonly VisionConfig config;
    private readonly ModelSession session;
    private readonly FeaturePool pool;
    private readonly RunOptions run = new();
    private readonly List<VisionBinding> bindings = [];

    internal VisionSession(VisionConfig config, ModelSession session)
    {
        this.config = config;
        this.session = session;
        pool = new FeaturePool(config.OutputSize, config.DeepStackBlocks.Count);
    }

    /// <summary>Memory for the patches of a picture of <paramref name="rows"/> × <paramref name="columns"/> patches, [N, patch length]: the caller fills it, then encodes.</summary>
    public Span<float> Patches(int rows, int columns) => Binding(rows, columns).Patches;

    /// <summary>Encodes the patches that <see cref="Patches"/> holds; the caller disposes the features.</summary>
    /// <exception cref="OperationCanceledException">Cancelled during the call.</exception>
    public VisionFeatures Encode(int rows, int columns, CancellationToken cancellation)
    {
        VisionBinding binding = Binding(rows, columns);
        VisionFeatures features = pool.Rent(binding.Count / config.PatchesPerToken);
        features.Key = XxHash128.HashToUInt128(MemoryMarshal.AsBytes(binding.Patches), seed: binding.Count);
        using CancellationTokenRegistration stop = cancellation.UnsafeRegister(static state => ((RunOptions)state!).Terminate = true, run);
        try
        {
            binding.Run(features, run);
            return features;
        }
        catch (OnnxRuntimeException) when (cancellation.IsCancellationRequested)
        {
            features.Dispose();
            throw new OperationCanceledException(cancellation);
        }
        finally
        {
            stop.Dispose();
            run.Terminate = false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        bindings.ForEach(static binding => binding.Dispose());
        pool.Dispose();
        run.Dispose();
        session.Dispose();
    }

    private VisionBinding Binding(int rows, int columns)
    {
        int index = bindings.FindIndex(binding => binding.Rows == rows && binding.Columns == columns);
        VisionBinding found = index < 0 ? new VisionBinding(config, session.Session, rows, columns) : bindings[index];
        if (index != 0)
        {
            if (index > 0)
            {
                bindings.RemoveAt(index);
            }

            bindings.Insert(0, found);
            if (bindings.Count > KeptSizes)
            {
                bindings[^1].Dispose();
                bindings.RemoveAt(bindings.Count - 1);
            }
        }

        return found;
    }
}
