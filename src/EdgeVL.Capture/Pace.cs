namespace EdgeVL.Capture;

/// <summary>How fast a file or folder is played.</summary>
public enum Pace
{
    /// <summary>Pictures appear at their media times, and the newest wins, as with a camera.</summary>
    Real,

    /// <summary>Every picture is offered until each subscription has taken it: none is skipped, and the reader rests while nobody takes.</summary>
    Fast,
}
