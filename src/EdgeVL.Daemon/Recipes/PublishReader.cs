using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Recipes;

/// <summary>Reads the section <c>publish</c>.</summary>
internal static class PublishReader
{
    private static readonly (string Word, EvidencePolicy Policy)[] Policies =
    [
        ("never", EvidencePolicy.Never),
        ("on_trouble", EvidencePolicy.OnTrouble),
        ("on_reject", EvidencePolicy.OnReject),
        ("on_no_read", EvidencePolicy.OnNoRead),
        ("always", EvidencePolicy.Always),
    ];

    /// <summary>Reads it.</summary>
    public static PublishOptions Read(YamlMap recipe)
    {
        if (recipe.Map("publish") is not { } map)
        {
            return new PublishOptions();
        }

        var publish = new PublishOptions
        {
            RetainLast = map.Optional("retain_last", Scalars.Flag, true),
            Evidence = map.Optional("evidence", Scalars.Choice(Policies), EvidencePolicy.Never),
        };
        map.RefuseUnknownKeys();
        return publish;
    }
}
