using System.Globalization;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Daemon.Rules;

/// <summary>The one declared form of a printed date: <c>YYYY</c>, <c>YY</c>, <c>MM</c>, <c>MON</c> (JAN to DEC) and <c>DD</c>, everything else
/// as it stands.</summary>
/// <remarks>Years of two digits lie from 49 years before to 50 after today (GS1). In <c>YYMMDD</c>, GS1's form, day 00 is the month's last;
/// without a day the last of the month is meant, too.</remarks>
public sealed class DateFormat
{
    private static readonly string[] Tokens = ["YYYY", "MON", "YY", "MM", "DD"]; // longer ones first
    private static readonly string[] Months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    private const string Gs1 = "YYMMDD";

    private readonly string[] parts;

    private DateFormat(string text, string[] parts) => (Text, this.parts) = (text, parts);

    /// <summary>The form as written.</summary>
    public string Text { get; }

    /// <summary>Regular expression of the texts of this form; whether there is such a day it does not say.</summary>
    internal string Pattern =>
        string.Concat(
            parts.Select(static part =>
                part switch
                {
                    "YYYY" => "[0-9]{4}",
                    "YY" or "MM" or "DD" => "[0-9]{2}",
                    "MON" => $"(?:{string.Join('|', Months)})",
                    _ when @"^$\.*+?()[]{}|/".Contains(part[0], StringComparison.Ordinal) => $@"\{part}",
                    _ => part,
                }
            )
        );

    /// <summary>Takes a form, such as <c>YYYY-MM-DD</c>, <c>DD.MM.YY</c>, <c>EXP MM/YYYY</c>.</summary>
    /// <exception cref="FaultException"><see cref="FaultCode.RecipeInvalid"/>: year or month is missing, or something is there twice.</exception>
    public static DateFormat Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = [.. Split(text)];
        bool complete =
            parts.Count(static part => part is "YYYY" or "YY") == 1
            && parts.Count(static part => part is "MM" or "MON") == 1
            && parts.Count(static part => part == "DD") <= 1;
        return complete
            ? new DateFormat(text, parts)
            : throw new FaultException(
                FaultCode.RecipeInvalid,
                $"'{text}' is no form of a date.",
                "Write YYYY or YY, MM or MON, and DD, each once, with what stands between them: DD.MM.YYYY."
            );
    }

    /// <summary>Reads a date.</summary>
    /// <returns>The day; null where the text has another form or no such day exists.</returns>
    public DateOnly? Read(string text, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(text);
        int year = 0,
            month = 0,
            day = 0,
            at = 0;
        foreach (string part in parts)
        {
            int length = part.Length;
            if (at + length > text.Length)
            {
                return null;
            }

            string found = text.Substring(at, length);
            bool read = part switch
            {
                "YYYY" => Number(found, out year),
                "YY" => Number(found, out year) && Expand(ref year, today.Year),
                "MM" => Number(found, out month),
                "MON" => (month = 1 + Array.IndexOf(Months, found)) > 0,
                "DD" => Number(found, out day),
                _ => found == part,
            };
            if (!read)
            {
                return null;
            }

            at += length;
        }

        return at == text.Length ? Day(year, month, day) : null;
    }

    private static IEnumerable<string> Split(string text)
    {
        for (int at = 0; at < text.Length; )
        {
            string token = Array.Find(Tokens, token => string.CompareOrdinal(text, at, token, 0, token.Length) == 0) ?? text[at].ToString();
            yield return token;
            at += token.Length;
        }
    }

    private static bool Number(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static bool Expand(ref int year, int now)
    {
        year += now / 100 * 100;
        year +=
            year - now > 50 ? -100
            : year - now < -49 ? 100
            : 0;
        return true;
    }

    private DateOnly? Day(int year, int month, int day)
    {
        if (year is < 1 or > 9999 || month is < 1 or > 12)
        {
            return null;
        }

        int last = DateTime.DaysInMonth(year, month);
        bool wholeMonth = day == 0 && (Text == Gs1 || !parts.Contains("DD"));
        return wholeMonth ? new DateOnly(year, month, last)
            : day >= 1 && day <= last ? new DateOnly(year, month, day)
            : null;
    }
}
