using EdgeVL.Contracts.Faults;

namespace EdgeVL.Mqtt.Outgoing;

/// <summary>Messages on disk that wait for the broker's acknowledgement: the client's session, for MQTTnet keeps none.</summary>
/// <remarks>The calls are not cancellable: a message claimed and then not sent would count as a possible double.</remarks>
public interface IOutbox
{
    /// <summary>Raised on any thread after a message was stored; handlers return at once.</summary>
    event EventHandler? Added;

    /// <summary>Begins a new link: what was in flight may be a double from now on, and what is stored by now is backlog.</summary>
    /// <exception cref="FaultException">The store failed.</exception>
    Task ReleaseAsync();

    /// <summary>Settles messages and claims others, in one transaction.</summary>
    /// <param name="settled">What the broker said; said again if the call fails.</param>
    /// <param name="wanted">How many the link can take.</param>
    /// <exception cref="FaultException">The store failed; nothing is settled and nothing claimed.</exception>
    Task<Claimed> ExchangeAsync(IReadOnlyList<Acknowledgement> settled, ClaimRequest wanted);
}
