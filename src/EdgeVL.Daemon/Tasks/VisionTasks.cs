using System.Diagnostics;

namespace EdgeVL.Daemon.Tasks;

/// <summary>One kind of question: its canonical prompt, and how answers to it are read.</summary>
internal interface IVisionTask
{
    /// <summary>The wording that the model was trained on.</summary>
    string CanonicalPrompt(TaskQuestion question);

    /// <summary>Reads an answer.</summary>
    /// <exception cref="AnswerFormatException">It cannot be read without guessing.</exception>
    TaskAnswer Read(TaskQuestion question, RawAnswer answer);
}

/// <summary>The tasks by kind.</summary>
internal static class VisionTasks
{
    private static readonly OcrTask Ocr = new();
    private static readonly FieldsTask Fields = new();
    private static readonly ObjectsTask Objects = new();
    private static readonly RelationTask Relation = new();
    private static readonly CountTask Count = new();
    private static readonly SceneTask Scene = new();
    private static readonly AskTask Ask = new();

    /// <summary>The task of a kind.</summary>
    public static IVisionTask Of(TaskKind kind) =>
        kind switch
        {
            TaskKind.Ocr => Ocr,
            TaskKind.Fields => Fields,
            TaskKind.Objects => Objects,
            TaskKind.Relation => Relation,
            TaskKind.Count => Count,
            TaskKind.Scene => Scene,
            TaskKind.Ask => Ask,
            _ => throw new UnreachableException(),
        };
}
