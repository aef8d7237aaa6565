using System.Text.Json;
using System.Xml.Linq;

namespace EdgeVL.House.Tests;

/// <summary>Every version stands once, and what is restored is what was committed.</summary>
public sealed class PackageTests
{
    private static readonly XElement[] Pins =
    [
        .. XDocument
            .Load(Repository.PathOf("Directory.Packages.props"))
            .Descendants()
            .Where(static element => element.Name.LocalName is "PackageVersion" or "GlobalPackageReference"),
    ];

    [Fact]
    public void No_project_settles_a_version_itself() => Findings.None(Project.All.SelectMany(static project => project.OwnVersions));

    [Fact]
    public void Every_package_is_pinned_once() =>
        Findings.None(
            Pins.GroupBy(static pin => ((string?)pin.Attribute("Include"), (string?)pin.Attribute("Condition")))
                .Where(static same => same.Count() > 1)
                .Select(static same => same.Key)
        );

    [Fact]
    public void A_pin_is_an_exact_version() =>
        Findings.None(
            Pins.Select(static pin => (string)pin.Attribute("Version")!)
                .Where(static version => version.IndexOfAny(['*', '[', '(', ',']) >= 0)
        );

    [Fact]
    public void Every_package_that_a_project_takes_is_pinned()
    {
        HashSet<string> pinned = [.. Pins.Select(static pin => (string)pin.Attribute("Include")!)];
        IEnumerable<string> loose = Project
            .All.SelectMany(static project => project.Packages)
            .Concat(PropsPackages("tests/Directory.Build.props"))
            .Where(package => !pinned.Contains(package));
        Findings.None(loose);
    }

    [Fact]
    public void Every_project_has_its_lock_file() =>
        Findings.None(
            Project.All.Select(static project => $"{project.Folder}/packages.lock.json").Where(static file => !Repository.Exists(file))
        );

    [Fact]
    public void A_lock_file_holds_the_pinned_versions()
    {
        Dictionary<string, string> pinned = Pins.Where(static pin =>
                ((string?)pin.Attribute("Condition"))?.Contains("==", StringComparison.Ordinal) != true
            )
            .ToDictionary(static pin => (string)pin.Attribute("Include")!, static pin => (string)pin.Attribute("Version")!);
        IEnumerable<string> stale =
            from file in Repository.Files
            where Path.GetFileName(file) == "packages.lock.json"
            from package in LockedPackages(file)
            where pinned.TryGetValue(package.Name, out string? version) && version != package.Version
            select $"{file}: {package.Name} {package.Version}";
        Findings.None(stale);
    }

    // A package that is added to a project has to be locked for the GPU build too, which nobody builds every day.
    [Fact]
    public void The_GPU_build_restores_the_same_but_for_ONNX_Runtime()
    {
        IEnumerable<string> differing =
            from project in Project.Sources
            let usual = LockedPackages($"{project.Folder}/packages.lock.json").Where(NotOnnxRuntime)
            let gpu = LockedPackages($"{project.Folder}/packages.gpu.lock.json").Where(NotOnnxRuntime)
            where !usual.SequenceEqual(gpu)
            select $"{project.Name}: dotnet restore {project.File} --force-evaluate -p:OnnxRuntimeGpu=true";
        Findings.None(differing);
    }

    private static bool NotOnnxRuntime((string Name, string Version) package) =>
        !package.Name.StartsWith("Microsoft.ML.OnnxRuntime", StringComparison.Ordinal);

    private static IEnumerable<string> PropsPackages(string file) =>
        XDocument
            .Load(Repository.PathOf(file))
            .Descendants()
            .Where(static element => element.Name.LocalName == "PackageReference")
            .Select(static element => (string)element.Attribute("Include")!);

    private static IEnumerable<(string Name, string Version)> LockedPackages(string file)
    {
        using JsonDocument document = JsonDocument.Parse(Repository.Text(file));
        return
        [
            .. from framework in document.RootElement.GetProperty("dependencies").EnumerateObject()
            from package in framework.Value.EnumerateObject()
            where package.Value.TryGetProperty("resolved", out _)
            select (package.Name, package.Value.GetProperty("resolved").GetString()!),
        ];
    }
}
