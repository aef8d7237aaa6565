namespace EdgeVL.Daemon.Recipes;

/// <summary>The published JSON Schema of recipes, for editors.</summary>
public static class RecipeSchema
{
    /// <summary>The schema, draft 2020-12. It proposes and checks forms; what needs other files, other keys or an expression's inside, the reader
    /// checks alone.</summary>
    public static string Text()
    {
        using Stream schema = typeof(RecipeSchema).Assembly.GetManifestResourceStream("recipe.schema.json")!;
        using var reader = new StreamReader(schema);
        return reader.ReadToEnd();
    }
}
