using System.Text.Json;
using System.Text.RegularExpressions;
using EdgeVL.Contracts.Messages;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeVL.Contracts.Tests;

public sealed partial class UtcTimeConverterTests
{
    [Theory]
    [InlineData("2026-11-22T08:15:02.113Z")]
    [InlineData("2026-11-22T09:15:02.113+01:00")]
    [InlineData("2026-11-21T22:15:02.1130000-10:00")]
    public void Times_of_any_offset_are_read_and_written_in_utc(string time)
    {
        CameraStatus status = Read(time);
        Assert.Equal(TimeSpan.Zero, status.Time.Offset);
        Assert.Contains("\"time\":\"2026-11-22T08:15:02.113Z\"", Write(status), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("22.11.2026 08:15")]
    [InlineData("2026-13-01T00:00:00Z")]
    [InlineData("")]
    public void What_is_no_time_is_refused(string time) => Assert.Throws<JsonException>(() => Read(time));

    [Fact]
    public void A_time_always_has_milliseconds_and_a_z_and_loses_less_than_one() =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue)
                    .SelectMany(static high => Gen.Choose(0, int.MaxValue), static (high, low) => ((long)high << 30) | (uint)low)
                    .ToArbitrary(),
                Gen.Choose(-14 * 60, 14 * 60).ToArbitrary(),
                static (ticks, minutes) =>
                {
                    long within = ticks % (DateTimeOffset.MaxValue.Ticks - TimeSpan.TicksPerDay);
                    DateTimeOffset time = new DateTimeOffset(within + TimeSpan.TicksPerDay / 2, TimeSpan.Zero).ToOffset(
                        TimeSpan.FromMinutes(within < TimeSpan.TicksPerDay ? Math.Abs(minutes) / 60 : minutes)
                    );
                    string json = Write(new CameraStatus("online", null, time));
                    TimeSpan lost = time - JsonSerializer.Deserialize(json, ContractsJson.Wire.CameraStatus)!.Time;
                    return Form().IsMatch(json) && lost >= TimeSpan.Zero && lost < TimeSpan.FromMilliseconds(1);
                }
            )
            .QuickCheckThrowOnFailure();

    private static string Write(CameraStatus status) => JsonSerializer.Serialize(status, ContractsJson.Wire.CameraStatus);

    private static CameraStatus Read(string time) =>
        JsonSerializer.Deserialize($$"""{"status":"online","reason":null,"time":"{{time}}"}""", ContractsJson.Wire.CameraStatus)!;

    [GeneratedRegex(@"""time"":""\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z""")]
    private static partial Regex Form();
}
