using EdgeVL.Qwen3VL.Constraints.Automata;

namespace EdgeVL.Qwen3VL.Constraints.Answers;

/// <summary>One token that was sampled, as it was when it was sampled.</summary>
internal struct Decision
{
    /// <summary>Byte of the answer at which the token begins; that behind the last for a stop token.</summary>
    public int Offset;

    /// <summary>Bytes of the token; 0 for a stop token.</summary>
    public int Length;

    /// <summary>The token.</summary>
    public int Token;

    /// <summary>q of the token; of all stop tokens together where it is one.</summary>
    public double Probability;

    /// <summary>Z of the mask.</summary>
    public double AllowedMass;

    /// <summary>Where the answer stood before it.</summary>
    public Configuration At;

    /// <summary>Sum of q over shorter tokens that agree with it since the last cut.</summary>
    public double Shorter;

    /// <summary>Index of the first cut and their number.</summary>
    public (int Start, int Count) Cuts;

    /// <summary>Index of the first likely token and their number.</summary>
    public (int Start, int Count) Likely;
}

/// <summary>A place inside a token at which what owns the bytes may change.</summary>
/// <param name="Position">Bytes of the token before it.</param>
/// <param name="Mass">Sum of q over the tokens that agree with the bytes before it.</param>
/// <param name="IsForced">Whether none of the bytes between the cut before and this one was a choice.</param>
internal readonly record struct Cut(int Position, double Mass, bool IsForced);
