using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Publishing;
using EdgeVL.Mqtt;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeVL.Daemon.Tests.Publishing;

public class TopicNamesTests
{
    [Fact]
    public void Topics_are_those_of_the_contract()
    {
        TopicNames topics = TopicNames.Of("plant-1", "edgevl-0042");
        Assert.Equal("edgevl/v1/plant-1/edgevl-0042/status", topics.Status);
        Assert.Equal("edgevl/v1/plant-1/edgevl-0042/event", topics.Event);
        Assert.Equal("edgevl/v1/plant-1/edgevl-0042/line-1/status", topics.CameraStatus("line-1"));
        Assert.Equal("edgevl/v1/plant-1/edgevl-0042/line-1/result/lot-code", topics.Result("line-1", "lot-code"));
        Assert.Equal("edgevl/v1/plant-1/edgevl-0042/line-1/last/lot-code", topics.Last("line-1", "lot-code"));
        Assert.Equal("hall/7/status", new TopicNames("hall/7").Status);
    }

    [Theory]
    [InlineData("a/b", "a%2Fb")]
    [InlineData("a+#", "a%2B%23")]
    [InlineData("100%", "100%25")]
    [InlineData("Straße 世界", "Straße 世界")]
    [InlineData("a\0\n", "a%00%0A")]
    [InlineData("cmd", "%63md")]
    [InlineData("reply", "%72eply")]
    [InlineData("cmds", "cmds")]
    public void A_name_is_one_level_whatever_stands_in_it(string name, string level) =>
        Assert.Equal($"r/{level}/status", new TopicNames("r").CameraStatus(name));

    [Fact]
    public void Two_names_never_share_a_topic_and_no_topic_has_a_wildcard_or_a_level_too_many()
    {
        var topics = new TopicNames("r");
        Gen<string> name = Gen.Elements("a", "/", "+", "#", "%", "%2F", "2", "F", "\0", "cmd", "é", "🤖")
            .NonEmptyListOf()
            .Select(static parts => string.Concat(parts));
        Prop.ForAll(
                name.Two().ToArbitrary(),
                pair =>
                {
                    string one = topics.CameraStatus(pair.Item1);
                    string other = topics.CameraStatus(pair.Item2);
                    return (one == other) == (pair.Item1 == pair.Item2)
                        && one.IndexOfAny(['+', '#']) < 0
                        && one.Count(static c => c == '/') == 2
                        && WireText.IsValid(one);
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a/+/b")]
    [InlineData("#")]
    [InlineData("$SYS/a")]
    [InlineData("a\0b")]
    public void A_root_that_is_no_topic_is_refused(string root)
    {
        var fault = Assert.Throws<FaultException>(() => new TopicNames(root));
        Assert.Equal(FaultCode.ConfigurationInvalid, fault.Code);
        Assert.NotEmpty(fault.Remedy);
    }
}
