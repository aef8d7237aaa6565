using System.Text.RegularExpressions;

namespace EdgeVL.House.Tests;

/// <summary>References point one way, and a library stops at its project.</summary>
public sealed partial class ProjectArrowTests
{
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["EdgeVL.Contracts"] = [],
        ["EdgeVL.Capture"] = ["EdgeVL.Contracts"],
        ["EdgeVL.Qwen3VL"] = ["EdgeVL.Contracts"],
        ["EdgeVL.Mqtt"] = ["EdgeVL.Contracts"],
        ["EdgeVL.ModelBuilder"] = ["EdgeVL.Qwen3VL"],
        ["EdgeVL.Daemon"] = ["EdgeVL.Capture", "EdgeVL.Mqtt", "EdgeVL.Qwen3VL"],
        ["EdgeVL.Cli"] = ["EdgeVL.Daemon", "EdgeVL.ModelBuilder"],
    };

    // Start of the package's name; start of its namespaces; the projects that may name them.
    private static readonly (string Package, string Namespace, string[] Homes)[] Libraries =
    [
        ("OpenCvSharp", "OpenCvSharp", ["EdgeVL.Capture"]),
        ("MQTTnet", "MQTTnet", ["EdgeVL.Mqtt"]),
        ("Microsoft.ML.OnnxRuntime", "Microsoft.ML.OnnxRuntime", ["EdgeVL.Qwen3VL", "EdgeVL.ModelBuilder"]),
        ("OnnxSharp", "Onnx", ["EdgeVL.ModelBuilder"]),
        ("Google.Protobuf", "Google.Protobuf", ["EdgeVL.ModelBuilder"]),
        ("Microsoft.Data.Sqlite", "Microsoft.Data.Sqlite", ["EdgeVL.Daemon"]),
        ("YamlDotNet", "YamlDotNet", ["EdgeVL.Daemon"]),
        ("JsonSchema.Net", "Json.Schema", ["EdgeVL.Daemon"]),
        ("Microsoft.Extensions.Hosting.Systemd", "Microsoft.Extensions.Hosting.Systemd", ["EdgeVL.Daemon"]),
        ("OpenTelemetry", "OpenTelemetry", ["EdgeVL.Daemon"]),
        ("System.CommandLine", "System.CommandLine", ["EdgeVL.Cli"]),
        ("Spectre.Console", "Spectre.Console", ["EdgeVL.Cli"]),
    ];

    public static TheoryData<string> SourceProjects => [.. Project.Sources.Select(static project => project.Name)];

    public static TheoryData<string> LibraryNames => [.. Libraries.Select(static library => library.Package)];

    [Fact]
    public void The_house_has_the_rooms_of_the_drawing() =>
        Assert.Equal(
            Arrows.Keys.Order(StringComparer.Ordinal),
            Project.Sources.Select(static project => project.Name).Order(StringComparer.Ordinal)
        );

    [Theory]
    [MemberData(nameof(SourceProjects))]
    public void A_project_refers_to_its_neighbours_below_and_to_nothing_else(string name) =>
        Assert.Equal(Arrows[name], Source(name).Projects.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(SourceProjects))]
    public void A_project_names_no_namespace_of_a_project_that_it_does_not_rest_on(string name)
    {
        string[] strangers = [.. Arrows.Keys.Where(other => other != name && !Below(name).Contains(other))];
        IEnumerable<string> found =
            from line in UsingLines(Source(name))
            from stranger in strangers
            where Names(line.Namespace, stranger)
            select $"{line.File}: {line.Namespace}";
        Findings.None(found);
    }

    [Theory]
    [MemberData(nameof(LibraryNames))]
    public void A_library_is_referred_to_only_where_it_lives(string package)
    {
        (_, _, string[] homes) = Libraries.Single(library => library.Package == package);
        IEnumerable<string> elsewhere = Project
            .Sources.Where(project => project.Packages.Any(name => name.StartsWith(package, StringComparison.Ordinal)))
            .Select(static project => project.Name)
            .Except(homes);
        Findings.None(elsewhere);
    }

    [Theory]
    [MemberData(nameof(LibraryNames))]
    public void A_library_is_named_in_code_only_where_it_lives(string package)
    {
        (_, string library, string[] homes) = Libraries.Single(entry => entry.Package == package);
        IEnumerable<string> elsewhere =
            from project in Project.Sources
            where !homes.Contains(project.Name)
            from line in UsingLines(project)
            where Names(line.Namespace, library)
            select $"{line.File}: {line.Namespace}";
        Findings.None(elsewhere);
    }

    [Theory]
    [MemberData(nameof(SourceProjects))]
    public void A_project_calls_native_code_from_one_file_at_most(string name) =>
        Assert.InRange(Source(name).Code.Count(static file => NativeImport().IsMatch(Repository.Text(file))), 0, 1);

    [Fact]
    public void Every_source_project_has_tests_that_mirror_it() =>
        Findings.None(
            Project
                .Sources.Select(static project => $"tests/{project.Name}.Tests/{project.Name}.Tests.csproj")
                .Where(static file => !Repository.Exists(file))
        );

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        string solution = Repository.Text("EdgeVL.sln").Replace('\\', '/');
        Findings.None(Project.All.Where(project => !solution.Contains($"\"{project.File}\"", StringComparison.Ordinal)));
    }

    private static Project Source(string name) => Project.Sources.Single(project => project.Name == name);

    private static HashSet<string> Below(string name) => [.. Arrows[name].Concat(Arrows[name].SelectMany(Below))];

    private static bool Names(string found, string wanted) => found == wanted || found.StartsWith(wanted + ".", StringComparison.Ordinal);

    private static IEnumerable<(string File, string Namespace)> UsingLines(Project project) =>
        from file in project.Code
        from Match match in NamespaceInUse().Matches(Repository.Text(file))
        select (file, match.Groups["name"].Value);

    [GeneratedRegex(@"^\s*(?:global\s+)?using\s+(?:static\s+|\w+\s*=\s*)?(?:global::)?(?<name>[\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespaceInUse();

    [GeneratedRegex(@"\[(?:System\.Runtime\.InteropServices\.)?(?:DllImport|LibraryImport)\(")]
    private static partial Regex NativeImport();
}
