using System.Collections.Frozen;

namespace EdgeVL.House.Tests;

/// <summary>The files of this repository as they lie on disk, without what is built or fetched.</summary>
internal static class Repository
{
    private static readonly FrozenSet<string> NotOurs = FrozenSet.Create(
        ".git",
        ".dotnet",
        ".tools",
        ".vs",
        ".idea",
        "bin",
        "obj",
        "artifacts",
        "node_modules",
        "TestResults",
        "BenchmarkDotNet.Artifacts"
    );

    /// <summary>Absolute path of the folder that holds EdgeVL.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Paths of all files, relative to the root, with forward slashes, in order.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Enumerate(new DirectoryInfo(Root)).Order(StringComparer.Ordinal)];

    /// <summary>Files of <paramref name="folder"/> with one of the extensions; an empty folder is the whole repository.</summary>
    public static IEnumerable<string> FilesIn(string folder, params string[] extensions) =>
        Files.Where(file =>
            (folder.Length == 0 || file.StartsWith(folder + "/", StringComparison.Ordinal)) && extensions.Contains(Path.GetExtension(file))
        );

    /// <summary>Absolute path of a file of the repository.</summary>
    public static string PathOf(string file) => Path.Combine(Root, file);

    /// <summary>The text of a file of the repository.</summary>
    public static string Text(string file) => File.ReadAllText(PathOf(file));

    /// <summary>Whether a file or a folder of this name exists.</summary>
    public static bool Exists(string path) => File.Exists(PathOf(path)) || Directory.Exists(PathOf(path));

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "EdgeVL.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("No folder above the tests holds EdgeVL.sln.");
    }

    private static IEnumerable<string> Enumerate(DirectoryInfo folder) =>
        folder
            .EnumerateFiles()
            .Select(file => Path.GetRelativePath(Root, file.FullName))
            .Concat(
                folder
                    .EnumerateDirectories()
                    .Where(inner => !NotOurs.Contains(inner.Name) && inner.LinkTarget is null)
                    .SelectMany(Enumerate)
            );
}
