using EdgeVL.Capture.Runtime;

namespace EdgeVL.Capture.Pictures;

/// <summary>Reads a picture's file, after a look at what it is.</summary>
internal static class PictureFile
{
    /// <summary>All its bytes.</summary>
    /// <exception cref="Contracts.Faults.FaultException">It is missing, a folder, no plain file, empty, too large or may not be read.</exception>
    public static byte[] Read(string path)
    {
        ThrowIfNotReadable(path);
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw PictureFault.Of(path, exception.Message.TrimEnd('.'), "Check that this user may read the file.", exception);
        }
    }

    private static void ThrowIfNotReadable(string path)
    {
        if (Directory.Exists(path))
        {
            throw PictureFault.Of(path, "it is a folder", "Name a file in it, or use the folder as folder:PATH.");
        }

        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw PictureFault.Of(path, "there is no such file", "Check the path.");
        }

        if (!LibC.IsRegularFile(path))
        {
            throw PictureFault.Of(path, "it is no plain file, but a pipe, a socket, a device or a broken link", "Name a plain file.");
        }

        if (file.Length > PictureLimits.FileBytes)
        {
            throw PictureFault.Of(path, $"it has {file.Length} bytes, and {PictureLimits.FileBytes} are the limit", "Save it smaller.");
        }
    }
}
