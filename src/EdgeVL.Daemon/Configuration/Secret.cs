namespace EdgeVL.Daemon.Configuration;

/// <summary>A password: shows as <c>***</c> in every dump and log, and is used through <see cref="Reveal"/>.</summary>
public sealed class Secret
{
    private readonly string value;

    internal Secret(string value) => this.value = value;

    /// <summary>The password itself. Never log it.</summary>
    public string Reveal() => value;

    /// <summary><c>***</c>.</summary>
    public override string ToString() => "***";
}
