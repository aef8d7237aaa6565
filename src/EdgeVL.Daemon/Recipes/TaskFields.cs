using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Tasks;

namespace EdgeVL.Daemon.Recipes;

/// <summary>Fields that a task reads by itself, whatever the recipe's output says.</summary>
internal static class TaskFields
{
    private static readonly OutputField[] Count = [Plain("count", FieldType.Integer)];
    private static readonly OutputField[] Relation = [Plain("relation", FieldType.String)];
    private static readonly OutputField[] Summary = [Plain("summary", FieldType.String)];
    private static readonly OutputField[] Scene = [Plain("lighting", FieldType.String), .. Summary];

    /// <summary>The fields of a question; of any question where that is faulty, so that nobody is blamed twice.</summary>
    public static IReadOnlyList<OutputField> Of(TaskQuestion? question) =>
        question?.Kind switch
        {
            null => [.. Count, .. Relation, .. Scene],
            TaskKind.Count => Count,
            TaskKind.Relation => Relation,
            TaskKind.Scene => question.WantsJson ? Scene : Summary,
            _ => [],
        };

    /// <summary>Whether the task has these fields only.</summary>
    public static bool AreFixed(TaskQuestion? question) =>
        question?.Kind is TaskKind.Count or TaskKind.Relation or TaskKind.Scene or TaskKind.Objects;

    private static OutputField Plain(string name, FieldType type) =>
        new(new FieldSpec(name, type == FieldType.String ? RuleType.Text : RuleType.Number), type);
}
