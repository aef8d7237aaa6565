using System.Globalization;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Daemon.Yaml;

/// <summary>Reads a map key by key: every value is asked for by name, and what nobody asked for is a fault.</summary>
/// <remarks>A faulty value is reported and read as its default, so that one reading finds every fault; whoever opened the
/// file ends it with <see cref="YamlFaults.ThrowIfAny"/> before anything is used.</remarks>
internal sealed class YamlMap(YamlMapping node, string path, YamlFaults faults)
{
    private readonly List<string> asked = [];
    private readonly List<string> missing = [];

    /// <summary>Its entries, for a map whose keys are names that the user gives.</summary>
    public IReadOnlyList<YamlEntry> Entries => node.Entries;

    /// <summary>Takes a node as a map; null and a fault where it is none.</summary>
    /// <param name="value">The node.</param>
    /// <param name="path">Its name in faults, such as <c>cameras.belt</c>; empty at the top of a file.</param>
    /// <param name="faults">Takes the faults.</param>
    public static YamlMap? Of(YamlNode value, string path, YamlFaults faults)
    {
        if (value is YamlMapping mapping)
        {
            return new YamlMap(mapping, path, faults);
        }

        if (value is not YamlRefused)
        {
            string name = path.Length == 0 ? "The file" : path;
            faults.Add(
                value.Place,
                $"{name}: {value.Described}, where a map is needed",
                "Write '{ key: value }' or indented lines 'key: value'."
            );
        }

        return null;
    }

    /// <summary>Whether a key is there, whatever its value.</summary>
    public bool Has(string key) => node.Find(key) is not null;

    /// <summary>A value that has to be there.</summary>
    /// <returns>The value; the type's default after a fault.</returns>
    public T Required<T>(string key, Func<YamlScalar, T> read)
    {
        Need(key);
        return Optional<T>(key, read, default!); // a fault was added: nothing built on this is ever used
    }

    /// <summary>A value that may be left out.</summary>
    public T Optional<T>(string key, Func<YamlScalar, T> read, T otherwise)
    {
        switch (Ask(key))
        {
            case YamlScalar scalar:
                return Read(key, scalar, read, otherwise);
            case YamlNode wrong and not YamlRefused:
                faults.Add(
                    wrong.Place,
                    $"{NameOf(key)}: {wrong.Described}, where a single value is needed",
                    "Write the value on the line of its key."
                );
                return otherwise;
            default:
                return otherwise;
        }
    }

    /// <summary>A value whatever it is; null where it is absent or was refused already.</summary>
    public YamlNode? Node(string key) => Ask(key) is var value and not YamlRefused ? value : null;

    /// <summary>A map inside this one; null where it is absent or none.</summary>
    public YamlMap? Map(string key) => Ask(key) is { } value ? Of(value, NameOf(key), faults) : null;

    /// <summary>A value that is a single one in its short form and a map in its long one; the default where it is absent or faulty.</summary>
    public T? Either<T>(string key, Func<YamlScalar, T> read, Func<YamlMap, T?> readMap)
    {
        switch (Ask(key))
        {
            case YamlScalar scalar:
                return Read<T?>(key, scalar, read, default);
            case YamlMapping mapping:
                return readMap(new YamlMap(mapping, NameOf(key), faults));
            case YamlNode wrong and not YamlRefused:
                faults.Add(wrong.Place, $"{NameOf(key)}: {wrong.Described}, where a value or a map is needed", "Write one of the two.");
                return default;
            default:
                return default;
        }
    }

    /// <summary>The single values of a list; empty where it is absent or none.</summary>
    public IReadOnlyList<YamlScalar> Singles(string key) => Singles(key, List(key)?.Items ?? []);

    /// <summary>The same, where a value without a list is a list of one.</summary>
    public IReadOnlyList<YamlScalar> OneOrMore(string key) => Ask(key) is YamlScalar scalar ? [scalar] : Singles(key);

    /// <summary>The maps of a list; what is no map is a fault.</summary>
    public IReadOnlyList<YamlMap> Maps(string key) =>
        [
            .. (List(key)?.Items ?? [])
                .Select((item, index) => Of(item, string.Create(CultureInfo.InvariantCulture, $"{NameOf(key)}[{index + 1}]"), faults))
                .OfType<YamlMap>(),
        ];

    /// <summary>The map under a name that the user gives; null where it is none.</summary>
    public YamlMap? Inner(YamlEntry entry)
    {
        asked.Add(entry.Key);
        return Of(entry.Value, NameOf(entry.Key), faults);
    }

    /// <summary>A map that has to be there; null after a fault.</summary>
    public YamlMap? RequiredMap(string key)
    {
        Need(key);
        return Map(key);
    }

    /// <summary>A list; null where it is absent or none.</summary>
    public YamlList? List(string key)
    {
        YamlNode? value = Ask(key);
        if (value is not (null or YamlList or YamlRefused))
        {
            faults.Add(value.Place, $"{NameOf(key)}: {value.Described}, where a list is needed", "Write '[a, b]' or indented lines '- a'.");
        }

        return value as YamlList;
    }

    /// <summary>Reads one entry of a list or of a map of names.</summary>
    public T Read<T>(string key, YamlScalar scalar, Func<YamlScalar, T> read, T otherwise)
    {
        try
        {
            return read(scalar);
        }
        catch (FaultException fault)
        {
            faults.Add(scalar.Place, $"{NameOf(key)}: {fault.Message}", fault.Remedy);
            return otherwise;
        }
    }

    /// <summary>Reports a key's value that contradicts another one; a key that is not there is not reported.</summary>
    public void Refuse(string key, string what, string remedy)
    {
        if (node.Entries.Find(entry => entry.Key == key) is { } entry)
        {
            faults.Add(entry.Place, $"{NameOf(key)}: {what}", remedy);
        }
    }

    /// <summary>Reports what is wrong with a part of a key's value.</summary>
    public void RefuseAt(TextPlace place, string key, string what, string remedy) => faults.Add(place, $"{NameOf(key)}: {what}", remedy);

    /// <summary>Reports what the map as a whole lacks.</summary>
    public void RefuseWhole(string what, string remedy) => faults.Add(node.Place, path.Length == 0 ? what : $"{path}: {what}", remedy);

    /// <summary>Reports every key that nobody asked for, and the required ones that are absent and not merely misspelt.</summary>
    public void RefuseUnknownKeys()
    {
        foreach (YamlEntry entry in node.Entries.Where(entry => !asked.Contains(entry.Key)))
        {
            string[] free = [.. asked.Where(key => !Has(key))];
            string shown = new YamlScalar(entry.Place, entry.Key, plain: false).Shown;
            faults.Add(
                entry.Place,
                $"The key '{NameOf(shown)}' is unknown",
                NearMiss.Of(entry.Key, free) is { } meant ? $"Did you mean '{meant}'?" : NearMiss.Remedy(entry.Key, [.. asked.Distinct()])
            );
            missing.RemoveAll(key => key == NearMiss.Of(entry.Key, free));
        }

        foreach (string key in missing)
        {
            faults.Add(node.Place, $"The key '{NameOf(key)}' is missing", $"Add '{key}: …'.");
        }
    }

    private YamlScalar[] Singles(string key, IReadOnlyList<YamlNode> nodes)
    {
        foreach (YamlNode wrong in nodes.Where(static node => node is not (YamlScalar or YamlRefused)))
        {
            faults.Add(
                wrong.Place,
                $"{NameOf(key)}: {wrong.Described}, where a single value is needed",
                "Write values, or a list of them."
            );
        }

        return [.. nodes.OfType<YamlScalar>()];
    }

    private void Need(string key)
    {
        if (!Has(key))
        {
            missing.Add(key);
        }
    }

    private YamlNode? Ask(string key)
    {
        asked.Add(key);
        return node.Find(key);
    }

    private string NameOf(string key) => path.Length == 0 ? key : $"{path}.{key}";
}
