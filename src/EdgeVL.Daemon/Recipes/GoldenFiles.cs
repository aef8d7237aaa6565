using System.Globalization;
using System.Security;
using System.Security.Cryptography;
using EdgeVL.Capture;
using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Configuration;
using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Recipes;

/// <summary>The golden pictures of one recipe as they lie on the disk.</summary>
internal sealed class GoldenFiles(RelativePaths paths)
{
    private readonly HashSet<string> taken = [];

    /// <summary>Takes a picture, once.</summary>
    /// <returns>Its full path, and <c>sha256:</c> with the hash of its bytes.</returns>
    /// <exception cref="FaultException">It is not there, cannot be read, is empty or too large, or was taken before.</exception>
    public (string Image, string Hash) Take(string image)
    {
        string path = paths.Full(image);
        if (!taken.Add(path))
        {
            throw ValueFault.Of($"'{image}' is a golden picture already", "Let each picture stand once.");
        }

        try
        {
            return (path, HashOf(path, image));
        }
        catch (Exception broken)
            when (broken is IOException or UnauthorizedAccessException or SecurityException or NotSupportedException or ArgumentException)
        {
            throw ValueFault.Of(
                $"'{image}' cannot be read: {broken.Message}",
                "Check the path, which is relative to the recipe, and that the service user may read it."
            );
        }
    }

    // A pipe or a device has no length, and might never end.
    private static string HashOf(string path, string image)
    {
        long length = new FileInfo(path).Length;
        if (length is 0 or > PictureLimits.FileBytes)
        {
            throw ValueFault.Of(
                length == 0 ? $"'{image}' is empty" : $"'{image}' is too large",
                string.Create(CultureInfo.InvariantCulture, $"Take a picture of at most {PictureLimits.FileBytes >> 20} MiB.")
            );
        }

        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
