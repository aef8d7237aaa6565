using EdgeVL.Contracts.Faults;

namespace EdgeVL.Daemon.Rules.Checksums;

/// <summary>A plant's own scheme: the sum of weight times value, modulo M, is a fixed remainder.</summary>
public sealed class WeightedChecksum : Checksum
{
    private readonly int[] weights;
    private readonly int remainder;
    private readonly bool fromRight;

    /// <summary>Takes a scheme; digits count 0 to 9, capitals 10 to 35, check characters included.</summary>
    /// <param name="weights">Weights in order; they start again after the last.</param>
    /// <param name="modulus">M, 2 to 9999.</param>
    /// <param name="remainder">What is left, 0 to M - 1. Default 0.</param>
    /// <param name="fromRight">Whether the first weight belongs to the last character. Default true.</param>
    /// <exception cref="FaultException"><see cref="FaultCode.RecipeInvalid"/>: no weights, or numbers out of range.</exception>
    public WeightedChecksum(IReadOnlyList<int> weights, int modulus, int remainder = 0, bool fromRight = true)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (
            weights.Count == 0
            || weights.Any(static weight => weight is < 0 or > 9999)
            || modulus is < 2 or > 9999
            || remainder < 0
            || remainder >= modulus
        )
        {
            throw new FaultException(
                FaultCode.RecipeInvalid,
                $"The weights [{string.Join(", ", weights)}] modulo {modulus} with the remainder {remainder} make no checksum.",
                "Give weights from 0 to 9999, a modulus from 2 to 9999 and a remainder below it."
            );
        }

        (this.weights, Modulus, this.remainder, this.fromRight) = ([.. weights], modulus, remainder, fromRight);
    }

    /// <inheritdoc/>
    public override string Name => "weights";

    /// <inheritdoc/>
    public override int Modulus { get; }

    private protected override bool Check(string text)
    {
        long sum = 0;
        for (int i = 0; i < text.Length; i++)
        {
            int value = PureSystem.Alphanumeric.IndexOf(fromRight ? text[^(i + 1)] : text[i]);
            if (value < 0)
            {
                return false;
            }

            sum += (long)weights[i % weights.Length] * value;
        }

        return sum % Modulus == remainder;
    }
}
