using System.Globalization;
using EdgeVL.Daemon.Store;
using EdgeVL.Testing.Brokers;

namespace EdgeVL.Daemon.Tests.Publishing;

/// <summary>What a subscriber got, held against what the store has.</summary>
/// <param name="Stored">Results in the store.</param>
/// <param name="Missing">Numbers that never came.</param>
/// <param name="Doubles">Messages that came again.</param>
/// <param name="Unmarked">Of them, those that did not say so.</param>
/// <param name="OutOfOrder">Numbers whose first coming was behind a larger one of their lane.</param>
internal sealed record Ledger(
    int Stored,
    IReadOnlyList<long> Missing,
    int Doubles,
    IReadOnlyList<long> Unmarked,
    IReadOnlyList<long> OutOfOrder
)
{
    public static Ledger Of(ResultStore store, IReadOnlyList<Received> received)
    {
        var seen = new HashSet<long>();
        var latest = new Dictionary<string, long>();
        List<long> unmarked = [];
        List<long> outOfOrder = [];
        int doubles = 0;
        foreach (Received one in received.Where(static one => one.Seq is not null))
        {
            long seq = one.Seq!.Value;
            if (!seen.Add(seq))
            {
                doubles++;
                if (!one.Resend && !one.Again)
                {
                    unmarked.Add(seq);
                }

                continue;
            }

            if (seq < latest.GetValueOrDefault(one.Lane!))
            {
                outOfOrder.Add(seq);
            }

            latest[one.Lane!] = seq;
        }

        long[] stored = [.. Numbers(store)];
        return new Ledger(stored.Length, [.. stored.Where(seq => !seen.Contains(seq))], doubles, unmarked, outOfOrder);
    }

    /// <summary>Each result came, each double said so, each lane kept its order.</summary>
    public void AssertWhole()
    {
        Assert.Empty(Missing);
        AssertHonest();
    }

    /// <summary>Each double said so, each lane kept its order.</summary>
    public void AssertHonest()
    {
        Assert.Empty(Unmarked);
        Assert.Empty(OutOfOrder);
    }

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Stored} stored, {Missing.Count} missing, {Doubles} doubles, {Unmarked.Count} unmarked, {OutOfOrder.Count} out of order"
        );

    public static IEnumerable<long> Numbers(ResultStore store)
    {
        long from = 1;
        while (
            store.Read(
                new ResultQuery
                {
                    From = from,
                    NewestFirst = false,
                    Limit = 1000,
                }
            )
                is { Count: > 0 } page
        )
        {
            foreach (StoredResult one in page)
            {
                yield return one.Seq;
            }

            from = page[^1].Seq + 1;
        }
    }
}
