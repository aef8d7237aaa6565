using System.Text.Json.Nodes;
using EdgeVL.Contracts.Faults;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Rules.Checksums;

namespace EdgeVL.Daemon.Rules;

/// <summary>The value's check digits fit. Broken: no_read, since misreads are far commoner than misprints.</summary>
public sealed record ChecksumRule : FieldRule, IRepairEvidence
{
    /// <summary>With fewer check values a wrong text passes too often: 12 tries pass one with 72 % at 10, with 28 % at 37.</summary>
    private const int LeastModulusOfRepair = 37;

    /// <summary>Takes a scheme.</summary>
    /// <param name="repair">Whether one doubtful character may be replaced by its runner-up where that alone fits. Default false.</param>
    /// <exception cref="FaultException"><see cref="FaultCode.RecipeInvalid"/>: repair is asked of a scheme with fewer than 37 check
    /// values.</exception>
    public ChecksumRule(Checksum scheme, bool repair = false)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        if (repair && scheme.Modulus < LeastModulusOfRepair)
        {
            throw new FaultException(
                FaultCode.RecipeInvalid,
                $"The checksum '{scheme.Name}' has {scheme.Modulus} check values, too few to repair a reading by it.",
                $"Switch repair off, or use a scheme with at least {LeastModulusOfRepair}, such as mod-37-2 or mod-97-10."
            );
        }

        (Scheme, Repair) = (scheme, repair);
    }

    /// <summary>The scheme.</summary>
    public Checksum Scheme { get; }

    /// <inheritdoc/>
    public bool Repair { get; }

    internal override Verdict UsualVerdict => Verdict.NoRead;

    bool IRepairEvidence.Confirms(string text) => Scheme.IsValid(text);

    internal override IEnumerable<Finding> Check(FieldValue value, RuleContext context) =>
        Scheme.IsValid(value.Text) ? [] : [Break(RuleCode.Checksum, value, JsonValue.Create(Scheme.Name))];
}
