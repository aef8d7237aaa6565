using System.Text.Json;
using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Yaml;
using EdgeVL.Qwen3VL.Constraints;

namespace EdgeVL.Daemon.Recipes;

/// <summary>Forms of fields that no value can have, or that the constrained decoder cannot follow.</summary>
internal static class AnswerForms
{
    /// <summary>Reports each of them, before a model is asked for it.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="fields">Its fields, read without a fault.</param>
    public static void Refuse(YamlMap recipe, IReadOnlyList<OutputField> fields)
    {
        if (recipe.Map("output") is not { } output)
        {
            return;
        }

        foreach (OutputField field in fields)
        {
            try
            {
                JsonSchemaCompiler.Compile(JsonSerializer.SerializeToElement(field.Schema));
            }
            catch (FaultException unsupported) when (unsupported.Code == FaultCode.SchemaUnsupported)
            {
                output.Refuse(
                    field.Name,
                    $"the model cannot be asked for it: {unsupported.Message}",
                    "Correct or simplify its pattern, choice and lengths."
                );
            }
        }
    }
}
