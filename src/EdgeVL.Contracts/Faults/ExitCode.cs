namespace EdgeVL.Contracts.Faults;

/// <summary>Exit codes of <c>edgevl</c>.</summary>
public static class ExitCode
{
    /// <summary>Done, or stopped because somebody wanted it.</summary>
    public const int Ok = 0;

    /// <summary>The command ran and its answer is no: a vector over its limit, nothing read.</summary>
    public const int Negative = 1;

    /// <summary>The arguments are not understood.</summary>
    public const int Usage = 2;

    /// <summary>A fault in the input: configuration, recipe, checkpoint, picture; the text says which and the remedy.</summary>
    public const int Input = 65;

    /// <summary>A worker or the program itself failed; a service manager should start it again.</summary>
    public const int Fault = 70;

    /// <summary>Interrupted by Ctrl-C before a command was done.</summary>
    public const int Interrupted = 130;
}
