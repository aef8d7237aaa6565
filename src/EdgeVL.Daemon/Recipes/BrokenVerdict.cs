using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Recipes;

/// <summary>Reads <c>broken</c> in the long form of a rule: what its breach means.</summary>
internal static class BrokenVerdict
{
    /// <summary>Reads it; null for the rule's own.</summary>
    public static Verdict? Read(YamlMap rule) =>
        rule.Optional<Verdict?>(
            "broken",
            static scalar => Scalars.Choice(("warn", Verdict.Warn), ("reject", Verdict.Reject), ("no_read", Verdict.NoRead))(scalar),
            null
        );
}
