using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using EdgeVL.Capture;
using EdgeVL.Contracts.Results;
using EdgeVL.Qwen3VL;
using EdgeVL.Qwen3VL.Runtime;

namespace EdgeVL.Daemon.Proof;

/// <summary>The program that reads, as one hash: another build of it, or another run time, may read otherwise.</summary>
public static class ProgramIdentity
{
    private static readonly Lazy<string> Computed = new(Compute);

    /// <summary><c>sha256:</c> and the hash of the compiled parts that make a reading and of the run time's version.</summary>
    public static string Hash => Computed.Value;

    private static string Compute()
    {
        Assembly[] parts =
        [
            typeof(Result).Assembly,
            typeof(Frame).Assembly,
            typeof(VisionLanguageModel).Assembly,
            typeof(ProgramIdentity).Assembly,
        ];
        // A compiled module's id follows from its sources: builds are deterministic.
        string text = string.Join(
            '\n',
            [.. parts.Select(static part => part.ManifestModule.ModuleVersionId.ToString()), OnnxRuntimeLibrary.Facts.Version]
        );
        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)));
    }
}
