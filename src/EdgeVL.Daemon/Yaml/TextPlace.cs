namespace EdgeVL.Daemon.Yaml;

/// <summary>Where something stands; line and column count from 1, the column in UTF-16 units.</summary>
internal readonly record struct TextPlace(string File, int Line, int Column)
{
    /// <summary>The first character of a file, for what concerns the whole of it.</summary>
    public static TextPlace StartOf(string file) => new(file, 1, 1);

    /// <summary><c>file:line:column</c>, which editors and terminals follow.</summary>
    public override string ToString() => $"{File}:{Line}:{Column}";
}
