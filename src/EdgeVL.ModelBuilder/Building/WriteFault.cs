using EdgeVL.Contracts.Faults;

namespace EdgeVL.ModelBuilder.Building;

/// <summary>Translates what goes wrong while output is written.</summary>
internal static class WriteFault
{
    // Linux: no space left on the device, and quota exceeded.
    private static readonly int[] NoRoom = [28, 122];

    /// <summary>The fault of a write to <paramref name="path"/>.</summary>
    /// <param name="length">Bytes that were written before.</param>
    public static FaultException Of(string path, long length, Exception fault) =>
        NoRoom.Contains(fault.HResult)
            ? new FaultException(
                FaultCode.DiskFull,
                $"'{path}' cannot be written beyond byte {length}: {fault.Message}",
                "Free room on the disk, or choose another output folder.",
                fault
            )
            : new FaultException(
                FaultCode.UsageInvalid,
                $"'{path}' cannot be written beyond byte {length}: {fault.Message}",
                "Check the disk and the rights on the output folder.",
                fault
            );
}
