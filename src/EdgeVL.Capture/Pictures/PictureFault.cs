using EdgeVL.Contracts.Faults;

namespace EdgeVL.Capture.Pictures;

/// <summary>The one form in which a bad picture is reported: its name and why.</summary>
internal static class PictureFault
{
    public static FaultException Of(
        string name,
        string why,
        string remedy = "Replace the file by a whole picture.",
        Exception? inner = null
    ) => new(FaultCode.PictureUnreadable, $"The picture '{name}' cannot be read: {why}.", remedy, inner);
}
