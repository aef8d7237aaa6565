using System.Globalization;
using System.Numerics;

namespace EdgeVL.Qwen3VL.Constraints.Automata;

/// <summary>Numbers of one sign whose magnitude lies in a closed range of multiples of 10^-F: no exponent, no leading zero, trailing zeros allowed.</summary>
/// <remarks>A state is how far the number has come and how its digits compare with those of the two bounds.</remarks>
internal sealed class NumberFragment
{
    private readonly AutomatonBuilder builder;
    private readonly int fraction;
    private readonly int next;
    private readonly Magnitude least;
    private readonly Magnitude most;
    private readonly Dictionary<(bool InFraction, int Read, int Low, int High), int> built = [];

    private NumberFragment(AutomatonBuilder builder, BigInteger least, BigInteger most, int fraction, int next)
    {
        this.builder = builder;
        this.fraction = fraction;
        this.next = next;
        this.least = new Magnitude(least, fraction);
        this.most = new Magnitude(most, fraction);
    }

    /// <summary>The state from which any number of the range can be written.</summary>
    /// <param name="builder">Receives the states.</param>
    /// <param name="low">Smallest number times 10^F.</param>
    /// <param name="high">Largest number times 10^F, at least <paramref name="low"/>.</param>
    /// <param name="fraction">F: digits behind the point.</param>
    /// <param name="next">State behind the number; settled.</param>
    public static int Build(AutomatonBuilder builder, BigInteger low, BigInteger high, int fraction, int next)
    {
        var edges = new List<Edge>();
        if (high.Sign >= 0)
        {
            var positive = new NumberFragment(builder, BigInteger.Max(low, 0), high, fraction, next);
            edges.AddRange(positive.FirstDigits());
        }

        if (low.Sign < 0)
        {
            // Zero has no sign, so a negative magnitude begins at the smallest step.
            var negative = new NumberFragment(builder, BigInteger.Max(-high, 1), -low, fraction, next);
            List<Edge> digits = negative.FirstDigits();
            edges.Add(Edge.On('-', builder.Add(StateTraits.None, negative.Nearest(digits), digits)));
        }

        long distance = edges.Min(edge => 1 + builder.DistanceOf(edge.Target));
        return builder.Add(StateTraits.None, distance, edges);
    }

    private List<Edge> FirstDigits()
    {
        var edges = new List<Edge>();
        for (int digit = 0; digit <= 9; digit++)
        {
            (int low, int high) = (least.CompareInteger(0, 0, digit), most.CompareInteger(0, 0, digit));
            // Behind a leading zero only the point or the end may follow: its state is that of a number with all integer digits read.
            int state = State(inFraction: false, digit == 0 ? -1 : 1, low, high);
            AddEdge(edges, digit, state);
        }

        return edges;
    }

    // low and high: how the digits read so far compare with those of the bound (-1, 0, 1).
    private int State(bool inFraction, int read, int low, int high)
    {
        (bool, int, int, int) key = (inFraction, read, low, high);
        if (!built.TryGetValue(key, out int state))
        {
            built[key] = state = inFraction ? InFraction(read, low, high) : InInteger(read, low, high);
        }

        return state;
    }

    private int InInteger(int read, int low, int high)
    {
        int digits = Math.Abs(read);
        var edges = new List<Edge>();
        for (int digit = 0; read > 0 && read < most.IntegerDigits && digit <= 9; digit++)
        {
            AddEdge(edges, digit, State(false, read + 1, least.CompareInteger(low, read, digit), most.CompareInteger(high, read, digit)));
        }

        (low, high) = (least.CompareLength(low, digits), most.CompareLength(high, digits));
        int point = fraction > 0 ? State(inFraction: true, 0, low, high) : 0;
        if (point != 0)
        {
            edges.Add(Edge.On('.', point));
        }

        return Finish(edges, 0, low, high);
    }

    private int InFraction(int read, int low, int high)
    {
        var edges = new List<Edge>();
        for (int digit = 0; read < fraction && digit <= 9; digit++)
        {
            AddEdge(edges, digit, State(true, read + 1, least.CompareFraction(low, read, digit), most.CompareFraction(high, read, digit)));
        }

        // A point is followed by a digit.
        return read > 0 ? Finish(edges, read, low, high)
            : edges.Count > 0 ? builder.Add(StateTraits.None, Nearest(edges), edges)
            : 0;
    }

    // A number may end here if it is within the bounds; nothing is built for one that can neither end nor go on.
    private int Finish(List<Edge> edges, int fractionRead, int low, int high)
    {
        bool ends = (low > 0 || (low == 0 && least.IsZeroFrom(fractionRead))) && high <= 0;
        if (!ends)
        {
            return edges.Count == 0 ? 0 : builder.Add(StateTraits.None, Nearest(edges), edges);
        }

        StateTraits traits = builder.TraitsOf(next) & StateTraits.Accepting;
        return builder.Add(traits, builder.DistanceOf(next), [.. edges, .. builder.EdgesOf(next)]);
    }

    private long Nearest(List<Edge> edges) => edges.Min(edge => 1 + builder.DistanceOf(edge.Target));

    private static void AddEdge(List<Edge> edges, int digit, int target)
    {
        if (target == 0)
        {
            return;
        }

        char value = (char)('0' + digit);
        if (edges.Count > 0 && edges[^1].Target == target && edges[^1].Last == value - 1)
        {
            edges[^1] = edges[^1] with { Last = (byte)value };
            return;
        }

        edges.Add(Edge.On(value, target));
    }

    /// <summary>A bound's digits.</summary>
    private sealed class Magnitude
    {
        private readonly string digits;

        public Magnitude(BigInteger scaled, int fraction)
        {
            digits = scaled.ToString(CultureInfo.InvariantCulture).PadLeft(fraction + 1, '0');
            IntegerDigits = digits.Length - fraction;
        }

        public int IntegerDigits { get; }

        /// <summary>The comparison with one more digit of the integer part, behind <paramref name="read"/> of them.</summary>
        public int CompareInteger(int sofar, int read, int digit) => read < IntegerDigits ? Compare(sofar, read, digit) : sofar;

        /// <summary>The comparison with one more digit of the fraction, behind <paramref name="read"/> of them.</summary>
        public int CompareFraction(int sofar, int read, int digit) => Compare(sofar, IntegerDigits + read, digit);

        /// <summary>The comparison where the integer part has ended: what has fewer digits is smaller, whatever they are.</summary>
        public int CompareLength(int sofar, int read) => read == IntegerDigits ? sofar : read.CompareTo(IntegerDigits);

        public bool IsZeroFrom(int fractionDigit) => digits.AsSpan(IntegerDigits + fractionDigit).TrimStart('0').IsEmpty;

        private int Compare(int sofar, int at, int digit) => sofar == 0 ? digit.CompareTo(digits[at] - '0') : sofar;
    }
}
