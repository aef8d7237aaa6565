using EdgeVL.Contracts.Faults;
using EdgeVL.ModelBuilder.Building;
using EdgeVL.Qwen3VL;
using EdgeVL.Qwen3VL.Model;
using EdgeVL.Qwen3VL.Runtime;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeVL.ModelBuilder.Verification;

/// <summary>Runs reference vectors against a built model and compares every array.</summary>
public sealed class GoldenVerification
{
    /// <summary>Largest relative error in FP32.</summary>
    public const double Fp32Limit = 1e-4;

    private readonly GoldenFolder folder;
    private readonly Func<string, Picture> decode;
    private readonly string? publishedTokenizer;

    /// <summary>Prepares a verification.</summary>
    /// <param name="folder">The vectors.</param>
    /// <param name="decode">Decodes a picture file.</param>
    /// <param name="publishedTokenizer">The published tokenizer's file, or null where it is not there.</param>
    public GoldenVerification(GoldenFolder folder, Func<string, Picture> decode, string? publishedTokenizer)
    {
        this.folder = folder;
        this.decode = decode;
        this.publishedTokenizer = publishedTokenizer;
    }

    /// <summary>Builds the folder's own checkpoint into a temporary folder and verifies that.</summary>
    public IReadOnlyList<VerificationRow> RunOnOwnCheckpoint(
        Precision precision,
        Action<VerificationRow> listener,
        CancellationToken cancellation
    )
    {
        string temporary = Path.Combine(Path.GetTempPath(), $"edgevl-verify-{Guid.NewGuid():N}");
        try
        {
            ModelBuild.Run(folder.Checkpoint, temporary, new BuildOptions { Precision = precision }, progress: null, cancellation);
            return Run(temporary, listener, cancellation);
        }
        finally
        {
            if (Directory.Exists(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }
        }
    }

    /// <summary>Verifies a built model; other precisions than FP32 get no verdict.</summary>
    /// <exception cref="FaultException">The model or a case cannot be read.</exception>
    public IReadOnlyList<VerificationRow> Run(string builtFolder, Action<VerificationRow> listener, CancellationToken cancellation)
    {
        var rows = new List<VerificationRow>();
        double? limit = BuiltModel.ReadManifest(builtFolder).Precision == Precision.Fp32.NameOf() ? Fp32Limit : null;
        void Flush(int from) => rows.Skip(from).ToList().ForEach(listener);

        TokensCheck.Run(folder, publishedTokenizer, rows);
        Flush(0);
        using var model = VisionLanguageModel.Load(
            builtFolder,
            new EngineOptions { Profile = ExecutionProfile.Cpu },
            TimeProvider.System,
            NullLogger.Instance
        );
        foreach (string name in folder.Cases)
        {
            cancellation.ThrowIfCancellationRequested();
            int before = rows.Count;
            Check(model, name, new Comparison(name, limit, rows), cancellation);
            Flush(before);
        }

        return rows;
    }

    private void Check(VisionLanguageModel model, string name, Comparison comparison, CancellationToken cancellation)
    {
        try
        {
            new CaseCheck(model, GoldenCase.Read(folder.Path, name), decode, comparison).Run(cancellation);
        }
        catch (Exception fault) when (fault is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new FaultException(
                FaultCode.UsageInvalid,
                $"'{Path.Combine(folder.Path, $"{name}.json")}' is no case: {fault.Message}",
                "Lay it out as the cases of tests/golden.",
                fault
            );
        }
    }
}
