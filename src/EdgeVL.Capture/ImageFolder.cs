using EdgeVL.Capture.Pictures;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Capture;

/// <summary>The pictures of a folder.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Pictures">Paths of the picture files by their endings, in natural order (2 before 10); none was opened yet.</param>
/// <param name="Others">Files that are no pictures by their endings, hidden ones included; folders do not count.</param>
public sealed record ImageFolder(string Path, IReadOnlyList<string> Pictures, int Others)
{
    /// <summary>Lists a folder, not the folders in it.</summary>
    /// <exception cref="FaultException"><see cref="FaultCode.CaptureOpenFailed"/>: it is missing, no folder or may not be read.</exception>
    public static ImageFolder List(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string[] files = Files(path);
        string[] pictures = [.. files.Where(IsPicture).Order(NaturalOrder.Instance)];
        return new ImageFolder(path, pictures, files.Length - pictures.Length);
    }

    private static string[] Files(string path)
    {
        try
        {
            return Directory.GetFiles(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            string why = File.Exists(path) ? "it is a file" : exception.Message.TrimEnd('.');
            throw new FaultException(
                FaultCode.CaptureOpenFailed,
                $"The picture folder '{path}' cannot be listed: {why}.",
                "Check the path and that this user may read it.",
                exception
            );
        }
    }

    private static bool IsPicture(string file) => !System.IO.Path.GetFileName(file).StartsWith('.') && PictureFormats.HasEnding(file);
}
