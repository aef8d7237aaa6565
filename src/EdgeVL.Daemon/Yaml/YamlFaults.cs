using EdgeVL.Contracts.Faults;

namespace EdgeVL.Daemon.Yaml;

/// <summary>Every fault of one reading, over one file or many, so that a person corrects them in one go.</summary>
internal sealed class YamlFaults
{
    /// <summary>Lines shown at most: a file that is no YAML at all would fill the screen otherwise.</summary>
    private const int MaxShown = 50;

    private readonly List<(TextPlace Place, string Text)> faults = [];

    /// <summary>Number of faults so far.</summary>
    public int Count => faults.Count;

    /// <summary>One line a fault, by file and place: <c>file:line:column: what. remedy</c>.</summary>
    public IReadOnlyList<string> Lines =>
        [
            .. faults
                .OrderBy(static fault => fault.Place.File, StringComparer.Ordinal)
                .ThenBy(static fault => fault.Place.Line)
                .ThenBy(static fault => fault.Place.Column)
                .Select(static fault => $"{fault.Place}: {fault.Text}"),
        ];

    /// <summary>Takes up a fault; passwords in addresses are blotted out.</summary>
    public void Add(TextPlace place, string what, string remedy)
    {
        string text = what.EndsWith('.') ? $"{what} {remedy}" : $"{what}. {remedy}";
        faults.Add((place, AddressPassword.Hide(OneLine(text.TrimEnd()))));
    }

    /// <summary>Ends a reading that found faults.</summary>
    /// <exception cref="FaultException">There is at least one; the message lists them, one a line, each with its remedy.</exception>
    public void ThrowIfAny(FaultCode code)
    {
        if (faults.Count == 0)
        {
            return;
        }

        IReadOnlyList<string> lines = Lines;
        string more = lines.Count > MaxShown ? $"\n… and {lines.Count - MaxShown} more faults." : "";
        throw new FaultException(code, string.Join('\n', lines.Take(MaxShown)) + more, remedy: "");
    }

    // A value may hold line breaks, and a fault is one line of a log.
    private static string OneLine(string text) =>
        text.AsSpan().IndexOfAny('\r', '\n') < 0
            ? text
            : text.Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
