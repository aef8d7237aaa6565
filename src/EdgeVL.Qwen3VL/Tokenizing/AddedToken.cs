namespace EdgeVL.Qwen3VL.Tokenizing;

/// <summary>A token that is never the outcome of merging: a control token or a marker such as <c>&lt;tool_call&gt;</c>.</summary>
/// <param name="Id">Its token id.</param>
/// <param name="Text">Its literal text, never empty.</param>
/// <param name="Special">True for control tokens, which decoding may leave out; false for markers, which always stay in the text.</param>
public sealed record AddedToken(int Id, string Text, bool Special);
