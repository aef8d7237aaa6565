using System.Text.Json;
using EdgeVL.Contracts.Faults;
using EdgeVL.Qwen3VL.Constraints.Schemas;

namespace EdgeVL.Qwen3VL.Constraints;

/// <summary>Compiles a JSON Schema (2020-12) to the compact answers that are valid for it.</summary>
/// <remarks>Whatever of a schema cannot be kept to the letter is refused with its JSON pointer. Answers are a part of what is valid: properties
/// stand in the schema's order and none is added, numbers have no exponent, strings only the escapes that they need.</remarks>
public static class JsonSchemaCompiler
{
    /// <summary>Compiles <paramref name="schema"/>.</summary>
    /// <param name="schema">The schema; not needed afterwards.</param>
    /// <param name="options">Budgets for what it leaves open.</param>
    /// <exception cref="FaultException"><see cref="FaultCode.SchemaUnsupported"/>; the message lists every part with its reason.</exception>
    public static CompiledConstraint Compile(JsonElement schema, ConstraintOptions? options = null)
    {
        Shape shape = SchemaReader.Read(schema, (options ?? new ConstraintOptions()).Checked());
        var builder = new ShapeBuilder();
        try
        {
            return new CompiledConstraint(builder.Build(shape), isJson: true);
        }
        catch (UnsupportedConstraintException unsupported)
        {
            var faults = new SchemaFaults();
            faults.Add(builder.Place, unsupported.Message);
            faults.ThrowIfAny();
            throw;
        }
    }

    /// <summary>Compiles the schema that is the JSON text <paramref name="schema"/>.</summary>
    /// <exception cref="FaultException"><see cref="FaultCode.SchemaUnsupported"/>: no JSON, or as above.</exception>
    public static CompiledConstraint Compile(string schema, ConstraintOptions? options = null)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(schema);
            return Compile(document.RootElement, options);
        }
        catch (JsonException broken)
        {
            throw new FaultException(
                FaultCode.SchemaUnsupported,
                $"The schema is no JSON: {broken.Message}",
                "Write a JSON Schema, for example {\"type\":\"object\"}.",
                broken
            );
        }
    }
}
