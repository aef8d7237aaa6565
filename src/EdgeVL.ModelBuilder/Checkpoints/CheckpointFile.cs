using EdgeVL.Contracts.Faults;

namespace EdgeVL.ModelBuilder.Checkpoints;

/// <summary>Opens files of a checkpoint with faults that name them.</summary>
internal static class CheckpointFile
{
    /// <summary>Opens <paramref name="file"/> for reading.</summary>
    public static FileStream Open(string file)
    {
        try
        {
            return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new FaultException(
                FaultCode.CheckpointInvalid,
                $"'{file}' cannot be read: {fault.Message}",
                "Check the path and the rights.",
                fault
            );
        }
    }
}
