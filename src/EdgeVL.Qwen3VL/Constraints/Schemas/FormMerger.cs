using System.Text.Json;

namespace EdgeVL.Qwen3VL.Constraints.Schemas;

/// <summary>Puts the forms of <c>anyOf</c> and <c>oneOf</c> together where the bytes of an answer tell them apart.</summary>
internal static class FormMerger
{
    /// <summary>The shape that allows what any of the forms allows, and nothing that more than one does where that counts.</summary>
    /// <param name="pointer">Place of the keyword.</param>
    /// <param name="forms">Its schemas.</param>
    /// <param name="isExclusive">Whether a value may be of one form only.</param>
    /// <param name="types">Types that the schema around it allows; null for all.</param>
    /// <exception cref="UnsupportedConstraintException">They cannot be told apart.</exception>
    public static Shape Merge(string pointer, IEnumerable<Shape> forms, bool isExclusive, IReadOnlyList<string>? types)
    {
        List<Shape> parts = [.. forms.SelectMany(Flatten).Select(form => Restrict(form, types)).OfType<Shape>()];
        List<JsonElement> values = MergeLiterals(parts.OfType<Shape.Literals>(), isExclusive);
        List<Shape> merged = [.. parts.Where(static part => part is not Shape.Literals)];
        ThrowIfAlike(merged, values, isExclusive);
        if (values.Count > 0)
        {
            merged.Add(new Shape.Literals(pointer, values));
        }

        return merged.Count switch
        {
            0 => throw new UnsupportedConstraintException("its forms are all of other types than the type beside it"),
            1 => merged[0],
            _ => new Shape.Either(pointer, merged),
        };
    }

    // A form of forms was merged by itself, so that what must exclude one another inside it already does.
    private static IEnumerable<Shape> Flatten(Shape form) => form is Shape.Either either ? either.Forms : [form];

    private static Shape? Restrict(Shape form, IReadOnlyList<string>? types)
    {
        if (types is null)
        {
            return form;
        }

        if (form is Shape.Literals literals)
        {
            JsonElement[] left = [.. literals.Values.Where(value => types.Any(type => JsonTypes.Is(value, type)))];
            return left.Length == 0 ? null : literals with { Values = left };
        }

        if (form is Shape.Number { Fraction: > 0 } && types.Contains("integer") && !types.Contains("number"))
        {
            throw new UnsupportedConstraintException("a number in it would have to be an integer; give that form the type integer");
        }

        string kind = KindOf(form);
        return types.Contains(kind) || (kind == "number" && types.Contains("integer")) ? form : null;
    }

    private static List<JsonElement> MergeLiterals(IEnumerable<Shape.Literals> parts, bool isExclusive)
    {
        var values = new List<JsonElement>();
        foreach (JsonElement value in parts.SelectMany(static part => part.Values))
        {
            if (!values.Exists(other => JsonElement.DeepEquals(other, value)))
            {
                values.Add(value);
            }
            else if (isExclusive)
            {
                throw new UnsupportedConstraintException($"{value.GetRawText()} is of more than one of its forms");
            }
        }

        return values;
    }

    private static void ThrowIfAlike(List<Shape> forms, List<JsonElement> values, bool isExclusive)
    {
        for (int i = 0; i < forms.Count; i++)
        {
            string kind = KindOf(forms[i]);
            if (values.Exists(value => JsonTypes.KindOf(value) == kind))
            {
                throw new UnsupportedConstraintException($"a listed value and another form of it are both of the type {kind}");
            }

            foreach (Shape other in forms.Take(i).Where(other => KindOf(other) == kind))
            {
                ThrowIfAlike(forms[i], other, kind, isExclusive);
            }
        }
    }

    private static void ThrowIfAlike(Shape one, Shape other, string kind, bool isExclusive)
    {
        if (
            one is not Shape.Object { Properties: [{ IsRequired: true } first, ..] } left
            || other is not Shape.Object { Properties: [{ IsRequired: true } second, ..] } right
        )
        {
            throw new UnsupportedConstraintException(
                kind == "object"
                    ? "two of its forms are objects whose first property is not required, and so cannot be told apart by it"
                    : $"two of its forms are of the type {kind}"
            );
        }

        if (first.Name == second.Name)
        {
            ThrowUnlessDisjoint(first, second);
        }
        else if (isExclusive && (HasProperty(left, second.Name) || HasProperty(right, first.Name)))
        {
            throw new UnsupportedConstraintException(
                $"an object could be of two forms, for '{first.Name}' and '{second.Name}' may stand in one"
            );
        }
    }

    private static void ThrowUnlessDisjoint(Shape.Property first, Shape.Property second)
    {
        if (first.Value is not Shape.Literals left || second.Value is not Shape.Literals right)
        {
            throw new UnsupportedConstraintException(
                $"two of its forms are objects that begin with '{first.Name}', which is not const or enum in both"
            );
        }

        foreach (JsonElement value in left.Values)
        {
            if (right.Values.Any(other => JsonElement.DeepEquals(other, value)))
            {
                throw new UnsupportedConstraintException($"two of its forms are objects whose '{first.Name}' may be {value.GetRawText()}");
            }
        }
    }

    private static bool HasProperty(Shape.Object shape, string name) => shape.Properties.Any(property => property.Name == name);

    private static string KindOf(Shape shape) =>
        shape switch
        {
            Shape.Text => "string",
            Shape.Number => "number",
            Shape.Array => "array",
            _ => "object",
        };
}
