using System.Text.RegularExpressions;

namespace EdgeVL.House.Tests;

/// <summary>What a document names exists.</summary>
public sealed partial class DocumentTests
{
    private static readonly string[] OurFolders = ["src/", "tests/", "samples/", "docs/", "deploy-jetson/", "calibration/", ".ci/"];

    public static TheoryData<string> Documents => [.. Repository.FilesIn("", ".md").Where(static file => Prose(file))];

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_link_leads_somewhere(string document)
    {
        string folder = Path.GetDirectoryName(document)!;
        IEnumerable<string> dead =
            from Match link in Link().Matches(WithoutCode(Repository.Text(document)))
            let target = link.Groups[1].Value
            where !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal)
            where !Leads(document, folder, target)
            select target;
        Findings.None(dead);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_file_that_is_named_exists(string document)
    {
        IEnumerable<string> missing =
            from name in InlineCode(Repository.Text(document))
            where OurFolders.Any(folder => name.StartsWith(folder, StringComparison.Ordinal)) && PlainPath().IsMatch(name)
            where !Repository.Exists(name)
            select name;
        Findings.None(missing);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_type_that_is_named_beside_a_path_is_declared_there(string document)
    {
        IEnumerable<string> strangers =
            from line in Repository.Text(document).Split('\n')
            let names = InlineCode(line).ToArray()
            let paths = names.Where(static name => name.StartsWith("src/", StringComparison.Ordinal) && Repository.Exists(name)).ToArray()
            where paths.Length > 0
            from name in names
            where TypeName().IsMatch(name) && !paths.Any(path => Declares(path, name))
            select name;
        Findings.None(strangers);
    }

    [Fact]
    public void The_readme_opens_with_the_two_commands()
    {
        string[] opening = [.. Repository.Text("README.md").Split('\n').Take(25)];
        Assert.Contains(opening, static line => line.StartsWith("./build.sh demo", StringComparison.Ordinal));
        Assert.Contains(opening, static line => line.StartsWith("./build.sh test", StringComparison.Ordinal));
    }

    [Fact]
    public void The_readme_tells_every_exit_code()
    {
        string readme = Repository.Text("README.md");
        MatchCollection codes = ExitCodes().Matches(Repository.Text("src/EdgeVL.Contracts/Faults/ExitCode.cs"));
        Assert.NotEmpty(codes);
        Assert.All(codes, code => Assert.Contains($"| {code.Groups[1].Value} |", readme, StringComparison.Ordinal));
    }

    [Fact]
    public void Decisions_are_numbered_without_a_hole_and_tell_context_decision_and_consequences()
    {
        string[] decisions = [.. Repository.FilesIn("docs/adr", ".md")];
        Assert.NotEmpty(decisions);
        for (int i = 0; i < decisions.Length; i++)
        {
            Assert.StartsWith($"docs/adr/{i + 1:D4}-", decisions[i], StringComparison.Ordinal);
            Assert.All(
                ["## Context", "## Decision", "## Consequences"],
                part => Assert.Contains(part, Repository.Text(decisions[i]), StringComparison.Ordinal)
            );
        }
    }

    // Vectors and samples come with a description of their own origin.
    private static bool Prose(string file) =>
        !file.StartsWith("tests/", StringComparison.Ordinal) && !file.StartsWith("samples/", StringComparison.Ordinal);

    private static bool Leads(string document, string folder, string target)
    {
        string[] parts = target.Split('#', 2);
        string file =
            parts[0].Length == 0 ? document : Path.GetRelativePath(Repository.Root, Path.Combine(Repository.Root, folder, parts[0]));
        return Repository.Exists(file)
            && (parts.Length == 1 || !file.EndsWith(".md", StringComparison.Ordinal) || Anchors(file).Contains(parts[1]));
    }

    private static IEnumerable<string> Anchors(string document) =>
        Heading()
            .Matches(Repository.Text(document))
            .Select(static heading => NotInAnchor().Replace(heading.Groups["title"].Value.ToLowerInvariant(), "").Replace(' ', '-'));

    private static string WithoutCode(string text) => InlineCodeSpan().Replace(Fence().Replace(text, ""), "");

    private static IEnumerable<string> InlineCode(string text) =>
        InlineCodeSpan().Matches(Fence().Replace(text, "")).Select(static code => code.Groups[1].Value);

    private static bool Declares(string path, string type)
    {
        var declaration = new Regex($@"\b(?:class|record|struct|interface|enum|record struct)\s+{type}\b");
        IEnumerable<string> files = path.EndsWith(".cs", StringComparison.Ordinal) ? [path] : Repository.FilesIn(path.TrimEnd('/'), ".cs");
        return files.Any(file => declaration.IsMatch(Repository.Text(file)));
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex InlineCodeSpan();

    [GeneratedRegex(@"^[\w./-]+$")]
    private static partial Regex PlainPath();

    [GeneratedRegex(@"^(?:[A-Z][a-z0-9]+){2,}$")]
    private static partial Regex TypeName();

    [GeneratedRegex("^#+ +(?<title>.+?) *$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();

    [GeneratedRegex(@"const int \w+ = (\d+);")]
    private static partial Regex ExitCodes();
}
