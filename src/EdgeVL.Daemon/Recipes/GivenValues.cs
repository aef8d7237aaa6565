using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Recipes;

/// <summary>Reads <c>verdict.values</c>: what holds where the trigger brings nothing of that name.</summary>
internal static class GivenValues
{
    /// <summary>Reads them.</summary>
    /// <param name="verdict">The section; null where there is none.</param>
    public static IReadOnlyDictionary<string, string> Read(YamlMap? verdict)
    {
        var values = new Dictionary<string, string>();
        if (verdict?.Map("values") is { } map)
        {
            foreach (YamlEntry entry in map.Entries)
            {
                try
                {
                    values[Identifiers.Parse(entry.Key)] = map.Optional(entry.Key, Scalars.Written, "");
                }
                catch (FaultException fault)
                {
                    verdict.RefuseAt(entry.Place, "values", fault.Message, fault.Remedy);
                }
            }
        }

        return values;
    }
}
