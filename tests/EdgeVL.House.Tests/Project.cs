using System.Xml.Linq;

namespace EdgeVL.House.Tests;

/// <summary>One project file: what it refers to.</summary>
internal sealed class Project
{
    private readonly XDocument xml;

    private Project(string file)
    {
        File = file;
        xml = XDocument.Load(Repository.PathOf(file));
    }

    /// <summary>All projects of the repository.</summary>
    public static IReadOnlyList<Project> All { get; } = [.. Repository.FilesIn("", ".csproj").Select(static file => new Project(file))];

    /// <summary>The projects of <c>src/</c>.</summary>
    public static IEnumerable<Project> Sources => All.Where(static project => project.File.StartsWith("src/", StringComparison.Ordinal));

    /// <summary>Path, relative to the root.</summary>
    public string File { get; }

    /// <summary>The folder of the project, relative to the root.</summary>
    public string Folder => Path.GetDirectoryName(File)!;

    /// <summary>Name, such as <c>EdgeVL.Mqtt</c>.</summary>
    public string Name => Path.GetFileNameWithoutExtension(File);

    /// <summary>Names of the projects it refers to.</summary>
    public IEnumerable<string> Projects => Includes("ProjectReference").Select(static path => Path.GetFileNameWithoutExtension(path));

    /// <summary>Names of the packages it refers to.</summary>
    public IEnumerable<string> Packages => Includes("PackageReference");

    /// <summary>Its C# files.</summary>
    public IEnumerable<string> Code => Repository.FilesIn(Folder, ".cs");

    /// <summary>Elements of the file that settle a package's version themselves.</summary>
    public IEnumerable<string> OwnVersions =>
        xml.Descendants()
            .Where(static element => element.Name.LocalName is "PackageReference" or "GlobalPackageReference")
            .Where(static element => element.Attributes().Any(static name => name.Name.LocalName is "Version" or "VersionOverride"))
            .Select(static element => element.ToString());

    /// <inheritdoc/>
    public override string ToString() => Name;

    private IEnumerable<string> Includes(string element) =>
        xml.Descendants()
            .Where(found => found.Name.LocalName == element)
            .Select(static found => (string?)found.Attribute("Include"))
            .OfType<string>();
}
