using EdgeVL.Contracts.Results;

namespace EdgeVL.Daemon.Tasks;

/// <summary>A question to the model: what is asked, and how its answer is read.</summary>
/// <param name="Kind">What is wanted.</param>
public sealed record TaskQuestion(TaskKind Kind)
{
    /// <summary>The user's own words; null for the task's canonical prompt, which <see cref="TaskKind.Ask"/> has not.</summary>
    public string? Prompt { get; init; }

    /// <summary>The objects wanted, for <see cref="TaskKind.Objects"/>; null for all.</summary>
    public string? Description { get; init; }

    /// <summary>Names of the fields, in the order of the answer, for <see cref="TaskKind.Fields"/>; empty for whatever the answer names.</summary>
    public IReadOnlyList<string> FieldNames { get; init; } = [];

    /// <summary>What is counted, for <see cref="TaskKind.Count"/>. Default <c>objects</c>.</summary>
    public string Things { get; init; } = "objects";

    /// <summary>The thing whose place is wanted, for <see cref="TaskKind.Relation"/>.</summary>
    public string? Subject { get; init; }

    /// <summary>The thing it is told against, for <see cref="TaskKind.Relation"/>.</summary>
    public string? Reference { get; init; }

    /// <summary>The text that the model is given beside the picture.</summary>
    public string Text => Prompt ?? VisionTasks.Of(Kind).CanonicalPrompt(this);

    /// <summary>Whether the text asks for JSON, so that an answer in any other form is malformed.</summary>
    internal bool WantsJson => Text.Contains("JSON", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads an answer. Whatever the model wrote, this returns: an answer that cannot be read is an <see cref="Verdict.Error"/>.</summary>
    public TaskAnswer Read(RawAnswer answer)
    {
        try
        {
            return answer.Finish == RawAnswer.Cancelled
                ? throw new AnswerFormatException("cancelled")
                : VisionTasks.Of(Kind).Read(this, answer);
        }
        catch (AnswerFormatException malformed)
        {
            return TaskAnswer.Failed(answer, malformed.Message);
        }
    }
}
