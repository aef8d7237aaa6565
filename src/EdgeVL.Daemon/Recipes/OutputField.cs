using System.Text.Json.Nodes;
using EdgeVL.Daemon.Rules;

namespace EdgeVL.Daemon.Recipes;

/// <summary>One field of a recipe's output.</summary>
/// <param name="Spec">Its name, type and rules.</param>
/// <param name="Schema">What the model may write for it: a JSON Schema without the <c>null</c> that lets it decline.</param>
public sealed record OutputField(FieldSpec Spec, JsonObject Schema)
{
    /// <summary>Its name.</summary>
    public string Name => Spec.Name;
}
