namespace EdgeVL.Qwen3VL.Constraints.Schemas;

/// <summary>The keywords of JSON Schema 2020-12: which are understood, which say nothing about validity, and why the others are refused.</summary>
internal static class SchemaKeywords
{
    /// <summary>Keywords that say nothing about what is valid, or only where something is found.</summary>
    public static readonly HashSet<string> Annotations = new(StringComparer.Ordinal)
    {
        "$schema",
        "$comment",
        "$defs",
        "$anchor",
        "definitions",
        "title",
        "description",
        "default",
        "examples",
        "deprecated",
        "readOnly",
        "writeOnly",
        "contentEncoding",
        "contentMediaType",
        "contentSchema",
    };

    /// <summary>Keywords that are kept.</summary>
    public static readonly HashSet<string> Understood = new(StringComparer.Ordinal)
    {
        "type",
        "enum",
        "const",
        "anyOf",
        "oneOf",
        "$ref",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "minItems",
        "maxItems",
        "minLength",
        "maxLength",
        "pattern",
        "format",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
    };

    /// <summary>Why <paramref name="keyword"/> cannot be kept.</summary>
    public static string ReasonAgainst(string keyword) =>
        keyword switch
        {
            "allOf" => "schemas are not intersected; write the result of the intersection",
            "not" => "what is not allowed cannot be compiled; say what is allowed",
            "if" or "then" or "else" => "conditions are not supported; write the cases as anyOf",
            "dependentRequired" or "dependentSchemas" or "dependencies" =>
                "properties that depend on others are not supported; write the cases as anyOf",
            "patternProperties" or "propertyNames" => "free property names are not supported; name the properties",
            "prefixItems" or "additionalItems" => "all items of an array have one schema; use an object for a tuple",
            "contains" or "minContains" or "maxContains" => "items are not counted by kind",
            "uniqueItems" => "items are not compared with one another",
            "unevaluatedItems" or "unevaluatedProperties" => "it needs other keywords that are not supported",
            "minProperties" or "maxProperties" => "properties are not counted; name the required ones",
            "multipleOf" => "multiples are not supported; use integer, or a number of few digits",
            "$id" => "a base of its own below the root would turn references elsewhere",
            "$dynamicRef" or "$dynamicAnchor" or "$recursiveRef" or "$recursiveAnchor" => "dynamic references are not supported",
            "$vocabulary" => "vocabularies belong to meta-schemas",
            _ => "an unknown keyword",
        };
}
