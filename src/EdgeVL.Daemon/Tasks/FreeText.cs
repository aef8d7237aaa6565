namespace EdgeVL.Daemon.Tasks;

/// <summary>An answer in words.</summary>
internal static class FreeText
{
    /// <summary>The words, without the thoughts in front and white space around; may be empty.</summary>
    /// <exception cref="AnswerFormatException">The answer was cut: words do not show whether the end is missing.</exception>
    public static string Of(RawAnswer answer) =>
        answer.Finish == RawAnswer.Stop ? AnswerJson.WithoutThoughts(answer.Text) : throw new AnswerFormatException(answer.Finish);
}
