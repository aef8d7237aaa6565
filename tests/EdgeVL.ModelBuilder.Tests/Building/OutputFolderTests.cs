using EdgeVL.Contracts.Faults;
using EdgeVL.ModelBuilder.Building;
using EdgeVL.ModelBuilder.Tests.Support;

namespace EdgeVL.ModelBuilder.Tests.Building;

public sealed class OutputFolderTests : IDisposable
{
    private const string Mark = "mark.json";

    private readonly TemporaryFolder folder = new();

    private string Output => folder.At("model");

    [Fact]
    public void Nothing_has_the_final_name_before_it_is_published()
    {
        using (var place = new OutputFolder(Output, replace: false, Mark))
        {
            File.WriteAllText(Path.Combine(place.Working, "a"), "a");
            Assert.False(Directory.Exists(Output));
            place.Publish();
        }

        Assert.Equal(["a"], Directory.EnumerateFileSystemEntries(Output).Select(Path.GetFileName));
        Assert.Equal(["model"], Names());
    }

    [Fact]
    public void What_is_not_published_is_gone()
    {
        using (var place = new OutputFolder(Output, replace: false, Mark))
        {
            File.WriteAllText(Path.Combine(place.Working, "a"), "a");
        }

        Assert.Empty(Names());
    }

    [Fact]
    public void An_existing_folder_is_refused_without_leave_to_replace_it()
    {
        folder.Write("model/mark.json", "{}");
        Faults.Expect(FaultCode.UsageInvalid, () => Open(replace: false), $"'{Output}'", "exists");
        Assert.Equal("{}", File.ReadAllText(folder.At("model/mark.json")));
    }

    [Fact]
    public void An_empty_folder_is_taken()
    {
        Directory.CreateDirectory(Output);
        using var place = new OutputFolder(Output, replace: false, Mark);
        place.Publish();
        Assert.Equal(["model"], Directory.EnumerateDirectories(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void A_folder_of_the_same_kind_is_replaced_and_stands_until_then()
    {
        folder.Write("model/mark.json", "old");
        using (var place = new OutputFolder(Output, replace: true, Mark))
        {
            File.WriteAllText(Path.Combine(place.Working, Mark), "new");
            Assert.Equal("old", File.ReadAllText(folder.At("model/mark.json")));
            place.Publish();
            Assert.Equal("new", File.ReadAllText(folder.At("model/mark.json")));
        }

        Assert.Equal(["model"], Names());
    }

    [Fact]
    public void A_folder_of_another_kind_is_not_replaced_even_with_leave()
    {
        folder.Write("model/thesis.tex", "years of work");
        Faults.Expect(FaultCode.UsageInvalid, () => Open(replace: true), $"'{Output}'", Mark);
        Assert.Equal("years of work", File.ReadAllText(folder.At("model/thesis.tex")));
    }

    [Fact]
    public void A_file_is_not_replaced()
    {
        folder.Write("model", "text");
        Faults.Expect(FaultCode.UsageInvalid, () => Open(replace: true), "is a file");
    }

    [Fact]
    public void Two_cannot_write_one_folder_at_a_time()
    {
        using var first = new OutputFolder(Output, replace: false, Mark);
        Faults.Expect(FaultCode.UsageInvalid, () => Open(replace: false), $"'{Output}'", "another process");
        Assert.True(Directory.Exists(first.Working));
    }

    [Fact]
    public void What_a_killed_build_left_is_removed_by_the_next()
    {
        folder.Write(".model.building/decoder.data", "half");
        folder.Write(".model.lock", "");
        using (var place = new OutputFolder(Output, replace: false, Mark))
        {
            Assert.Empty(Directory.EnumerateFileSystemEntries(place.Working));
        }

        Assert.Empty(Names());
    }

    [Fact]
    public void A_model_whose_replacement_was_killed_between_two_renames_is_put_back()
    {
        folder.Write(".model.replaced/mark.json", "old");
        folder.Write(".model.building/mark.json", "new");
        using (new OutputFolder(Output, replace: false, Mark)) { }

        Assert.Equal("old", File.ReadAllText(folder.At("model/mark.json")));
        Assert.Equal(["model"], Names());
    }

    [Fact]
    public void The_root_is_no_place() =>
        Faults.Expect(FaultCode.UsageInvalid, static () => new OutputFolder("/", true, Mark).Dispose(), "'/'");

    [Fact]
    public void A_place_that_cannot_be_written_is_named() =>
        Faults.Expect(FaultCode.UsageInvalid, static () => new OutputFolder("/proc/nowhere/model", false, Mark).Dispose(), "/proc/nowhere");

    public void Dispose() => folder.Dispose();

    private void Open(bool replace) => new OutputFolder(Output, replace, Mark).Dispose();

    private string[] Names() =>
        [.. Directory.EnumerateFileSystemEntries(folder.Path).Select(static path => Path.GetFileName(path)).Order()];
}
