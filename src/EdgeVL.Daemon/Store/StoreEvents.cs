using System.Globalization;
using EdgeVL.Contracts.Messages;

namespace EdgeVL.Daemon.Store;

/// <summary>What the store reports about itself.</summary>
internal static class StoreEvents
{
    public const string BacklogBegin = "backlog_begin";
    public const string BacklogEnd = "backlog_end";

    /// <summary>Results that no reader will get, so that none waits for them.</summary>
    public static DeviceEvent Gap(long from, long to, string cause, DateTimeOffset now) =>
        new("gap", $"{Span(from, to)} dropped: {cause}", now) { From = from, To = to };

    /// <summary>The backlog begins: results up to its end come in their own lane, beside the live ones.</summary>
    public static DeviceEvent BeginBacklog(long from, long to, DateTimeOffset now) =>
        new(BacklogBegin, $"backlog {Span(from, to)} begins", now) { From = from, To = to };

    /// <summary>All results up to the backlog's end were sent, or reported as missing.</summary>
    public static DeviceEvent EndBacklog(long from, long to, DateTimeOffset now) =>
        new(BacklogEnd, $"backlog {Span(from, to)} ends", now) { From = from, To = to };

    /// <summary>The broker took results that nobody had subscribed to; they can be asked for.</summary>
    public static DeviceEvent Unheard(string camera, string recipe, long from, long to, DateTimeOffset now) =>
        new("unheard", $"{Span(from, to)} of {camera}/{recipe} reached no subscriber", now)
        {
            From = from,
            To = to,
            Camera = camera,
        };

    /// <summary>Results that could not be stored; they have no number.</summary>
    public static DeviceEvent NotStored(long count, string cause, DateTimeOffset since, DateTimeOffset now) =>
        new(
            "not_stored",
            string.Create(CultureInfo.InvariantCulture, $"{count} results between {since:O} and {now:O} were not stored: {cause}"),
            now
        );

    /// <summary>A new database had to be begun, or the old one is behind.</summary>
    /// <param name="from">First number that may be missing; null where that is not known.</param>
    /// <param name="to">Last number that may have been given; 0 where nothing is known, and numbers begin again at 1.</param>
    /// <param name="cause">Why.</param>
    /// <param name="now">When.</param>
    public static DeviceEvent Replaced(long? from, long to, string cause, DateTimeOffset now) =>
        to == 0
            ? new DeviceEvent("seq_restart", $"numbers begin again at seq 1: {cause}", now)
            : new DeviceEvent("gap", string.Create(CultureInfo.InvariantCulture, $"results up to seq {to} may be missing: {cause}"), now)
            {
                From = from,
                To = to,
            };

    private static string Span(long from, long to) =>
        string.Create(CultureInfo.InvariantCulture, $"seq {from}{(from == to ? "" : $"-{to.ToString(CultureInfo.InvariantCulture)}")}");
}
