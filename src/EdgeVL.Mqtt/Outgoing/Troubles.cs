using EdgeVL.Contracts.Faults;

namespace EdgeVL.Mqtt.Outgoing;

/// <summary>What is wrong on a link that stands: denied topics, declined messages, a store that fails.</summary>
/// <param name="changed">Told the first of them, or null when all are mended.</param>
internal sealed class Troubles(Action<FaultException?> changed)
{
    private readonly Dictionary<string, FaultException> open = [];

    /// <summary>Something is wrong with <paramref name="thing"/>.</summary>
    public void Add(string thing, FaultException fault)
    {
        open[thing] = fault;
        changed(open.Values.First());
    }

    /// <summary>It is mended.</summary>
    public void Mend(string thing)
    {
        if (open.Remove(thing))
        {
            changed(open.Values.FirstOrDefault());
        }
    }

    /// <summary>The broker took a message of <paramref name="thing"/>, or turned it down.</summary>
    public void Show(string thing, BrokerAddress server, Landing landing)
    {
        if (landing.Code < 0x80)
        {
            Mend(thing);
        }
        else
        {
            Add(thing, AckTable.Fault(server, landing));
        }
    }
}
