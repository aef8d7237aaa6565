using EdgeVL.Mqtt.Outgoing;

namespace EdgeVL.Mqtt.Connection;

/// <summary>Finds the one message at which the broker breaks the link each time, so that it does not block all others.</summary>
/// <remarks>
/// After a first break the row travels alone. If the broker then names its size or form as the reason (0x95, 0x81), it is refused; if it
/// just closes, as on 3.1.1, or the link cannot carry it in time, that must happen five times in a row, to a large row, on links that stood.
/// </remarks>
internal sealed class Suspicion
{
    private const int LargeRow = 8 * 1024;
    private const int CutsToBlame = 5;
    private OutboxMessage? suspect;
    private int breaks;

    /// <summary>Whether one row is to travel alone.</summary>
    public bool Careful => suspect is not null;

    /// <summary>A link ended.</summary>
    /// <returns>The row that is never to be sent in this form again; null as a rule.</returns>
    public Acknowledgement? Observe(LinkEnd end, LinkSession session)
    {
        OutboxMessage? row = session.Announced ? session.FirstOpenRow : null;
        bool named = end.Code is 0x95 or 0x81;
        bool cut = end.Code == 0 && row?.Payload.Length > LargeRow;
        if (row is null || !(named || cut))
        {
            suspect = null;
            return null;
        }

        bool again = suspect is not null && suspect.Lane == row.Lane && suspect.Key == row.Key && session.Careful;
        breaks = again ? breaks + 1 : 1;
        suspect = row;
        if (breaks < (named ? 2 : CutsToBlame))
        {
            return null;
        }

        suspect = null;
        return new Acknowledgement(row, AckOutcome.Refused, end.Code);
    }
}
