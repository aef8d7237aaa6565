namespace EdgeVL.House.Tests;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <summary>Its absolute path.</summary>
    public string FullName { get; } = Directory.CreateTempSubdirectory("edgevl-house-").FullName;

    /// <summary>Absolute path of something in it.</summary>
    public string this[string path] => Path.Combine(FullName, path);

    /// <summary>Writes a text file, with the folders above it.</summary>
    public string Write(string path, string text)
    {
        string file = this[path];
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    /// <summary>Writes a shell script that may be started.</summary>
    public string WriteScript(string path, string text)
    {
        string file = Write(path, "#!/bin/sh\n" + text);
        File.SetUnixFileMode(
            file,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.OtherRead
        );
        return file;
    }

    public void Dispose() => Directory.Delete(FullName, recursive: true);
}
