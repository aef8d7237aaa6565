using System.Globalization;
using EdgeVL.Contracts.Faults;
using EdgeVL.Qwen3VL.Constraints;
using EdgeVL.Qwen3VL.Tests.Constraints.Support;

namespace EdgeVL.Qwen3VL.Tests.Constraints;

public class NumberTests
{
    private static readonly ConstraintOptions TwoDigits = new() { MaxFractionDigits = 2 };

    [Fact]
    public void Every_number_of_every_small_range_is_written_and_no_other()
    {
        // All bounds on a grid of fifths, inclusive and exclusive, against every spelling of one or two places.
        (string Text, decimal Value)[] spellings = [.. Spellings()];
        for (int low = -12; low <= 12; low++)
        {
            for (int high = low; high <= 12; high++)
            {
                foreach (bool exclusive in (bool[])[false, true])
                {
                    AssertRange(spellings, low * 0.45m, high * 0.45m, exclusive);
                }
            }
        }
    }

    [Fact]
    public void Integers_of_every_small_range_are_written_and_no_other()
    {
        for (int low = -23; low <= 23; low++)
        {
            for (int high = low; high <= 115; high += 3)
            {
                CompiledConstraint range = JsonSchemaCompiler.Compile($$"""{"type":"integer","minimum":{{low}},"maximum":{{high}}}""");
                for (int value = -130; value <= 130; value++)
                {
                    Assert.Equal(value >= low && value <= high, range.Accepts(value.ToString(CultureInfo.InvariantCulture)));
                }
            }
        }
    }

    [Theory]
    [InlineData("""{"type":"integer","minimum":0,"maximum":100}""", 7)]
    [InlineData("""{"type":"number","minimum":-273.15,"maximum":1000}""", 37)]
    public void A_range_needs_few_states(string schema, int states) =>
        // One state is no place to be, one lies behind the number; the sign's is shared with nothing.
        Assert.InRange(JsonSchemaCompiler.Compile(schema, TwoDigits).StateCount, states - 2, states + 4);

    [Theory]
    [InlineData("-0")]
    [InlineData("-0.0")]
    [InlineData("00")]
    [InlineData("01")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("+1")]
    [InlineData("1e5")]
    [InlineData("1.1234567")]
    [InlineData("--1")]
    [InlineData("-")]
    [InlineData("")]
    public void What_is_no_plain_number_is_never_written(string text) =>
        Assert.False(JsonSchemaCompiler.Compile("""{"type":"number"}""").Accepts(text));

    [Theory]
    [InlineData("0")]
    [InlineData("2.50")]
    [InlineData("-0.000001")]
    [InlineData("999999999999999.999999")]
    [InlineData("-123456789012345")]
    public void Trailing_zeros_and_all_digits_of_the_budget_are_written(string text) =>
        Assert.True(JsonSchemaCompiler.Compile("""{"type":"number"}""").Accepts(text));

    [Theory]
    [InlineData("""{"type":"number","exclusiveMinimum":0,"maximum":0.5}""", "0", false)]
    [InlineData("""{"type":"number","exclusiveMinimum":0,"maximum":0.5}""", "0.000001", true)]
    [InlineData("""{"type":"number","exclusiveMinimum":1,"maximum":1.5}""", "1", false)]
    [InlineData("""{"type":"number","exclusiveMinimum":1,"maximum":1.5}""", "1.0", false)]
    [InlineData("""{"type":"number","minimum":-0.5,"exclusiveMaximum":0}""", "-0", false)]
    [InlineData("""{"type":"number","minimum":-0.5,"exclusiveMaximum":0}""", "-0.5", true)]
    [InlineData("""{"type":"integer","minimum":-5,"maximum":12}""", "-6", false)]
    [InlineData("""{"type":"integer","minimum":-5,"maximum":12}""", "-5", true)]
    [InlineData("""{"type":"integer","minimum":2,"exclusiveMinimum":2,"maximum":3}""", "2", false)]
    [InlineData("""{"type":"integer","minimum":1.5,"maximum":3}""", "1", false)]
    [InlineData("""{"type":"integer","minimum":1e3}""", "999", false)]
    [InlineData("""{"type":"integer","minimum":1e3}""", "1000", true)]
    [InlineData("""{"type":"integer","minimum":12345678901234567890123}""", "12345678901234567890122", false)]
    [InlineData("""{"type":"integer","minimum":12345678901234567890123}""", "12345678901234567890123", true)]
    [InlineData("""{"type":"integer","maximum":-12345678901234567890123}""", "-99999999999999999999999", true)]
    public void Bounds_are_taken_from_their_text(string schema, string text, bool accepted) =>
        Assert.Equal(accepted, JsonSchemaCompiler.Compile(schema).Accepts(text));

    [Theory]
    [InlineData("""{"type":"integer","exclusiveMinimum":1,"exclusiveMaximum":2}""")]
    [InlineData("""{"type":"number","minimum":2,"maximum":1}""")]
    [InlineData("""{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":0.000001}""")]
    [InlineData("""{"type":"number","minimum":1e999999999}""")]
    public void An_empty_range_is_refused(string schema) =>
        Assert.Equal(FaultCode.SchemaUnsupported, Assert.Throws<FaultException>(() => JsonSchemaCompiler.Compile(schema)).Code);

    private static void AssertRange((string Text, decimal Value)[] spellings, decimal low, decimal high, bool exclusive)
    {
        string keyword = exclusive ? "exclusiveM" : "m";
        string schema = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"type":"number","{{keyword}}inimum":{{low}},"{{keyword}}aximum":{{high}}}"""
        );
        CompiledConstraint range;
        try
        {
            range = JsonSchemaCompiler.Compile(schema, TwoDigits);
        }
        catch (FaultException)
        {
            Assert.DoesNotContain(spellings, spelling => Lies(spelling.Value, low, high, exclusive));
            return;
        }

        foreach ((string text, decimal value) in spellings)
        {
            if (range.Accepts(text) != Lies(value, low, high, exclusive))
            {
                Assert.Fail($"{text} for {schema}");
            }
        }
    }

    private static bool Lies(decimal value, decimal low, decimal high, bool exclusive) =>
        exclusive ? value > low && value < high : value >= low && value <= high;

    private static IEnumerable<(string Text, decimal Value)> Spellings()
    {
        for (int hundredths = -650; hundredths <= 650; hundredths++)
        {
            decimal value = hundredths / 100m;
            foreach (string format in (string[])["0.00", "0.0", "0"])
            {
                string text = value.ToString(format, CultureInfo.InvariantCulture);
                if (decimal.Parse(text, CultureInfo.InvariantCulture) == value && !(value == 0 && text[0] == '-'))
                {
                    yield return (text, value);
                }
            }
        }
    }
}
