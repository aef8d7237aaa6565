namespace EdgeVL.Qwen3VL.Prompt;

/// <summary>A prompt, ready for the decoder.</summary>
/// <param name="Tokens">Token ids, [T].</param>
/// <param name="Visuals">The stretches whose embeddings come from the vision encoder, in prompt order.</param>
/// <param name="Positions">Position ids [3, T], row-major: time, height, width.</param>
/// <param name="NextPosition">Position of the first token after the prompt, on all three axes.</param>
public sealed record PromptLayout(int[] Tokens, VisualSpan[] Visuals, int[] Positions, int NextPosition)
{
    /// <summary>Position of a generated token less its index in the sequence; 0 or negative.</summary>
    public int RopeDelta => NextPosition - Tokens.Length;
}
