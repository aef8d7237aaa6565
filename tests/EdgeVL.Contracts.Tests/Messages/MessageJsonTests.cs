using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using EdgeVL.Contracts.Messages;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Contracts.Tests.Messages;

/// <summary>The small messages of the broker, letter by letter as subscribers see them.</summary>
public sealed class MessageJsonTests
{
    private static readonly DateTimeOffset Time = new(2026, 11, 22, 9, 15, 2, 113, TimeSpan.FromHours(1));

    [Theory]
    [InlineData("online")]
    [InlineData("stopped")]
    public void A_device_status_says_version_boot_and_time(string status) =>
        AssertBothWays(
            $$"""{"status":"{{status}}","version":"1.2.3","boot_id":"b0","time":"2026-11-22T08:15:02.113Z","schema":"edgevl/status/1"}""",
            new DeviceStatus(status, "1.2.3", "b0", Time),
            ContractsJson.Wire.DeviceStatus
        );

    [Fact]
    public void The_will_has_no_time() =>
        AssertBothWays(
            """{"status":"offline","version":"1.2.3","boot_id":null,"time":null,"schema":"edgevl/status/1"}""",
            new DeviceStatus("offline", "1.2.3", null, null),
            ContractsJson.Wire.DeviceStatus
        );

    [Theory]
    [InlineData("online", null)]
    [InlineData("degraded", "\"2 of 15 frames a second\"")]
    [InlineData("stale", "\"no frame for 5 s\"")]
    [InlineData("offline", "\"no such device\"")]
    [InlineData("disabled", "\"by the configuration\"")]
    public void A_camera_status_says_why_and_since_when(string status, string? reason) =>
        AssertBothWays(
            $$"""{"status":"{{status}}","reason":{{reason ?? "null"}},"time":"2026-11-22T08:15:02.113Z","schema":"edgevl/camera-status/1"}""",
            new CameraStatus(status, reason?.Trim('"'), Time),
            ContractsJson.Wire.CameraStatus
        );

    [Theory]
    [InlineData("\"LOT-4821\"", Verdict.Accept, "accept")]
    [InlineData("[\"LOT-4821\",\"QTY 12\"]", Verdict.Warn, "warn")]
    [InlineData("12.5", Verdict.Reject, "reject")]
    [InlineData("null", Verdict.NoRead, "no_read")]
    [InlineData("{\"lot\":null}", Verdict.Error, "error")]
    public void A_last_reading_is_value_verdict_time_and_number(string value, Verdict verdict, string word) =>
        AssertBothWays(
            $$"""{"value":{{value}},"verdict":"{{word}}","time":"2026-11-22T08:15:02.113Z","seq":118,"schema":"edgevl/last/1"}""",
            new LastReading(JsonNode.Parse(value), verdict, Time, 118),
            ContractsJson.Wire.LastReading
        );

    [Fact]
    public void An_event_names_the_results_and_the_camera_concerned() =>
        AssertBothWays(
            """{"kind":"gap","text":"seq 118-140 dropped: quota","time":"2026-11-22T08:15:02.113Z","schema":"edgevl/event/1","from":118,"to":140,"camera":"line-1"}""",
            new DeviceEvent("gap", "seq 118-140 dropped: quota", Time)
            {
                From = 118,
                To = 140,
                Camera = "line-1",
            },
            ContractsJson.Wire.DeviceEvent
        );

    [Fact]
    public void An_event_may_concern_no_result_and_no_camera() =>
        AssertBothWays(
            """{"kind":"backlog_begin","text":"the broker is away","time":"2026-11-22T08:15:02.113Z","schema":"edgevl/event/1","from":null,"to":null,"camera":null}""",
            new DeviceEvent("backlog_begin", "the broker is away", Time),
            ContractsJson.Wire.DeviceEvent
        );

    // A newer EdgeVL may add members; a subscriber of today still reads the rest.
    [Fact]
    public void Members_that_nobody_knows_yet_are_passed_over()
    {
        DeviceStatus status = JsonSerializer.Deserialize(
            """{"mood":{"good":[1,2]},"status":"online","version":"9.0","boot_id":"b","time":null,"schema":"edgevl/status/1","later":null}""",
            ContractsJson.Wire.DeviceStatus
        )!;
        Assert.Equal(new DeviceStatus("online", "9.0", "b", null), status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("offline")]
    [InlineData("{\"status\":\"online\"")]
    [InlineData("[]")]
    public void What_is_no_message_is_refused(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json, ContractsJson.Wire.DeviceStatus));

    private static void AssertBothWays<T>(string json, T message, JsonTypeInfo<T> type)
    {
        Assert.Equal(json, JsonSerializer.Serialize(message, type));
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize(json, type)!, type));
    }
}
