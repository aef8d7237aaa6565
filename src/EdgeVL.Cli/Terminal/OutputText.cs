using EdgeVL.Contracts.Faults;

namespace EdgeVL.Cli.Terminal;

/// <summary>Text files that a command was asked to write.</summary>
internal static class OutputText
{
    /// <summary>Opens a file before the work whose result it receives begins; null where none was asked for.</summary>
    /// <exception cref="FaultException">It cannot be written.</exception>
    public static StreamWriter? Create(string? path)
    {
        try
        {
            return path is null ? null : new StreamWriter(path);
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FaultException(
                FaultCode.UsageInvalid,
                $"The file '{path}' cannot be written: {broken.Message}",
                "Check the folder and its permissions.",
                broken
            );
        }
    }
}
