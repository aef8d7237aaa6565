using System.Globalization;
using System.Text.Json;

namespace EdgeVL.Qwen3VL.Constraints.Schemas;

/// <summary>JSON pointers, and references that hold one.</summary>
internal static class SchemaPointer
{
    /// <summary>The pointer of a member of what <paramref name="parent"/> points at.</summary>
    public static string Join(string parent, string member) =>
        $"{parent}/{member.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    /// <summary>The pointer of an item of what <paramref name="parent"/> points at.</summary>
    public static string Join(string parent, int index) => string.Create(CultureInfo.InvariantCulture, $"{parent}/{index}");

    /// <summary>Finds what a <c>$ref</c> names inside <paramref name="root"/>.</summary>
    /// <param name="root">The whole schema.</param>
    /// <param name="reference">Value of the keyword.</param>
    /// <param name="pointer">Receives the pointer in its one spelling.</param>
    /// <param name="target">Receives what it points at.</param>
    /// <exception cref="UnsupportedConstraintException">It leads elsewhere or nowhere.</exception>
    public static void Resolve(JsonElement root, string reference, out string pointer, out JsonElement target)
    {
        if (!reference.StartsWith('#'))
        {
            throw new UnsupportedConstraintException($"'{reference}' leads out of the schema");
        }

        if (reference.Length > 1 && reference[1] != '/')
        {
            throw new UnsupportedConstraintException($"'{reference}' names an anchor; use a JSON pointer");
        }

        (pointer, target) = ("", root);
        foreach (string part in Uri.UnescapeDataString(reference[1..]).Split('/').Skip(1))
        {
            string member = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (!TryEnter(ref target, member))
            {
                throw new UnsupportedConstraintException($"'{reference}' leads nowhere");
            }

            pointer = Join(pointer, member);
        }
    }

    private static bool TryEnter(ref JsonElement element, string member)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            return element.TryGetProperty(member, out element);
        }

        bool isIndex = int.TryParse(member, NumberStyles.None, CultureInfo.InvariantCulture, out int index);
        if (element.ValueKind != JsonValueKind.Array || !isIndex || index >= element.GetArrayLength())
        {
            return false;
        }

        element = element[index];
        return true;
    }
}
