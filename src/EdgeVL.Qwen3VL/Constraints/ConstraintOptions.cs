namespace EdgeVL.Qwen3VL.Constraints;

/// <summary>Budgets for what a schema leaves open, so that every answer ends; bounds that a schema gives are kept as they are.</summary>
public sealed record ConstraintOptions
{
    /// <summary>Most code points of a string without <c>maxLength</c>, and of an expression's text; 1 to 16,000. Default 256.</summary>
    public int MaxStringLength { get; init; } = 256;

    /// <summary>Most items of an array without <c>maxItems</c>; 1 to 65,000. Default 64.</summary>
    public int MaxItems { get; init; } = 64;

    /// <summary>Most digits of an integer on a side without a bound; 1 to 100. Default 18.</summary>
    public int MaxIntegerDigits { get; init; } = 18;

    /// <summary>Most digits before the point of a number on a side without a bound; 1 to 100. Default 15.</summary>
    public int MaxNumberDigits { get; init; } = 15;

    /// <summary>Most digits behind the point of a number; 0 to 30. Default 6.</summary>
    public int MaxFractionDigits { get; init; } = 6;

    /// <summary>Throws where a budget is out of its range.</summary>
    internal ConstraintOptions Checked()
    {
        Check(MaxStringLength, 1, 16_000, nameof(MaxStringLength));
        Check(MaxItems, 1, 65_000, nameof(MaxItems));
        Check(MaxIntegerDigits, 1, 100, nameof(MaxIntegerDigits));
        Check(MaxNumberDigits, 1, 100, nameof(MaxNumberDigits));
        Check(MaxFractionDigits, 0, 30, nameof(MaxFractionDigits));
        return this;
    }

    private static void Check(int value, int least, int most, string name)
    {
        if (value < least || value > most)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} is {least} to {most}.");
        }
    }
}
