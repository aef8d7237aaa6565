using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using EdgeVL.Capture.Gates.Lanes;

namespace EdgeVL.Capture.Gates.Passes;

/// <summary>The passes over luma in the width of vector that the machine has.</summary>
internal abstract class GatePasses
{
    /// <summary>The widest vectors that are fast here.</summary>
    public static GatePasses ForThisMachine() =>
        Vector512.IsHardwareAccelerated && Avx512BW.IsSupported ? new GatePasses<Lanes512>()
        : Avx2.IsSupported ? new GatePasses<Lanes256>()
        : Vector128.IsHardwareAccelerated ? new GatePasses<Lanes128>()
        : new GatePasses<ScalarLanes>();

    /// <summary>Sum of a row, and of its differences from the same row before, in DN.</summary>
    public abstract RowSums Compare(LumaPlane plane, LumaPlane before, int y);

    /// <inheritdoc cref="NoisePass{TLanes}.Measure"/>
    public abstract double Noise(LumaPlane plane);

    /// <inheritdoc cref="SharpnessPass{TLanes}.Measure"/>
    public abstract void Edges(LumaPlane plane, double noise, EdgeSums sums);
}

/// <summary>Sums over a row, DN.</summary>
internal readonly record struct RowSums(long Luma, long Difference);

/// <summary>The passes in one width of vector.</summary>
internal sealed class GatePasses<TLanes> : GatePasses
    where TLanes : struct, ILanes<TLanes>
{
    private readonly NoisePass<TLanes> noisePass = new();
    private readonly SharpnessPass<TLanes> sharpnessPass = new();

    public override double Noise(LumaPlane plane) => noisePass.Measure(plane);

    public override void Edges(LumaPlane plane, double noise, EdgeSums sums) => sharpnessPass.Measure(plane, noise, sums);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override RowSums Compare(LumaPlane plane, LumaPlane before, int y)
    {
        ref byte now = ref plane.Start(y),
            then = ref before.Start(y);
        TLanes luma = TLanes.All(0),
            difference = TLanes.All(0),
            once = TLanes.All(1);
        for (int x = 0; x < plane.Width; x += TLanes.Count)
        {
            TLanes pixels = TLanes.LoadBytes(ref now, x);
            luma = TLanes.AddProducts(luma, pixels, once);
            difference = TLanes.AddProducts(difference, TLanes.Abs(pixels - TLanes.LoadBytes(ref then, x)), once);
        }

        return new RowSums(TLanes.Total(luma), TLanes.Total(difference));
    }
}
