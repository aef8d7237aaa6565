using System.Text.Json;
using EdgeVL.Contracts.Results;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeVL.Contracts.Tests.Results;

public sealed class PixelBoxTests
{
    private static readonly JsonSerializerOptions Options = ContractsJson.Wire.Options;

    [Fact]
    public void A_box_is_an_array_of_four_numbers() => Assert.Equal("[120,88,402,140]", Write(new PixelBox(120, 88, 402, 140)));

    [Fact]
    public void Width_and_height_are_differences_of_edges()
    {
        var box = new PixelBox(120, 88, 402, 140);
        Assert.Equal((282, 52), (box.Width, box.Height));
    }

    [Fact]
    public void Any_box_survives_the_wire() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<(int, int, int, int)>(),
                static edges =>
                {
                    var box = new PixelBox(edges.Item1, edges.Item2, edges.Item3, edges.Item4);
                    return Read(Write(box)) == box;
                }
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("[]")]
    [InlineData("[1,2,3]")]
    [InlineData("[1,2,3,4,5]")]
    [InlineData("[1,2,3,4.5]")]
    [InlineData("[1,2,3,\"4\"]")]
    [InlineData("[1,2,3,null]")]
    [InlineData("[1,2,3,[4]]")]
    [InlineData("[1,2,3,99999999999]")]
    [InlineData("{\"x1\":1}")]
    [InlineData("\"1,2,3,4\"")]
    [InlineData("12")]
    [InlineData("[1,2")]
    public void What_is_no_box_is_refused(string json) => Assert.Throws<JsonException>(() => Read(json));

    private static string Write(PixelBox box) => JsonSerializer.Serialize(box, Options);

    private static PixelBox Read(string json) => JsonSerializer.Deserialize<PixelBox>(json, Options);
}
