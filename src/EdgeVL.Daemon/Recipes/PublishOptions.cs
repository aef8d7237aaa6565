using EdgeVL.Contracts.Results;

namespace EdgeVL.Daemon.Recipes;

/// <summary>When evidence is kept.</summary>
public enum EvidencePolicy
{
    /// <summary>Never.</summary>
    Never,

    /// <summary>For every verdict but accept.</summary>
    OnTrouble,

    /// <summary>For reject only.</summary>
    OnReject,

    /// <summary>For no_read and error.</summary>
    OnNoRead,

    /// <summary>For every result.</summary>
    Always,
}

/// <summary>The section <c>publish</c>.</summary>
public sealed record PublishOptions
{
    /// <summary>Whether the last reading is kept at the broker. Default yes.</summary>
    public bool RetainLast { get; init; } = true;

    /// <summary>When pixels and raw answer are kept. Default never.</summary>
    public EvidencePolicy Evidence { get; init; }

    /// <summary>Whether evidence is kept of a result with this verdict.</summary>
    public bool KeepsEvidenceOf(Verdict verdict) =>
        Evidence switch
        {
            EvidencePolicy.Always => true,
            EvidencePolicy.OnTrouble => verdict != Verdict.Accept,
            EvidencePolicy.OnReject => verdict == Verdict.Reject,
            EvidencePolicy.OnNoRead => verdict is Verdict.NoRead or Verdict.Error,
            _ => false,
        };
}
