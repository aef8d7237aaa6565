namespace EdgeVL.Daemon.Tasks;

/// <summary>Codes of reasons that an answer gives.</summary>
internal static class ReasonCode
{
    /// <summary>Nothing was read where something was asked for.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>The answer says two things of one field.</summary>
    public const string Ambiguous = "ambiguous";

    /// <summary>The answer was cut before its end.</summary>
    public const string Truncated = "truncated";

    /// <summary>The model's answer has no form that can be read.</summary>
    public const string ModelError = "model_error";
}
