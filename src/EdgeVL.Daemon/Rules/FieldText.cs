using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EdgeVL.Daemon.Rules;

/// <summary>What a field's value is as text and as a number.</summary>
internal static class FieldText
{
    /// <summary>The value as it would stand in a text: strings bare, everything else as JSON.</summary>
    public static string Of(JsonNode value) =>
        value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();

    /// <summary>A number as it is printed, with a point and of at most 28 digits; null for anything else.</summary>
    public static decimal? Number(string text) =>
        decimal.TryParse(text, Printed, CultureInfo.InvariantCulture, out decimal number) ? number : null;

    /// <summary>A JSON number, or one printed in a string; null for anything else.</summary>
    public static decimal? Number(JsonNode value) =>
        value.GetValueKind() == JsonValueKind.Number
            ? decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)
                ? number
                : null
            : Number(Of(value));

    private const NumberStyles Printed = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
}
