using EdgeVL.Contracts.Faults;
using Microsoft.Win32.SafeHandles;

namespace EdgeVL.ModelBuilder.Checkpoints;

/// <summary>Opens files of a checkpoint with faults that name them.</summary>
internal static class CheckpointFile
{
    /// <summary>Opens <paramref name="file"/> for reading from front to back.</summary>
    public static FileStream Open(string file) =>
        Opened(file, static path => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0));

    /// <summary>Opens <paramref name="file"/> for reading at any place.</summary>
    public static SafeFileHandle OpenHandle(string file) => Opened(file, static path => File.OpenHandle(path));

    /// <summary>The bytes of a small file.</summary>
    public static byte[] ReadAll(string file) => Opened(file, File.ReadAllBytes);

    private static T Opened<T>(string file, Func<string, T> open)
    {
        try
        {
            return open(file);
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
