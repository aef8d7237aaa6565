using EdgeVL.Daemon.Tasks;
using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Recipes;

/// <summary>Reads what a recipe asks: <c>task</c>, <c>prompt</c>, and the keys that belong to one task.</summary>
internal sealed class QuestionReader(YamlMap map)
{
    private static readonly (string Word, TaskKind Kind)[] Tasks =
    [
        ("ocr", TaskKind.Ocr),
        ("objects", TaskKind.Objects),
        ("relation", TaskKind.Relation),
        ("count", TaskKind.Count),
        ("scene", TaskKind.Scene),
        ("ask", TaskKind.Ask),
    ];

    private static readonly string[] NotYet = ["fields", "document", "video"];

    private static readonly (string Key, TaskKind Kind)[] Own =
    [
        ("description", TaskKind.Objects),
        ("things", TaskKind.Count),
        ("subject", TaskKind.Relation),
        ("reference", TaskKind.Relation),
    ];

    /// <summary>Reads the question; contradictions between its keys are faults.</summary>
    public TaskQuestion Read()
    {
        TaskKind? task = map.Required<TaskKind?>("task", ReadTask);
        string prompt = map.Optional("prompt", Scalars.Text, "default").Trim(); // a block of lines ends with a line break
        var question = new TaskQuestion(task ?? TaskKind.Ocr)
        {
            Prompt = prompt == "default" ? null : prompt,
            Description = Words("description"),
            Things = Words("things") ?? "objects",
            Subject = Words("subject"),
            Reference = Words("reference"),
        };
        if (task is not null)
        {
            RefuseKeysOfOtherTasks(question);
            RefuseHalfQuestions(question);
        }

        return question;
    }

    private string? Words(string key) => map.Optional<string?>(key, Scalars.Text, null);

    private static TaskKind? ReadTask(YamlScalar scalar) =>
        NotYet.Contains(scalar.Text)
            ? throw ValueFault.Of(
                $"the task '{scalar.Text}' is not offered yet",
                $"Write {string.Join(", ", Tasks.Select(static task => task.Word))}."
            )
            : Scalars.Choice(Tasks)(scalar);

    private void RefuseKeysOfOtherTasks(TaskQuestion question)
    {
        foreach ((string key, TaskKind kind) in Own.Where(own => own.Kind != question.Kind))
        {
            string word = Array.Find(Tasks, task => task.Kind == kind).Word;
            map.Refuse(key, $"it belongs to the task '{word}'", "Remove it, or change 'task'.");
        }
    }

    private void RefuseHalfQuestions(TaskQuestion question)
    {
        switch (question)
        {
            case { Kind: TaskKind.Ask, Prompt: null }:
                map.RefuseWhole("the task 'ask' has no question", "Add 'prompt: YOUR QUESTION'.");
                break;
            case { Kind: TaskKind.Relation, Prompt: null } when question.Subject is null || question.Reference is null:
                map.RefuseWhole(
                    "the task 'relation' names no two things",
                    "Add 'subject' and 'reference', such as 'red circle' and 'blue square'."
                );
                break;
            case { Kind: TaskKind.Count, Prompt: not null }:
                map.Refuse("things", "the prompt says already what is counted", "Remove one of the two.");
                break;
            default:
                break;
        }
    }
}
