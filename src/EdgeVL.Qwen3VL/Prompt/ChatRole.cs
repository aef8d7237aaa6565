namespace EdgeVL.Qwen3VL.Prompt;

/// <summary>Who speaks in a message.</summary>
public enum ChatRole
{
    /// <summary>Instructions.</summary>
    System,

    /// <summary>The one who asks.</summary>
    User,

    /// <summary>The model.</summary>
    Assistant,

    /// <summary>The answer of a tool.</summary>
    Tool,
}
