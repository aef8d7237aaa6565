using EdgeVL.Daemon.Tasks;
using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Recipes;

/// <summary>Reads what a recipe asks: <c>task</c>, <c>prompt</c>, and the keys that belong to one task.</summary>
/// <param name="map">The recipe.</param>
/// <param name="given">Names of the values that the recipe gives itself; null where a trigger may bring any.</param>
internal sealed class QuestionReader(YamlMap map, IEnumerable<string>? given)
{
    private static readonly (string Word, TaskKind Kind)[] Tasks =
    [
        ("ocr", TaskKind.Ocr),
        ("fields", TaskKind.Fields),
        ("objects", TaskKind.Objects),
        ("relation", TaskKind.Relation),
        ("count", TaskKind.Count),
        ("scene", TaskKind.Scene),
        ("ask", TaskKind.Ask),
    ];

    private static readonly string[] NotYet = ["document", "video"];

    private static readonly (string Key, TaskKind Kind)[] Own =
    [
        ("description", TaskKind.Objects),
        ("things", TaskKind.Count),
        ("subject", TaskKind.Relation),
        ("reference", TaskKind.Relation),
    ];

    /// <summary>The word for a task.</summary>
    public static string WordOf(TaskKind kind) => Array.Find(Tasks, task => task.Kind == kind).Word;

    /// <summary>Reads the question; contradictions between its keys are faults.</summary>
    /// <returns>The question, null where the task is faulty; the prompt, null for the task's own.</returns>
    public (TaskQuestion? Question, PromptText? Prompt) Read()
    {
        TaskKind? task = map.Required<TaskKind?>("task", ReadTask);
        (string? text, PromptText? prompt) = ReadPrompt();
        var question = new TaskQuestion(task ?? TaskKind.Ocr)
        {
            Prompt = text,
            Description = Words("description"),
            Things = Words("things") ?? "objects",
            Subject = Words("subject"),
            Reference = Words("reference"),
        };
        if (task is null)
        {
            return (null, prompt);
        }

        RefuseKeysOfOtherTasks(question);
        RefuseHalfQuestions(question);
        return (question, prompt);
    }

    private string? Words(string key) => map.Optional<string?>(key, Scalars.Text, null);

    private (string? Text, PromptText? Prompt) ReadPrompt()
    {
        if (map.Optional<YamlScalar?>("prompt", Scalars.Placed, null) is not { } scalar)
        {
            return (null, null);
        }

        string text = scalar.Text.Trim(); // a block of lines ends with a line break
        if (text == "default")
        {
            return (null, null);
        }

        bool faulty = false;
        var prompt = PromptText.Parse(
            scalar.Text,
            (offset, what, remedy) =>
            {
                faulty = true;
                map.RefuseAt(scalar.PlaceOf(offset), "prompt", what, remedy);
            }
        );
        RefuseWhatNothingBrings(scalar, prompt);
        bool plain = !faulty && prompt.Variables.Count == 0;
        return (plain ? prompt.Render(new Dictionary<string, string>()) : text, prompt);
    }

    /// <summary>An interval brings no values: a prompt that needs one could never be asked.</summary>
    private void RefuseWhatNothingBrings(YamlScalar scalar, PromptText prompt)
    {
        if (given is null)
        {
            return;
        }

        foreach (
            string variable in prompt.Variables.Where(static name => name.StartsWith(PromptText.TriggerPrefix, StringComparison.Ordinal))
        )
        {
            string name = variable[PromptText.TriggerPrefix.Length..];
            if (!given.Contains(name))
            {
                map.RefuseAt(
                    scalar.PlaceOf(scalar.Text.IndexOf($"{{{variable}}}", StringComparison.Ordinal)),
                    "prompt",
                    $"an interval brings no '{name}'",
                    $"Give it under 'verdict.values' as '{name}', or remove 'trigger'."
                );
            }
        }
    }

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
            map.Refuse(key, $"it belongs to the task '{WordOf(kind)}'", "Remove it, or change 'task'.");
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
