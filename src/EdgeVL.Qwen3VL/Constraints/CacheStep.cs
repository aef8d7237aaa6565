namespace EdgeVL.Qwen3VL.Constraints;

/// <summary>What a model's cache has to do so that it holds the answer as it stands.</summary>
/// <param name="drop">Tokens at the end of the cache to forget first.</param>
/// <param name="append">Tokens to read then, in one pass.</param>
public readonly ref struct CacheStep(int drop, ReadOnlySpan<int> append)
{
    /// <summary>Tokens at the end of the cache to forget first.</summary>
    public int Drop { get; } = drop;

    /// <summary>Tokens to read then, in one pass; valid until the answer moves on.</summary>
    public ReadOnlySpan<int> Append { get; } = append;
}
