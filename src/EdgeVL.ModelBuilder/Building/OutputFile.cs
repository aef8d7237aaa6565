namespace EdgeVL.ModelBuilder.Building;

/// <summary>A small file of an output folder.</summary>
internal static class OutputFile
{
    /// <summary>Writes a new file and waits until the disk has it.</summary>
    /// <exception cref="Contracts.Faults.FaultException">It cannot be written, for lack of room or another reason.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw WriteFault.Of(path, 0, fault);
        }
    }
}
