using EdgeVL.Contracts.Faults;

namespace EdgeVL.ModelBuilder.Building;

/// <summary>An output folder that appears whole or not at all: a working folder beside it, renamed at the end.</summary>
/// <remarks>A lock file beside them tells a build that runs from one that was killed: the system lets go of it when a process ends. What
/// a killed build left is removed by the next one, and a folder that it was about to replace is put back.</remarks>
internal sealed class OutputFolder : IDisposable
{
    private readonly string final;
    private readonly string old;
    private readonly FileStream gate;

    /// <summary>Makes the working folder beside <paramref name="output"/>.</summary>
    /// <param name="output">The folder that is to appear.</param>
    /// <param name="replace">Whether it may be there already.</param>
    /// <param name="mark">A file that a folder holds which may be replaced: nobody's other files are to be lost by a slip.</param>
    /// <exception cref="FaultException">The output exists and is not to be replaced, is being written by somebody else, or its parent cannot
    /// be written.</exception>
    public OutputFolder(string output, bool replace, string mark)
    {
        final = Path.GetFullPath(output).TrimEnd('/');
        string parent = Path.GetDirectoryName(final) ?? throw Refused("'/' is no place for an output.", "Choose another folder.");
        string hidden = Path.Combine(parent, $".{Path.GetFileName(final)}");
        Working = $"{hidden}.building";
        old = $"{hidden}.replaced";
        ThrowIfKept(replace, mark);
        gate = Lock(parent, $"{hidden}.lock");
        try
        {
            DropLeftovers();
            Directory.CreateDirectory(Working);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            gate.Dispose();
            throw WriteFault.Of(Working, 0, fault);
        }
    }

    /// <summary>Where files are written until <see cref="Publish"/>.</summary>
    public string Working { get; }

    /// <summary>Gives the working folder its final name.</summary>
    /// <exception cref="FaultException">The system refuses.</exception>
    public void Publish()
    {
        try
        {
            if (Directory.Exists(final))
            {
                Directory.Move(final, old);
            }

            Directory.Move(Working, final);
            Remove(old);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw WriteFault.Of(final, 0, fault);
        }
    }

    /// <summary>Removes what was not published.</summary>
    public void Dispose()
    {
        DropLeftovers();
        gate.Dispose();
    }

    private void ThrowIfKept(bool replace, string mark)
    {
        if (File.Exists(final))
        {
            throw Refused($"'{final}' is a file.", "Choose another folder.");
        }

        if (!Directory.Exists(final) || !Directory.EnumerateFileSystemEntries(final).Any())
        {
            return;
        }

        if (!replace)
        {
            throw Refused($"'{final}' exists already.", "Choose another folder, or add --force to replace it.");
        }

        if (!File.Exists(Path.Combine(final, mark)))
        {
            throw Refused(
                $"'{final}' holds no {mark}: it is not what would be replaced.",
                "Choose another folder, or remove this one yourself."
            );
        }
    }

    private FileStream Lock(string parent, string file)
    {
        try
        {
            Directory.CreateDirectory(parent);
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException) when (File.Exists(file))
        {
            throw Refused($"'{final}' is being written by another process.", "Wait until it has ended, or choose another folder.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw WriteFault.Of(parent, 0, fault);
        }
    }

    // Killed between two renames, a build leaves its predecessor under another name, and the final name free.
    private void DropLeftovers()
    {
        Remove(Working);
        if (Directory.Exists(old) && !Directory.Exists(final))
        {
            Directory.Move(old, final);
        }

        Remove(old);
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static FaultException Refused(string message, string remedy) => new(FaultCode.UsageInvalid, message, remedy);
}
