using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using EdgeVL.Contracts.Faults;
using Microsoft.ML.OnnxRuntime;

namespace EdgeVL.Qwen3VL.Runtime;

/// <summary>ONNX Runtime's native library: which one is loaded, with its telemetry off before the first call.</summary>
public static class OnnxRuntimeLibrary
{
    /// <summary>Variable that names another <c>libonnxruntime.so</c>, such as a Jetson's own; its providers lie beside it.</summary>
    public const string PathVariable = "EDGEVL_ONNXRUNTIME";

    // Every L4T release writes it.
    private const string JetsonMark = "etc/nv_tegra_release";

    private static readonly string[] BoardFolders = ["usr/local/lib", "usr/lib/aarch64-linux-gnu", "usr/lib", "opt/onnxruntime/lib"];

    private static readonly Lazy<OnnxRuntimeFacts> Loaded = new(Load);

    /// <summary>Loads the library once and tells what it is.</summary>
    /// <exception cref="FaultException">It is missing, cannot be loaded, or has another version than the managed part.</exception>
    public static OnnxRuntimeFacts Facts => Loaded.Value;

    private static OnnxRuntimeFacts Load()
    {
        // The Linux packages send telemetry; only a variable that native code sees turns it off, and only before the first call.
        NativeEnvironment.Set("ORT_DISABLE_TELEMETRY", "1");
        string? chosen = Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } path ? path : OfBoard("/");
        NativeLibrary.SetDllImportResolver(typeof(OrtEnv).Assembly, (name, _, _) => Resolve(name, chosen));
        try
        {
            if (chosen is not null)
            {
                ThrowIfTooOld(VersionOf(chosen), chosen);
            }

            OrtEnv environment = OrtEnv.Instance();
            environment.EnvLogLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;
            return new OnnxRuntimeFacts(environment.GetVersionString(), chosen ?? "packaged", environment.GetAvailableProviders());
        }
        catch (Exception fault)
            when (fault is TypeInitializationException or DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            throw new FaultException(
                FaultCode.ModelRuntimeMissing,
                $"ONNX Runtime's library ({chosen ?? "libonnxruntime.so beside the program"}) cannot be loaded: {fault.GetBaseException().Message}",
                chosen is null
                    ? $"Publish for this platform ('./build.sh publish'), or point {PathVariable} at a libonnxruntime.so."
                    : $"Correct {PathVariable}, or remove it to take the packaged library.",
                fault
            );
        }
    }

    /// <summary>A Jetson's own library below <paramref name="root"/>: it computes on the GPU, the packaged one does not. Null elsewhere.</summary>
    internal static string? OfBoard(string root)
    {
        if (!File.Exists(Path.Combine(root, JetsonMark)))
        {
            return null;
        }

        return BoardFolders.Select(folder => Path.Combine(root, folder, "libonnxruntime.so")).FirstOrDefault(File.Exists);
    }

    private static nint Resolve(string name, string? chosen) =>
        chosen is not null && name is "onnxruntime" or "libonnxruntime" ? NativeLibrary.Load(chosen!) : 0;

    // The managed part wants one version of the function table, and says no more than that an older library lacks it.
    private static void ThrowIfTooOld(string version, string chosen)
    {
        string managed = typeof(OrtEnv).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        if (Minor(version) < Minor(managed))
        {
            throw new FaultException(
                FaultCode.ModelRuntimeMissing,
                $"ONNX Runtime's library {chosen} is version {version}, older than the {managed.Split('+')[0]} that EdgeVL was built with.",
                $"Install a libonnxruntime.so of at least that version and point {PathVariable} at it."
            );
        }
    }

    // OrtGetApiBase gives two functions: the table of a version, and the library's own version.
    private static unsafe string VersionOf(string library)
    {
        nint entry = NativeLibrary.GetExport(NativeLibrary.Load(library), "OrtGetApiBase");
        nint* functions = ((delegate* unmanaged<nint*>)entry)();
        return Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)functions[1])()) ?? "unknown";
    }

    private static int Minor(string version) =>
        version.Split('.', '+', '-') is [_, string minor, ..]
        && int.TryParse(minor, System.Globalization.CultureInfo.InvariantCulture, out int number)
            ? number
            : 0;

    /// <summary>Whether 8-bit products saturate on this processor: x64 without VNNI adds pairs in 16 bits.</summary>
    internal static bool SaturatesInt8 => Saturates(RuntimeInformation.ProcessArchitecture, AvxVnni.IsSupported || Avx512Vnni());

    /// <summary>Whether 8-bit products saturate on a processor of that kind.</summary>
    internal static bool Saturates(Architecture architecture, bool hasVnni) => architecture == Architecture.X64 && !hasVnni;

    // .NET has no flag for AVX-512 VNNI itself; CPUID leaf 7, ECX bit 11 tells.
    private static bool Avx512Vnni() => X86Base.IsSupported && Avx512F.IsSupported && (X86Base.CpuId(7, 0).Ecx & (1 << 11)) != 0;
}

/// <summary>What was loaded.</summary>
/// <param name="Version">Version that the library reports.</param>
/// <param name="Origin">Its path where it was named, else <c>packaged</c>.</param>
/// <param name="Providers">Execution providers it was compiled with; whether they work shows when a session is made.</param>
public sealed record OnnxRuntimeFacts(string Version, string Origin, IReadOnlyList<string> Providers);
