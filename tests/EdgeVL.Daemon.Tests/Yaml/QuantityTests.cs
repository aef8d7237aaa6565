using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Tests.Yaml;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("200ms", 200)]
    [InlineData("5s", 5_000)]
    [InlineData("1.5 min", 90_000)]
    [InlineData("2m", 120_000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("30d", 2_592_000_000)]
    public void Durations_have_a_unit(string text, double milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Duration.Within(TimeSpan.Zero, TimeSpan.FromDays(99))(Value(text)));

    [Theory]
    [InlineData("5", "no duration")]
    [InlineData("s", "no duration")]
    [InlineData("-5s", "no duration")]
    [InlineData("5 parsecs", "no duration")]
    [InlineData("1.2.3s", "no duration")]
    [InlineData("9999999999999999999d", "no duration")]
    [InlineData("200s", "from 500ms to 90s")]
    [InlineData("499ms", "from 500ms to 90s")]
    public void A_faulty_duration_is_told_with_its_remedy(string text, string part)
    {
        FaultException fault = Assert.Throws<FaultException>(() =>
            Duration.Within(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(90))(Value(text))
        );
        Assert.Contains(part, fault.Explained, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2 GiB", 2L << 30)]
    [InlineData("1.5MiB", 1_572_864)]
    [InlineData("500 MB", 500_000_000)]
    [InlineData("64kB", 64_000)]
    public void Amounts_of_memory_have_a_unit(string text, long bytes) =>
        Assert.Equal(bytes, ByteSize.Within(1, long.MaxValue)(Value(text)));

    [Theory]
    [InlineData("2", "no amount")]
    [InlineData("2 gib", "no amount")]
    [InlineData("", "no value")]
    [InlineData("9999999999 TiB", "from 1 KiB to 1 MiB")]
    [InlineData("1 B", "no amount")]
    public void A_faulty_amount_is_told_with_its_remedy(string text, string part)
    {
        FaultException fault = Assert.Throws<FaultException>(() => ByteSize.Within(1024, 1 << 20)(Value(text)));
        Assert.Contains(part, fault.Explained, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sourse", "source")]
    [InlineData("Source", "source")]
    [InlineData("clientid", "client_id")]
    [InlineData("keep-alive", "keep_alive")]
    [InlineData("sotre", "store")]
    [InlineData("xyz", null)]
    [InlineData("", null)]
    public void The_nearest_word_is_proposed_and_a_far_one_is_not(string word, string? meant) =>
        Assert.Equal(meant, NearMiss.Of(word, ["source", "client_id", "keep_alive", "store", "size"]));

    [Theory]
    [InlineData("rtsp://u:secret@10.0.0.7/s", "rtsp://u:***@10.0.0.7/s")]
    [InlineData("rtsp://u:se/c@r:et@10.0.0.7/s", "rtsp://u:***@10.0.0.7/s")]
    [InlineData("rtsp://:secret@h", "rtsp://:***@h")]
    [InlineData("rtsp://u:${env:P}@h", "rtsp://u:${env:P}@h")]
    [InlineData("rtsp://u:${env:P}x@h", "rtsp://u:***@h")]
    [InlineData("rtsp://h:554/a@b", "rtsp://h:554/a@b")]
    [InlineData("rtsp://h/s", "rtsp://h/s")]
    public void A_password_in_an_address_is_blotted_out(string address, string shown) => Assert.Equal(shown, AddressPassword.Hide(address));

    private static YamlScalar Value(string text) => new(TextPlace.StartOf("f.yaml"), text, plain: true);
}
