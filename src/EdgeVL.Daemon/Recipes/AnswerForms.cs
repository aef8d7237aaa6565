using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Yaml;
using EdgeVL.Qwen3VL.Constraints;

namespace EdgeVL.Daemon.Recipes;

/// <summary>Forms of fields that no value can have, or that the constrained decoder cannot follow.</summary>
internal static class AnswerForms
{
    private const string Remedy = "Correct or simplify patterns, choices and lengths.";

    /// <summary>Reports each of them, and an answer that is too large as a whole, before a model is asked for it.</summary>
    /// <param name="map">The file.</param>
    /// <param name="recipe">The recipe, read without a fault.</param>
    public static void Refuse(YamlMap map, Recipe recipe)
    {
        if (map.Map("output") is not { } output)
        {
            return;
        }

        bool each = true;
        foreach (OutputField field in recipe.Output)
        {
            if (Fault(field.Schema) is { } what)
            {
                each = false;
                output.Refuse(field.Name, what, Remedy);
            }
        }

        if (each && recipe.AnswerSchema() is { } answer && Fault(answer) is { } whole)
        {
            map.Refuse("output", whole, Remedy);
        }
    }

    private static string? Fault(JsonObject schema)
    {
        try
        {
            JsonSchemaCompiler.Compile(JsonSerializer.SerializeToElement(schema));
            return null;
        }
        catch (FaultException unsupported) when (unsupported.Code == FaultCode.SchemaUnsupported)
        {
            return $"the model cannot be asked for it: {unsupported.Message}";
        }
    }
}
