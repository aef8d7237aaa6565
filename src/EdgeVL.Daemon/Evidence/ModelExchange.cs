namespace EdgeVL.Daemon.Evidence;

/// <summary>One question to the model and its answer: what reproduces it bit for bit.</summary>
/// <param name="Pixels">The exact pixels that the model was given, BGR, tight rows.</param>
/// <param name="Width">Their width.</param>
/// <param name="Height">Their height.</param>
/// <param name="Prompt">The text beside the picture.</param>
/// <param name="Schema">The JSON Schema that the answer had to have; null for a free one.</param>
/// <param name="MaxTokens">Longest answer.</param>
/// <param name="Answer">The answer as it was written.</param>
/// <param name="Finish">Why it ended.</param>
/// <param name="Tokens">Its tokens.</param>
/// <param name="Values">The values of a constrained answer with their probabilities, uncalibrated.</param>
public sealed record ModelExchange(
    byte[] Pixels,
    int Width,
    int Height,
    string Prompt,
    string? Schema,
    int MaxTokens,
    string Answer,
    string Finish,
    IReadOnlyList<int> Tokens,
    IReadOnlyList<ValueProbability> Values
);

/// <summary>A value of an answer and what it is worth.</summary>
/// <param name="Pointer">JSON pointer.</param>
/// <param name="Text">The value as it was written.</param>
/// <param name="Probability">Product of its decisions.</param>
/// <param name="Weakest">The least sure of them.</param>
/// <param name="AllowedMass">Least share of the free distribution that the schema kept.</param>
public sealed record ValueProbability(string Pointer, string Text, double Probability, double Weakest, double AllowedMass);
