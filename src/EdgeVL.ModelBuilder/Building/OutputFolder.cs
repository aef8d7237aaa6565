using EdgeVL.Contracts.Faults;

namespace EdgeVL.ModelBuilder.Building;

/// <summary>An output folder that appears whole or not at all: a working folder beside it, renamed at the end.</summary>
internal sealed class OutputFolder : IDisposable
{
    private readonly string final;
    private readonly bool replace;

    /// <summary>Makes the working folder beside <paramref name="output"/>.</summary>
    /// <exception cref="FaultException">The output exists and is not to be replaced, or its parent cannot be written.</exception>
    public OutputFolder(string output, bool replace)
    {
        final = Path.GetFullPath(output).TrimEnd('/');
        this.replace = replace;
        string parent = Path.GetDirectoryName(final) ?? "/";
        if (Path.Exists(final) && !replace && !(Directory.Exists(final) && Directory.GetFileSystemEntries(final).Length == 0))
        {
            throw new FaultException(
                FaultCode.UsageInvalid,
                $"'{final}' exists already.",
                "Choose another folder, or add --force to replace it."
            );
        }

        Working = Path.Combine(parent, $".{Path.GetFileName(final)}.building-{Environment.ProcessId}");
        try
        {
            Directory.CreateDirectory(parent);
            DropLeftovers(parent);
            Directory.CreateDirectory(Working);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new FaultException(
                FaultCode.UsageInvalid,
                $"'{parent}' cannot be written: {fault.Message}",
                "Choose a folder that you may write.",
                fault
            );
        }
    }

    /// <summary>Where files are written until <see cref="Publish"/>.</summary>
    public string Working { get; }

    /// <summary>Gives the working folder its final name.</summary>
    public void Publish()
    {
        string? old = null;
        if (Directory.Exists(final))
        {
            old = $"{Working}.old";
            Directory.Move(final, old);
        }
        else if (replace && File.Exists(final))
        {
            File.Delete(final);
        }

        Directory.Move(Working, final);
        if (old is not null)
        {
            Directory.Delete(old, recursive: true);
        }
    }

    /// <summary>Removes what was not published.</summary>
    public void Dispose()
    {
        if (Directory.Exists(Working))
        {
            Directory.Delete(Working, recursive: true);
        }
    }

    // A killed build cannot clean up after itself; the next one does, if that process is gone.
    private void DropLeftovers(string parent)
    {
        string prefix = $".{Path.GetFileName(final)}.building-";
        foreach (string folder in Directory.EnumerateDirectories(parent, $"{prefix}*"))
        {
            if (int.TryParse(Path.GetFileName(folder)[prefix.Length..], out int process) && !Directory.Exists($"/proc/{process}"))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }
}
