using EdgeVL.Contracts.Faults;

namespace EdgeVL.Cli.Samples;

/// <summary>Where the samples lie, and where what is made of them may lie.</summary>
internal static class SampleFolders
{
    private const string Solution = "EdgeVL.sln";
    private const string SamplesVariable = "EDGEVL_SAMPLES";
    private const string CacheVariable = "EDGEVL_CACHE";
    private const string TokenizerVariable = "EDGEVL_QWEN3_TOKENIZER";

    /// <summary>The samples: <c>EDGEVL_SAMPLES</c>, else <c>samples</c> beside the program, else in the repository around it.</summary>
    /// <exception cref="FaultException">There are none.</exception>
    public static string Samples()
    {
        string? named = Environment.GetEnvironmentVariable(SamplesVariable);
        string?[] candidates =
        [
            named,
            Path.Combine(AppContext.BaseDirectory, "samples"),
            Repository() is { } root ? Path.Combine(root, "samples") : null,
        ];
        return candidates.FirstOrDefault(static folder => folder is not null && Directory.Exists(Path.Combine(folder, "nano")))
            ?? throw new FaultException(
                FaultCode.UsageInvalid,
                $"The samples were not found{(named is null ? "" : $" in '{named}'")}.",
                $"Name their folder in {SamplesVariable}; it holds nano/, frames/ and clip.mp4."
            );
    }

    /// <summary>
    /// A folder for what can be made again: <c>EDGEVL_CACHE</c>, a service's cache folder, the repository's artifacts, else one of this user under /var/tmp.
    /// </summary>
    public static string Cache()
    {
        string? named = Environment.GetEnvironmentVariable(CacheVariable) ?? Environment.GetEnvironmentVariable("CACHE_DIRECTORY");
        return named is { Length: > 0 } ? named
            : Repository() is { } root ? Path.Combine(root, "artifacts", "cache")
            : $"/var/tmp/edgevl-{Environment.UserName}";
    }

    /// <summary>The published tokenizer that the tests use; null where it is not there.</summary>
    public static string? PublishedTokenizer()
    {
        string?[] candidates =
        [
            Environment.GetEnvironmentVariable(TokenizerVariable),
            Repository() is { } root ? Path.Combine(root, ".tools", "tokenizer-qwen3", "tokenizer.json") : null,
        ];
        return candidates.FirstOrDefault(File.Exists);
    }

    private static string? Repository()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Solution)))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
