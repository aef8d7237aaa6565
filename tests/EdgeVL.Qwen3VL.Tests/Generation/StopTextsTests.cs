using System.Text;
using EdgeVL.Qwen3VL.Generation;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeVL.Qwen3VL.Tests.Generation;

public sealed class StopTextsTests
{
    private static readonly Gen<string> Words = from letters in Gen.ListOf(Gen.Elements('a', 'b', 'c'), 3) select string.Concat(letters);

    private static readonly Gen<string[]> Stops =
        from count in Gen.Choose(0, 3)
        from words in Gen.ArrayOf(from word in Words from length in Gen.Choose(1, 3) select word[..length], count)
        select words;

    private static readonly Gen<string[]> Parts =
        from count in Gen.Choose(0, 12)
        from parts in Gen.ArrayOf(from word in Words from length in Gen.Choose(0, 3) select word[..length], count)
        select parts;

    [Fact]
    public void Shown_is_what_stands_before_the_first_stop_wherever_the_parts_are_cut() =>
        Prop.ForAll(
                Stops.ToArbitrary(),
                Parts.ToArbitrary(),
                static (stops, parts) =>
                {
                    // The first part with which a stop is complete ends it, and of several stops the one that begins first.
                    var arrived = new StringBuilder();
                    int? end = null;
                    foreach (string part in parts)
                    {
                        arrived.Append(part);
                        int[] found =
                        [
                            .. stops.Select(stop => arrived.ToString().IndexOf(stop, StringComparison.Ordinal)).Where(static at => at >= 0),
                        ];
                        if (found.Length > 0)
                        {
                            end = found.Min();
                            break;
                        }
                    }

                    (string shown, bool stopped) = Shown(stops, parts);
                    return stopped == end is not null && shown == (end is { } at ? arrived.ToString()[..at] : arrived.ToString());
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Nothing_is_held_back_that_cannot_become_a_stop()
    {
        var texts = new StopTexts(["END"]);
        Assert.Equal("abc", texts.Append("abc", out _).ToString());
        Assert.Equal("", texts.Append("E", out _).ToString());
        Assert.Equal("EA", texts.Append("A", out _).ToString());
        Assert.Equal("x", texts.Append("xEN", out bool stopped).ToString());
        Assert.False(stopped);
        Assert.Equal("EN", texts.Flush());
    }

    [Fact]
    public void An_empty_stop_text_stops_nothing()
    {
        var texts = new StopTexts([""]);
        Assert.Equal("abc", texts.Append("abc", out bool stopped).ToString());
        Assert.False(stopped);
    }

    private static (string Text, bool Stopped) Shown(string[] stops, string[] parts)
    {
        var texts = new StopTexts(stops);
        var shown = new StringBuilder();
        foreach (string part in parts)
        {
            shown.Append(texts.Append(part, out bool stopped));
            if (stopped)
            {
                return (shown.ToString(), true);
            }
        }

        return (shown.Append(texts.Flush()).ToString(), false);
    }
}
