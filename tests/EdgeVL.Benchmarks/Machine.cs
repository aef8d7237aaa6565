using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using EdgeVL.Qwen3VL.Runtime;

namespace EdgeVL.Benchmarks;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    public static string Describe() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Processor()}, {Environment.ProcessorCount} cores, {Memory() / 1e9:F0} GB, {Extensions()}; {RuntimeInformation.OSDescription}; .NET {Environment.Version}; ONNX Runtime {OnnxRuntimeLibrary.Facts.Version}; load before the run {Load()}"
        );

    /// <summary>Free bytes of the disk that holds <paramref name="folder"/>.</summary>
    public static long FreeBytes(string folder) => new DriveInfo(folder).AvailableFreeSpace;

    /// <summary>Largest resident memory of this process so far, mapped pages included, in bytes.</summary>
    public static long PeakResidentBytes() => StatusKilobytes("VmHWM:") * 1024;

    /// <summary>Resident memory of this process, in bytes.</summary>
    public static long ResidentBytes() => StatusKilobytes("VmRSS:") * 1024;

    private static long StatusKilobytes(string key)
    {
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(key, StringComparison.Ordinal));
        return long.Parse(line[key.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
    }

    private static string Processor() =>
        File.ReadLines("/proc/cpuinfo")
            .FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal))
            ?.Split(':')[1]
            .Trim()
        ?? RuntimeInformation.ProcessArchitecture.ToString();

    private static long Memory() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    private static string Extensions() =>
        RuntimeInformation.ProcessArchitecture != Architecture.X64 ? "arm64"
        : Avx512F.IsSupported ? "AVX-512"
        : Avx2.IsSupported ? "AVX2"
        : "SSE";

    private static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];
}
