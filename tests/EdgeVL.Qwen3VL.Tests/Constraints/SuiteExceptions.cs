namespace EdgeVL.Qwen3VL.Tests.Constraints;

/// <summary>Values of the public suite that are valid and are never written.</summary>
internal static class SuiteExceptions
{
    private const string Surplus = "no property is written that the schema does not name";
    private const string Budget = "numbers without bounds have a budget of digits";
    private const string OneNumber = "a number has one spelling: an integer no point, a listed value its own";
    private const string Control = "control characters without a short escape are never written in a value";
    private const string LeapSecond = "leap seconds, on which validators disagree, are never written";
    private const string Capitals = "T and Z are capitals, as all readers want them";
    private const string Fraction = "a fraction of a second has at most nine digits";

    /// <summary>Why, by file, group and test.</summary>
    public static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        ["properties.json: object properties validation: doesn't invalidate other properties"] = Surplus,
        ["type.json: type: array or object: object is valid"] = Surplus,
        ["type.json: type: array, object or null: object is valid"] = Surplus,
        ["anyOf.json: anyOf complex types: both anyOf valid (complex)"] = Surplus,
        ["optional/bignum.json: integer: a bignum is an integer"] = Budget,
        ["optional/bignum.json: integer: a negative bignum is an integer"] = Budget,
        ["optional/bignum.json: number: a bignum is a number"] = Budget,
        ["optional/bignum.json: number: a negative bignum is a number"] = Budget,
        ["type.json: integer type matches integers: a float with zero fractional part is an integer"] = OneNumber,
        ["const.json: const with 0 does not match other zero-like types: float zero is valid"] = OneNumber,
        ["const.json: const with 1 does not match true: float one is valid"] = OneNumber,
        ["const.json: const with -2.0 matches integer and float types: integer -2 is valid"] = OneNumber,
        ["const.json: float and integers are equal up to 64-bit representation limits: float is valid"] = OneNumber,
        ["enum.json: enum with 0 does not match false: float zero is valid"] = OneNumber,
        ["enum.json: enum with [0] does not match [false]: [0.0] is valid"] = OneNumber,
        ["enum.json: enum with 1 does not match true: float one is valid"] = OneNumber,
        ["enum.json: enum with [1] does not match [true]: [1.0] is valid"] = OneNumber,
        [@"optional/ecmascript-regex.json: ECMA 262 \s matches whitespace: Line tabulation matches"] = Control,
        [@"optional/ecmascript-regex.json: ECMA 262 \S matches everything but whitespace: Non-whitespace control matches"] = Control,
        ["optional/format/time.json: validation of time strings: a valid time string with leap second, Zulu"] = LeapSecond,
        ["optional/format/time.json: validation of time strings: valid leap second, zero time-offset"] = LeapSecond,
        ["optional/format/time.json: validation of time strings: valid leap second, positive time-offset"] = LeapSecond,
        ["optional/format/time.json: validation of time strings: valid leap second, large positive time-offset"] = LeapSecond,
        ["optional/format/time.json: validation of time strings: valid leap second, negative time-offset"] = LeapSecond,
        ["optional/format/time.json: validation of time strings: valid leap second, large negative time-offset"] = LeapSecond,
        ["optional/format/time.json: validation of time strings: a valid time string with case-insensitive Z"] = Capitals,
        ["optional/format/date-time.json: validation of date-time strings: a valid date-time with a leap second, UTC"] = LeapSecond,
        ["optional/format/date-time.json: validation of date-time strings: a valid date-time with a leap second, with minus offset"] =
            LeapSecond,
        ["optional/format/date-time.json: validation of date-time strings: case-insensitive T and Z"] = Capitals,
        ["optional/format/date-time.json: validation of date-time strings: a second fraction of fifteen nines is valid"] = Fraction,
    };
}
