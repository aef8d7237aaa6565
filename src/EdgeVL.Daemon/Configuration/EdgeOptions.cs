namespace EdgeVL.Daemon.Configuration;

/// <summary>The whole configuration, read and checked: nothing below the reader sees YAML.</summary>
public sealed record EdgeOptions
{
    /// <summary>The file it was read from, full path.</summary>
    public required string File { get; init; }

    /// <summary>The site; one topic level. Required.</summary>
    public required string Site { get; init; }

    /// <summary>The device; one topic level. Default <c>edgevl-</c> and eight digits derived from the machine id.</summary>
    public required string Device { get; init; }

    /// <summary>The model.</summary>
    public required ModelSection Model { get; init; }

    /// <summary>The cameras, in the order of the file; at least one.</summary>
    public required IReadOnlyList<CameraSection> Cameras { get; init; }

    /// <summary>The broker.</summary>
    public required MqttSection Mqtt { get; init; }

    /// <summary>The folder of recipes, full path. Default <c>recipes</c> beside the file.</summary>
    public required string RecipeFolder { get; init; }

    /// <summary>The store of results.</summary>
    public required StoreSection Store { get; init; }

    /// <summary>The HTTP server.</summary>
    public required HttpSection Http { get; init; }

    /// <summary>Lines for the log: which keys are accepted but not active yet, and what is better written otherwise.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}
