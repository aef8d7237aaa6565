using System.CommandLine;
using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Tasks;

namespace EdgeVL.Cli.Commands;

/// <summary>Options that say what is asked of a picture.</summary>
internal sealed class TaskOptions
{
    private readonly Option<string?> task = new("--task", "-t")
    {
        Description = "ocr, fields, objects, relation, count, scene or ask; default: ask with a prompt, else ocr",
    };
    private readonly Option<string?> prompt = new("--prompt") { Description = "Your words instead of the task's own" };
    private readonly Option<string?> fields = new("--fields") { Description = "With fields: their names, such as lot,expiry" };
    private readonly Option<string?> description = new("--description") { Description = "With objects: only those that match this" };
    private readonly Option<string?> things = new("--things") { Description = "With count: what to count; default: objects" };
    private readonly Option<string?> subject = new("--subject") { Description = "With relation: the thing whose place is asked" };
    private readonly Option<string?> reference = new("--reference") { Description = "With relation: the thing it is told against" };

    /// <summary>Adds the options to <paramref name="command"/>.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(task);
        command.Options.Add(prompt);
        command.Options.Add(fields);
        command.Options.Add(description);
        command.Options.Add(things);
        command.Options.Add(subject);
        command.Options.Add(reference);
    }

    /// <summary>The question that was asked.</summary>
    /// <exception cref="FaultException">The options contradict each other.</exception>
    public TaskQuestion Read(ParseResult parsed)
    {
        string? words = parsed.GetValue(prompt);
        TaskKind kind = Kind(parsed.GetValue(task), words);
        if (kind == TaskKind.Ask && string.IsNullOrWhiteSpace(words))
        {
            throw Invalid("The task 'ask' has no question.", "Add --prompt \"…\".");
        }

        var question = new TaskQuestion(kind)
        {
            Prompt = words,
            FieldNames = parsed.GetValue(fields)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
            Description = parsed.GetValue(description),
            Subject = parsed.GetValue(subject),
            Reference = parsed.GetValue(reference),
        };
        if (kind == TaskKind.Fields && words is null && question.FieldNames.Count == 0)
        {
            throw Invalid("The task 'fields' needs their names.", "Add --fields lot,expiry, or --prompt \"…\".");
        }

        if (kind == TaskKind.Relation && words is null && (question.Subject is null || question.Reference is null))
        {
            throw Invalid(
                "The task 'relation' needs two things.",
                "Add --subject \"red circle\" --reference \"blue square\", or --prompt \"…\"."
            );
        }

        return parsed.GetValue(things) is { } counted ? question with { Things = counted } : question;
    }

    private static TaskKind Kind(string? name, string? words)
    {
        if (name is null)
        {
            return words is null ? TaskKind.Ocr : TaskKind.Ask;
        }

        return Enum.TryParse(name, ignoreCase: true, out TaskKind kind) && Enum.IsDefined(kind)
            ? kind
            : throw Invalid(
                $"There is no task '{name}'.",
                $"Choose one of {string.Join(", ", Enum.GetNames<TaskKind>()).ToLowerInvariant()}."
            );
    }

    private static FaultException Invalid(string message, string remedy) => new(FaultCode.UsageInvalid, message, remedy);
}
