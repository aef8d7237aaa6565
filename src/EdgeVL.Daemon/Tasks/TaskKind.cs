namespace EdgeVL.Daemon.Tasks;

/// <summary>What a recipe wants to know.</summary>
public enum TaskKind
{
    /// <summary>Every line of text, with its place.</summary>
    Ocr,

    /// <summary>Named fields of a label or display, in one answer.</summary>
    Fields,

    /// <summary>Every object, or those of one description, with its place.</summary>
    Objects,

    /// <summary>Where one thing is relative to another.</summary>
    Relation,

    /// <summary>How many there are of something.</summary>
    Count,

    /// <summary>Lighting and a summary.</summary>
    Scene,

    /// <summary>A question in the user's own words.</summary>
    Ask,
}
