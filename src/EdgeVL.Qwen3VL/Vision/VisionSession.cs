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
    private const long KeptBytes = 128 << 20;

    // Several recipes may look at one frame, and several questions at one still: their pixels are encoded once.
    private const int KeptFeatures = 4;

    private readonly VisionConfig config;
    private readonly ModelSession session;
    private readonly FeaturePool pool;
    private readonly RunOptions run = new();
    private readonly List<VisionBinding> bindings = [];
    private readonly List<VisionFeatures> recent = [];

    internal VisionSession(VisionConfig config, ModelSession session)
    {
        this.config = config;
        this.session = session;
        pool = new FeaturePool(config.OutputSize, config.DeepStackBlocks.Count);
    }

    /// <summary>Memory for the patches of a picture of that size, [N, patch length]: the caller fills it, then encodes.</summary>
    public Span<float> Patches(PatchGrid grid) => Binding(grid).Patches;

    /// <summary>Encodes what <see cref="Patches"/> holds; pixels that were encoded just before are not encoded again. The caller disposes the features.</summary>
    /// <exception cref="OperationCanceledException">Cancelled during the call.</exception>
    public VisionFeatures Encode(PatchGrid grid, CancellationToken cancellation)
    {
        VisionBinding binding = Binding(grid);
        UInt128 key = XxHash128.HashToUInt128(MemoryMarshal.AsBytes(binding.Patches), seed: ((long)grid.Rows << 32) | (uint)grid.Columns);
        if (recent.Find(features => features.Key == key) is { } known)
        {
            return known.Hold();
        }

        VisionFeatures features = pool.Rent(grid.TokenCount);
        try
        {
            Run(binding, features, cancellation);
        }
        catch
        {
            features.Dispose();
            throw;
        }

        features.Key = key;
        Keep(features.Hold());
        return features;
    }

    /// <summary>Bytes of patches and features that are kept for pictures to come.</summary>
    internal long IdleBytes => bindings.Sum(static binding => binding.Bytes) + recent.Sum(static known => known.Bytes) + pool.FreeBytes;

    /// <summary>Forgets the features of earlier pictures.</summary>
    public void Forget()
    {
        recent.ForEach(static features => features.Dispose());
        recent.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Forget();
        bindings.ForEach(static binding => binding.Dispose());
        pool.Dispose();
        run.Dispose();
        session.Dispose();
    }

    private void Run(VisionBinding binding, VisionFeatures features, CancellationToken cancellation)
    {
        using CancellationTokenRegistration stop = cancellation.UnsafeRegister(static state => ((RunOptions)state!).Terminate = true, run);
        try
        {
            binding.Run(features, run);
        }
        catch (OnnxRuntimeException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (OnnxRuntimeException fault)
        {
            throw InferenceFault.Of("vision encoder", fault);
        }
        finally
        {
            stop.Dispose();
            run.Terminate = false;
        }
    }

    private void Keep(VisionFeatures features)
    {
        recent.Insert(0, features);
        while (recent.Count > KeptFeatures || (recent.Count > 1 && recent.Sum(static known => known.Bytes) > KeptBytes))
        {
            recent[^1].Dispose();
            recent.RemoveAt(recent.Count - 1);
        }
    }

    private VisionBinding Binding(PatchGrid grid)
    {
        int index = bindings.FindIndex(binding => binding.Grid == grid);
        if (index == 0)
        {
            return bindings[0];
        }

        VisionBinding found = index < 0 ? new VisionBinding(config, session.Session, grid) : bindings[index];
        if (index > 0)
        {
            bindings.RemoveAt(index);
        }

        bindings.Insert(0, found);
        while (bindings.Count > KeptSizes || (bindings.Count > 1 && bindings.Sum(static binding => binding.Bytes) > KeptBytes))
        {
            bindings[^1].Dispose();
            bindings.RemoveAt(bindings.Count - 1);
        }

        return found;
    }
}
