namespace EdgeVL.Daemon.Configuration;

/// <summary>The address of a camera, which may hold a password: it shows itself without, and is opened with <see cref="Reveal"/>.</summary>
public sealed class CameraAddress
{
    private readonly string address;
    private readonly string shown;

    internal CameraAddress(string address, string shown)
    {
        this.address = address;
        this.shown = shown;
    }

    /// <summary>The address as the source is opened with it. Never log it.</summary>
    public string Reveal() => address;

    /// <summary>The address with its passwords blotted out and its references as written.</summary>
    public override string ToString() => shown;
}
