namespace EdgeVL.Daemon.Rules;

/// <summary>A rule that says what a field's text looks like, so that one text can be told from another by it.</summary>
internal interface ITextForm
{
    /// <summary>Whether a text looks like that.</summary>
    bool Allows(string text);
}
