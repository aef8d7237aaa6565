namespace EdgeVL.Contracts.Faults;

/// <summary>A fault with a stable number: the message names the thing and its value, the remedy says what to do.</summary>
public sealed class FaultException : Exception
{
    /// <summary>Makes a fault.</summary>
    /// <param name="code">Stable number that callers test.</param>
    /// <param name="message">What is wrong, with the name and the value of the thing.</param>
    /// <param name="remedy">What the reader can do about it, one sentence.</param>
    /// <param name="inner">The foreign exception that was translated, if there was one.</param>
    public FaultException(FaultCode code, string message, string remedy, Exception? inner = null)
        : base(message, inner)
    {
        Code = code;
        Remedy = remedy;
    }

    /// <summary>Stable number that callers test.</summary>
    public FaultCode Code { get; }

    /// <summary>What the reader can do about it.</summary>
    public string Remedy { get; }

    /// <summary>Message and remedy as a person reads them on a terminal or in a log.</summary>
    public string Explained => Remedy.Length == 0 ? Message : $"{Message} {Remedy}";
}
