namespace EdgeVL.Capture.Pictures;

/// <summary>Orders names as people count: <c>frame2</c> before <c>frame10</c>; otherwise by code point, so the order is the same everywhere.</summary>
internal sealed class NaturalOrder : IComparer<string>
{
    public static readonly NaturalOrder Instance = new();

    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> left = x,
            right = y;
        while (!left.IsEmpty && !right.IsEmpty)
        {
            int order;
            if (char.IsAsciiDigit(left[0]) && char.IsAsciiDigit(right[0]))
            {
                order = CompareNumbers(TakeNumber(ref left), TakeNumber(ref right));
            }
            else
            {
                order = left[0].CompareTo(right[0]);
                left = left[1..];
                right = right[1..];
            }

            if (order != 0)
            {
                return order;
            }
        }

        // Names that count alike, such as 1 and 01, keep a fixed order.
        return left.Length != right.Length ? left.Length.CompareTo(right.Length) : string.CompareOrdinal(x, y);
    }

    private static ReadOnlySpan<char> TakeNumber(ref ReadOnlySpan<char> text)
    {
        int end = text.IndexOfAnyExceptInRange('0', '9');
        ReadOnlySpan<char> number = end < 0 ? text : text[..end];
        text = text[number.Length..];
        return number;
    }

    private static int CompareNumbers(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        left = left.TrimStart('0');
        right = right.TrimStart('0');
        return left.Length != right.Length ? left.Length.CompareTo(right.Length) : left.SequenceCompareTo(right);
    }
}
