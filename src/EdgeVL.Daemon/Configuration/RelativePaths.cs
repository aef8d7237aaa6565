using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Configuration;

/// <summary>Paths of a file, relative to the folder in which that file lies.</summary>
internal sealed class RelativePaths(string file)
{
    private readonly string folder = Path.GetDirectoryName(Path.GetFullPath(file)) ?? "/";

    /// <summary>The full path.</summary>
    /// <exception cref="FaultException">It begins with <c>~</c> or holds a reference or NUL.</exception>
    public string Full(string path)
    {
        if (path.StartsWith('~'))
        {
            throw ValueFault.Of($"'{path}' begins with '~', which only a shell understands", "Write the whole path.");
        }

        if (SecretReferences.AreIn(path) || path.Contains('\0', StringComparison.Ordinal))
        {
            throw ValueFault.Of($"'{path}' is no path", "Write a path, relative to this file or from '/'.");
        }

        return Path.GetFullPath(path, folder);
    }
}
