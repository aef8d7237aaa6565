namespace EdgeVL.Qwen3VL.Prompt;

/// <summary>The two chat templates of the family.</summary>
public enum ChatTemplateKind
{
    /// <summary>The model answers at once.</summary>
    Instruct,

    /// <summary>The model first thinks, inside a block that the prompt has opened.</summary>
    Thinking,
}
