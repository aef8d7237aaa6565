namespace EdgeVL.Daemon.Yaml;

/// <summary>A node of a YAML file, with the place where it begins.</summary>
internal abstract class YamlNode(TextPlace place)
{
    /// <summary>Where it begins.</summary>
    public TextPlace Place { get; } = place;

    /// <summary>What it is, in words for a fault: <c>a map</c>, <c>the number 5</c>.</summary>
    public abstract string Described { get; }
}

/// <summary>A list.</summary>
internal sealed class YamlList(TextPlace place) : YamlNode(place)
{
    /// <summary>Its entries, in order.</summary>
    public List<YamlNode> Items { get; } = [];

    /// <inheritdoc/>
    public override string Described => "a list";
}

/// <summary>A map whose keys are distinct texts, in the order of the file.</summary>
internal sealed class YamlMapping(TextPlace place) : YamlNode(place)
{
    /// <summary>Its entries.</summary>
    public List<YamlEntry> Entries { get; } = [];

    /// <inheritdoc/>
    public override string Described => "a map";

    /// <summary>The value under a key, or null.</summary>
    public YamlNode? Find(string key) => Entries.Find(entry => entry.Key == key)?.Value;
}

/// <summary>One entry of a map.</summary>
internal sealed record YamlEntry(string Key, TextPlace Place, YamlNode Value);

/// <summary>Stands where something was refused already, so that nobody reports it twice.</summary>
internal sealed class YamlRefused(TextPlace place) : YamlNode(place)
{
    /// <inheritdoc/>
    public override string Described => "refused";
}
