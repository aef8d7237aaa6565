using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Tasks;

namespace EdgeVL.Daemon.Judging;

/// <summary>What the model said of one picture, before anybody judged it.</summary>
/// <param name="Read">The answer as readings.</param>
/// <param name="Raw">The answers as they were written, a line each where the picture was cut into tiles.</param>
/// <param name="Tokens">How many tokens it took.</param>
internal sealed record ModelAnswer(TaskAnswer Read, string Raw, TokenCounts Tokens)
{
    /// <summary>What was done to the pixels.</summary>
    public IReadOnlyList<string> Enhanced { get; init; } = [];

    /// <summary>Values that are as probable on a blank picture; empty where that was not tried.</summary>
    public IReadOnlySet<string> Guessed { get; init; } = new HashSet<string>();

    /// <summary>What each picture's answer was made of; empty where no evidence is kept.</summary>
    public IReadOnlyList<Evidence.ModelExchange> Exchanges { get; init; } = [];
}
