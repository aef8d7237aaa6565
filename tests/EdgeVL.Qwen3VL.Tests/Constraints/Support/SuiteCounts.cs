using System.Globalization;

namespace EdgeVL.Qwen3VL.Tests.Constraints.Support;

/// <summary>How groups and values of the public suite fare.</summary>
/// <param name="Compiled">Groups whose schema compiles as it stands.</param>
/// <param name="Typed">Groups whose schema compiles once its types are written down.</param>
/// <param name="Refused">Groups whose schema is refused, each time with place and reason.</param>
/// <param name="Agreed">Values of the groups that compile which are accepted or not as the suite says.</param>
/// <param name="Narrower">Values that are valid and are never written, by design.</param>
public record struct SuiteCounts(int Compiled, int Typed, int Refused, int Agreed, int Narrower)
{
    public static SuiteCounts operator +(SuiteCounts left, SuiteCounts right) =>
        new(
            left.Compiled + right.Compiled,
            left.Typed + right.Typed,
            left.Refused + right.Refused,
            left.Agreed + right.Agreed,
            left.Narrower + right.Narrower
        );

    public override readonly string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Compiled} groups compile, {Typed} with their types, {Refused} are refused; {Agreed} values agree, {Narrower} are never written"
        );
}
