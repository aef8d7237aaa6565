using EdgeVL.Capture.Pictures;
using EdgeVL.Capture.Tests.Support;
using EdgeVL.Contracts.Faults;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeVL.Capture.Tests;

public sealed class ImageFolderTests
{
    [Fact]
    public void Pictures_stand_in_natural_order_and_other_files_are_counted()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in new[] { "f10.jpg", "f2.JPG", "f1.png", "notes.txt", ".hidden.png", "truth.json" })
        {
            folder.Write(name, []);
        }

        Directory.CreateDirectory(Path.Combine(folder.Path, "deeper.png"));
        ImageFolder list = ImageFolder.List(folder.Path);
        Assert.Equal(["f1.png", "f2.JPG", "f10.jpg"], list.Pictures.Select(Path.GetFileName));
        Assert.Equal(3, list.Others);
    }

    [Fact]
    public void The_samples_are_all_there() => Assert.Equal(48, ImageFolder.List(Samples.Frames).Pictures.Count);

    [Fact]
    public void A_folder_that_is_none_is_a_fault_with_its_name()
    {
        FaultException missing = Assert.Throws<FaultException>(() => ImageFolder.List("/nowhere/frames"));
        Assert.Equal(FaultCode.CaptureOpenFailed, missing.Code);
        Assert.Contains("/nowhere/frames", missing.Message, StringComparison.Ordinal);
        Assert.Contains(
            "it is a file",
            Assert.Throws<FaultException>(() => ImageFolder.List(Samples.Clip)).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("frame2", "frame10")]
    [InlineData("a", "b")]
    [InlineData("7", "a")]
    [InlineData("a1b2", "a1b10")]
    [InlineData("a", "a0")]
    [InlineData("01", "1")]
    [InlineData("99999999999999999999998", "99999999999999999999999")]
    public void Numbers_in_names_count_as_numbers(string smaller, string larger)
    {
        Assert.True(NaturalOrder.Instance.Compare(smaller, larger) < 0);
        Assert.True(NaturalOrder.Instance.Compare(larger, smaller) > 0);
    }

    [Fact]
    public void The_order_is_total() =>
        Prop.ForAll(
                Gen.ArrayOf(Gen.Elements('0', '1', '9', 'a', 'b')).Select(static letters => new string(letters)).Three().ToArbitrary(),
                static names =>
                {
                    (string a, string b, string c) = names;
                    NaturalOrder order = NaturalOrder.Instance;
                    bool opposite = int.Sign(order.Compare(a, b)) == -int.Sign(order.Compare(b, a));
                    bool equalOnlyToItself = (order.Compare(a, b) == 0) == (a == b);
                    bool transitive = order.Compare(a, b) > 0 || order.Compare(b, c) > 0 || order.Compare(a, c) <= 0;
                    return opposite && equalOnlyToItself && transitive;
                }
            )
            .QuickCheckThrowOnFailure();
}
