namespace EdgeVL.Daemon.Configuration;

/// <summary>The published JSON Schema of the configuration, for editors.</summary>
public static class ConfigurationSchema
{
    /// <summary>The schema, draft 2020-12. It proposes and checks forms; what needs the machine or other keys, the reader checks alone.</summary>
    public static string Text()
    {
        using Stream schema = typeof(ConfigurationSchema).Assembly.GetManifestResourceStream("edgevl.schema.json")!;
        using var reader = new StreamReader(schema);
        return reader.ReadToEnd();
    }
}
