using System.Numerics;
using System.Text.Json;
using EdgeVL.Qwen3VL.Constraints.Expressions;

namespace EdgeVL.Qwen3VL.Constraints.Schemas;

/// <summary>What a schema allows, after everything in it was understood.</summary>
/// <param name="Pointer">JSON pointer of the schema.</param>
internal abstract record Shape(string Pointer)
{
    /// <summary>One of a few values.</summary>
    public sealed record Literals(string Pointer, IReadOnlyList<JsonElement> Values) : Shape(Pointer);

    /// <summary>A string within a length, perhaps with a pattern that says more.</summary>
    public sealed record Text(string Pointer, int Least, int Most, CharacterAutomaton? Pattern) : Shape(Pointer);

    /// <summary>A number between <paramref name="Low"/> and <paramref name="High"/>, both times 10^<paramref name="Fraction"/>.</summary>
    public sealed record Number(string Pointer, BigInteger Low, BigInteger High, int Fraction) : Shape(Pointer);

    /// <summary>An array of like items; <paramref name="Item"/> is null where it is always empty.</summary>
    public sealed record Array(string Pointer, Shape? Item, int Least, int Most) : Shape(Pointer);

    /// <summary>An object with its properties in this order.</summary>
    public sealed record Object(string Pointer, IReadOnlyList<Property> Properties) : Shape(Pointer);

    /// <summary>One of several shapes that the answer's bytes tell apart.</summary>
    public sealed record Either(string Pointer, IReadOnlyList<Shape> Forms) : Shape(Pointer);

    /// <summary>A property of an object.</summary>
    public sealed record Property(string Name, Shape Value, bool IsRequired);
}
