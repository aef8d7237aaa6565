namespace EdgeVL.Qwen3VL.Rotary;

/// <summary>Rotary position embedding of the text decoder, in the interleaved MRoPE layout.</summary>
/// <param name="HeadDim">Size of a head; even.</param>
/// <param name="Theta">Base of the frequencies.</param>
/// <param name="Sections">Frequencies of time, height and width; their sum is half of <paramref name="HeadDim"/>.</param>
/// <param name="Yarn">YaRN, or null.</param>
public sealed record RotarySettings(int HeadDim, double Theta, IReadOnlyList<int> Sections, YarnSettings? Yarn = null);
