using System.Text.RegularExpressions;

namespace EdgeVL.House.Tests;

/// <summary>A reader of this repository needs nothing that lies outside it, and finds no folder or file left empty.</summary>
public sealed partial class WordTests
{
    private static readonly string[] TextFiles =
    [
        ".cs",
        ".md",
        ".sh",
        ".cake",
        ".yaml",
        ".yml",
        ".props",
        ".targets",
        ".csproj",
        ".service",
        ".conf",
        ".txt",
        ".py",
        "",
    ];

    [Fact]
    public void No_text_speaks_of_a_place_or_a_conversation_that_the_reader_does_not_have()
    {
        IEnumerable<string> found =
            from file in Repository.FilesIn("", TextFiles)
            where file != "tests/EdgeVL.House.Tests/WordTests.cs"
            from line in Repository.Text(file).Split('\n').Index()
            where ElsewherePattern().IsMatch(line.Item)
            select $"{file}:{line.Index + 1}: {line.Item.Trim()}";
        Findings.None(found);
    }

    [Fact]
    public void No_file_is_empty() =>
        Findings.None(Repository.Files.Where(static file => new FileInfo(Repository.PathOf(file)).Length == 0));

    [Fact]
    public void Text_files_end_their_lines_as_Unix_does() =>
        Findings.None(
            Repository.FilesIn("", TextFiles).Where(static file => Repository.Text(file).Contains('\r', StringComparison.Ordinal))
        );

    [Fact]
    public void Nothing_is_left_to_do() =>
        Findings.None(
            Repository
                .FilesIn("", ".cs", ".cake", ".sh")
                .Where(static file => file != "tests/EdgeVL.House.Tests/WordTests.cs" && Unfinished().IsMatch(Repository.Text(file)))
        );

    [GeneratedRegex(
        @"/work/|(?<![\w./-])(?:\.\./)*shared/(?:design|reference|nano|style|checks|hooks)|\breference/[\w-]+\.md|\bissue #?\d+\b",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex ElsewherePattern();

    [GeneratedRegex(@"\b(?:TODO|FIXME|HACK|XXX|NotImplementedException)\b")]
    private static partial Regex Unfinished();
}
