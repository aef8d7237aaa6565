using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace EdgeVL.Daemon.Yaml;

/// <summary>Builds the nodes of one document from YAML events, in one pass and without ever following a reference.</summary>
/// <remarks>YamlDotNet's own tree overflows the stack on an alias that is its own key, and an alias of an alias grows without bound:
/// a configuration needs neither, so anchors, aliases and tags are refused here.</remarks>
internal sealed class YamlTree(IParser parser, string text, string file, YamlFaults faults)
{
    /// <summary>Maps and lists inside each other.</summary>
    public const int MaxDepth = 32;

    /// <summary>Reads the only document of a file; null where it is empty or deeper than <see cref="MaxDepth"/>.</summary>
    /// <exception cref="YamlException">The text is no YAML.</exception>
    public YamlNode? ReadDocument()
    {
        Next(); // the stream's start
        if (Next() is not DocumentStart)
        {
            faults.Add(TextPlace.StartOf(file), "The file is empty", "Write at least the required keys.");
            return null;
        }

        YamlNode? root = ReadNode(Next(), depth: 0);
        if (root is not null)
        {
            RefuseSecondDocument();
        }

        return root;
    }

    private void RefuseSecondDocument()
    {
        Next(); // the document's end
        if (Next() is DocumentStart second)
        {
            faults.Add(PlaceOf(second), "A second document begins here", "One file holds one document: remove the '---' and what follows.");
        }
    }

    private YamlNode? ReadNode(ParsingEvent start, int depth)
    {
        if (depth > MaxDepth)
        {
            faults.Add(
                PlaceOf(start),
                $"Maps and lists stand more than {MaxDepth} deep",
                "Nothing here is nested that deep: check the brackets and the indentation."
            );
            return null;
        }

        RefuseAnchorAndTag(start);
        return start switch
        {
            Scalar scalar => new YamlScalar(PlaceOf(scalar), scalar.Value, scalar.Style == ScalarStyle.Plain, SourceOf(scalar)),
            SequenceStart => ReadList(start, depth),
            MappingStart => ReadMapping(start, depth),
            _ => RefuseAlias(start),
        };
    }

    private YamlList? ReadList(ParsingEvent start, int depth)
    {
        var list = new YamlList(PlaceOf(start));
        for (ParsingEvent next = Next(); next is not SequenceEnd; next = Next())
        {
            if (ReadNode(next, depth + 1) is not { } item)
            {
                return null;
            }

            list.Items.Add(item);
        }

        return list;
    }

    private YamlMapping? ReadMapping(ParsingEvent start, int depth)
    {
        var mapping = new YamlMapping(PlaceOf(start));
        var lines = new Dictionary<string, int>();
        for (ParsingEvent next = Next(); next is not MappingEnd; next = Next())
        {
            if (ReadNode(next, depth + 1) is not { } key || ReadNode(Next(), depth + 1) is not { } value)
            {
                return null;
            }

            Add(mapping, lines, key, value);
        }

        return mapping;
    }

    private void Add(YamlMapping mapping, Dictionary<string, int> lines, YamlNode key, YamlNode value)
    {
        if (key is not YamlScalar { Text.Length: > 0 } name)
        {
            if (key is not YamlRefused)
            {
                faults.Add(key.Place, "A key is not a plain word", "Write 'name: value'.");
            }
        }
        else if (!lines.TryAdd(name.Text, name.Place.Line))
        {
            faults.Add(name.Place, $"The key '{name.Shown}' stands here again, first in line {lines[name.Text]}", "Keep one of the two.");
        }
        else
        {
            mapping.Entries.Add(new YamlEntry(name.Text, name.Place, value));
        }
    }

    private void RefuseAnchorAndTag(ParsingEvent start)
    {
        if (start is NodeEvent { Anchor.IsEmpty: false } anchored)
        {
            faults.Add(
                PlaceOf(start),
                $"The anchor '&{anchored.Anchor.Value}' is not allowed",
                "Write the value out wherever it is needed."
            );
        }

        if (start is NodeEvent { Tag.IsEmpty: false })
        {
            faults.Add(PlaceOf(start), "A tag ('!…') is not allowed", "Write the plain value; quotes make a text.");
        }
    }

    private YamlRefused RefuseAlias(ParsingEvent alias)
    {
        faults.Add(PlaceOf(alias), "An alias ('*…') is not allowed", "Write the value out; a text that begins with '*' needs quotes.");
        return new YamlRefused(PlaceOf(alias));
    }

    private ParsingEvent Next() =>
        parser.MoveNext() && parser.Current is { } current ? current : throw new YamlException("The file ends in the middle of a value");

    private string SourceOf(Scalar scalar) =>
        scalar.Start.Index <= scalar.End.Index && scalar.End.Index <= text.Length
            ? text[(int)scalar.Start.Index..(int)scalar.End.Index]
            : "";

    private TextPlace PlaceOf(ParsingEvent what) => new(file, (int)what.Start.Line, (int)what.Start.Column);
}
