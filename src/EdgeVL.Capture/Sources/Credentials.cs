namespace EdgeVL.Capture.Sources;

/// <summary>User and password of a network camera; the password is shown by nothing.</summary>
internal sealed record Credentials(string User, string Password)
{
    public override string ToString() => "***";
}
