using System.Text;
using EdgeVL.Daemon.Yaml;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeVL.Daemon.Tests.Yaml;

public sealed class YamlFileTests
{
    private readonly YamlFaults faults = new();

    [Theory]
    [InlineData("true", nameof(ScalarKind.Boolean))]
    [InlineData("false", nameof(ScalarKind.Boolean))]
    [InlineData("null", nameof(ScalarKind.Null))]
    [InlineData("", nameof(ScalarKind.Null))]
    [InlineData("0", nameof(ScalarKind.Number))]
    [InlineData("-1.5e3", nameof(ScalarKind.Number))]
    [InlineData("no", nameof(ScalarKind.Text))]
    [InlineData("on", nameof(ScalarKind.Text))]
    [InlineData("True", nameof(ScalarKind.Text))]
    [InlineData("~", nameof(ScalarKind.Text))]
    [InlineData("0042", nameof(ScalarKind.Text))]
    [InlineData("1_000", nameof(ScalarKind.Text))]
    [InlineData("0x1F", nameof(ScalarKind.Text))]
    [InlineData(".inf", nameof(ScalarKind.Text))]
    [InlineData("1:30", nameof(ScalarKind.Text))]
    [InlineData("2026-11-22", nameof(ScalarKind.Text))]
    [InlineData("\"5\"", nameof(ScalarKind.Text))]
    [InlineData("'true'", nameof(ScalarKind.Text))]
    public void Only_plain_true_false_null_and_json_numbers_are_more_than_text(string written, string kind)
    {
        YamlScalar value = Assert.IsType<YamlScalar>(Parse($"key: {written}").Find("key"));
        Assert.Equal(kind, value.Kind.ToString());
    }

    [Fact]
    public void Every_node_knows_its_line_and_column()
    {
        YamlMapping root = Parse("a: 1\nb:\n  - x\n  - { c: y }\n");
        var list = Assert.IsType<YamlList>(root.Find("b"));
        var inner = Assert.IsType<YamlMapping>(list.Items[1]);
        Assert.Equal("f.yaml:1:4", root.Find("a")!.Place.ToString());
        Assert.Equal("f.yaml:3:5", list.Items[0].Place.ToString());
        Assert.Equal("f.yaml:4:10", inner.Find("c")!.Place.ToString());
        Assert.Equal("f.yaml:2:1", root.Entries[1].Place.ToString());
    }

    [Theory]
    [InlineData("a: 1\nb: 2\na: 3", "f.yaml:3:1", "first in line 1")]
    [InlineData("a: &x 1", "f.yaml:1:4", "anchor '&x'")]
    [InlineData("a: *x", "f.yaml:1:4", "alias")]
    [InlineData("*a : 1\nb: &a 2", "f.yaml:1:1", "alias")]
    [InlineData("a: !!str 1", "f.yaml:1:4", "tag")]
    [InlineData("a: !ruby/object:Gem 1", "f.yaml:1:4", "tag")]
    [InlineData("a: 1\n---\nb: 2", "f.yaml:2:1", "second document")]
    [InlineData("? [a, b]\n: 1", "f.yaml:1:3", "no")]
    [InlineData("", "f.yaml:1:1", "empty")]
    [InlineData("# only a comment", "f.yaml:1:1", "empty")]
    [InlineData("a: 'open", "f.yaml:1:4", "no YAML")]
    [InlineData("a: [1, 2", "f.yaml:", "no YAML")]
    [InlineData("a:\n\t- 1", "f.yaml:2:1", "no YAML")]
    [InlineData("a: [x, y\nb: 1\nc: 2", "f.yaml:1:5", "no YAML")]
    [InlineData("a: 1\n b: 2", "f.yaml:2", "no YAML")]
    [InlineData("%YAML 9.9\n---\na: 1", "f.yaml:1:1", "no YAML")]
    public void What_a_configuration_never_needs_is_refused_at_its_place(string text, string place, string what)
    {
        YamlFile.Parse(text, "f.yaml", faults);
        string line = faults.Lines[0];
        Assert.StartsWith(place, line, StringComparison.Ordinal);
        Assert.Contains(what, line, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_ends_at_its_limit_and_not_with_the_stack()
    {
        Assert.NotNull(YamlFile.Parse(Nested(YamlTree.MaxDepth), "f.yaml", faults));
        Assert.Equal(0, faults.Count);
        Assert.Null(YamlFile.Parse(Nested(100_000), "f.yaml", faults));
        Assert.Contains("more than 32 deep", Assert.Single(faults.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_too_large_missing_a_folder_or_not_utf8_is_a_fault_with_its_name()
    {
        using var folder = new TemporaryFolder();
        string large = folder.Write("large.yaml", "a: " + new string('x', YamlFile.MaxBytes));
        string latin = folder.Write("latin.yaml", [.. "a: M"u8, 0xFC, .. "ller"u8]);
        string[] paths = [large, latin, folder.At("none.yaml"), folder.Path, "/dev/zero", "bad\0name", ""];
        string[] whats =
        [
            "larger than 256 KiB",
            "not UTF-8",
            "cannot be read",
            "cannot be read",
            "larger than",
            "cannot be read",
            "cannot be read",
        ];
        foreach ((string path, string what) in paths.Zip(whats))
        {
            var found = new YamlFaults();
            Assert.Null(YamlFile.Read(path, found));
            string line = Assert.Single(found.Lines);
            Assert.StartsWith($"{path}:1:1: ", line, StringComparison.Ordinal);
            Assert.Contains(what, line, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_byte_order_mark_and_windows_line_ends_are_taken_in_stride()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("bom.yaml", [.. Encoding.UTF8.Preamble, .. "a: 1\r\nb: ünï\r\n"u8]);
        var root = Assert.IsType<YamlMapping>(YamlFile.Read(path, faults)!.Root);
        Assert.Equal("ünï", Assert.IsType<YamlScalar>(root.Find("b")).Text);
        Assert.Equal((2, 4), (root.Find("b")!.Place.Line, root.Find("b")!.Place.Column));
    }

    [Fact]
    public void No_text_makes_the_reader_throw()
    {
        string[] pieces =
        [
            "a: ",
            "- ",
            "{",
            "}",
            "[",
            "]",
            "\n",
            "\n  ",
            "\t",
            "&a ",
            "*a",
            "!t ",
            "!!",
            "%TAG ! x\n",
            "%YAML 1.2\n",
            "---",
            "...",
            "\"",
            "'",
            "\\x",
            "\\uD800",
            "|\n",
            ">-\n",
            "? ",
            ": ",
            ", ",
            "#",
            "\0",
            "\u0085",
            "\u2028",
            "\uFEFF",
            "\uD83D",
            "1",
            "null",
            "<<",
            "@",
            "`",
            "key",
            "ключ",
        ];
        Gen<string> text = Gen.Elements(pieces).ListOf().Select(static parts => string.Concat(parts));
        Prop.ForAll(text.ToArbitrary(), static some => NeverThrows(some))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(60));
    }

    private static bool NeverThrows(string text)
    {
        var found = new YamlFaults();
        YamlNode? root = YamlFile.Parse(text, "f.yaml", found);
        Assert.All(found.Lines, static line => Assert.Matches(@"\Af\.yaml:[1-9][0-9]*:[1-9][0-9]*: [^\r\n]+\z", line));
        return root is not null || found.Count > 0;
    }

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    private YamlMapping Parse(string text)
    {
        YamlNode? root = YamlFile.Parse(text, "f.yaml", faults);
        Assert.Empty(faults.Lines);
        return Assert.IsType<YamlMapping>(root);
    }
}
