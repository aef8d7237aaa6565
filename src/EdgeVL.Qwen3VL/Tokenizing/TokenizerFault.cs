using EdgeVL.Contracts.Faults;

namespace EdgeVL.Qwen3VL.Tokenizing;

/// <summary>The fault of every tokenizer file that cannot be used.</summary>
internal static class TokenizerFault
{
    private const string Remedy = "Take the unchanged tokenizer.json of a Qwen3-VL checkpoint.";

    /// <summary>Makes the fault.</summary>
    /// <param name="path">The file.</param>
    /// <param name="whatIsWrong">A clause that follows "cannot be used:".</param>
    /// <param name="inner">The foreign exception, if there was one.</param>
    /// <param name="remedy">What to do where it is not the file that must change.</param>
    public static FaultException In(string path, string whatIsWrong, Exception? inner = null, string remedy = Remedy) =>
        new(FaultCode.TokenizerInvalid, $"The tokenizer '{path}' cannot be used: {whatIsWrong}.", remedy, inner);
}
