namespace EdgeVL.Daemon.Tasks;

/// <summary>An answer cannot be read without guessing; never leaves <see cref="TaskQuestion.Read"/>.</summary>
/// <param name="what">What is wrong with it, for a reason's value.</param>
internal sealed class AnswerFormatException(string what) : Exception(what);
