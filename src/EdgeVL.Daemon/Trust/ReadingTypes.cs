using System.Text.Json;

namespace EdgeVL.Daemon.Trust;

/// <summary>Types of readings that are calibrated apart: to decline is another decision than to read.</summary>
public static class ReadingTypes
{
    /// <summary>A text.</summary>
    public const string Text = "text";

    /// <summary>A number.</summary>
    public const string Number = "number";

    /// <summary>True or false.</summary>
    public const string Truth = "boolean";

    /// <summary>Nothing was seen.</summary>
    public const string Nothing = "null";

    /// <summary>The type of a JSON value.</summary>
    public static string Of(JsonValueKind kind) =>
        kind switch
        {
            JsonValueKind.Number => Number,
            JsonValueKind.True or JsonValueKind.False => Truth,
            JsonValueKind.Null => Nothing,
            _ => Text,
        };
}
