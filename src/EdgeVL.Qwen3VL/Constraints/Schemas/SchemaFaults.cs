using EdgeVL.Contracts.Faults;

namespace EdgeVL.Qwen3VL.Constraints.Schemas;

/// <summary>What is wrong with a schema, each with its JSON pointer; all reported together.</summary>
internal sealed class SchemaFaults
{
    private const int MostReported = 20;

    private readonly List<(string Pointer, string Reason)> faults = [];

    /// <summary>Notes a fault.</summary>
    /// <param name="pointer">JSON pointer of the part.</param>
    /// <param name="reason">A clause without a full stop.</param>
    public void Add(string pointer, string reason)
    {
        if (!faults.Contains((pointer, reason)))
        {
            faults.Add((pointer, reason));
        }
    }

    /// <summary>Throws where there are faults.</summary>
    /// <exception cref="FaultException"><see cref="FaultCode.SchemaUnsupported"/>.</exception>
    public void ThrowIfAny()
    {
        if (faults.Count == 0)
        {
            return;
        }

        IEnumerable<string> lines = faults.Take(MostReported).Select(static fault => $"#{fault.Pointer}: {fault.Reason}");
        string more = faults.Count > MostReported ? $"; and {faults.Count - MostReported} more" : "";
        throw new FaultException(
            FaultCode.SchemaUnsupported,
            $"The schema cannot be used. {string.Join("; ", lines)}{more}.",
            "Change the parts that are named; nothing of a schema is ever left out in silence."
        );
    }
}
