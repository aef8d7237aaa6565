using System.Text.Json.Nodes;
using EdgeVL.Daemon.Rules;

namespace EdgeVL.Daemon.Recipes;

/// <summary>What a field of the output holds.</summary>
public enum FieldType
{
    /// <summary>Text.</summary>
    String,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A day, as text of one declared form.</summary>
    Date,
}

/// <summary>One field of a recipe's output.</summary>
/// <param name="Spec">Its name, type and rules; its least probability where the recipe gives the field one of its own.</param>
/// <param name="Type">What it holds.</param>
public sealed record OutputField(FieldSpec Spec, FieldType Type)
{
    private readonly FieldForm form = FieldForm.Of(Type, Spec.Rules);

    /// <summary>Its name.</summary>
    public string Name => Spec.Name;

    /// <summary>What the model may write for it: a JSON Schema of the caller's own, without the <c>null</c> that lets the model decline.</summary>
    /// <remarks>Type, pattern, choice and length are in it, so far as breaking them means a misread. What is a matter of the part, such as a
    /// range, is not: the model must be able to say it.</remarks>
    public JsonObject Schema => form.ToSchema();

    /// <summary>Whether it is text as it is printed: its pattern says what it looks like.</summary>
    internal bool IsPrinted => Type is FieldType.String or FieldType.Date && form.HasPattern;

    /// <summary>Whether a line of text can be this field: it has the form that the schema asks for.</summary>
    internal bool CanBe(string text) => form.Allows(text);
}
