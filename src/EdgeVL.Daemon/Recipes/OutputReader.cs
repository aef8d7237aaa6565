using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Rules.Expressions;
using EdgeVL.Daemon.Tasks;
using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Recipes;

/// <summary>Reads <c>output</c>: the fields, with their rules.</summary>
/// <param name="recipe">The recipe.</param>
/// <param name="question">What is asked; null where that is faulty.</param>
/// <param name="given">Values that the recipe gives itself.</param>
internal sealed class OutputReader(YamlMap recipe, TaskQuestion? question, IReadOnlyDictionary<string, string> given)
{
    private const int MostFields = 64;

    private readonly List<OutputField> written = [];

    /// <summary>Whether the type of every field is known: else an expression over them cannot be blamed.</summary>
    public bool TypesAreKnown { get; private set; } = true;

    /// <summary>The fields that are written, and those that the task has by itself.</summary>
    public IReadOnlyList<OutputField> All => [.. written, .. TaskFields.Of(question).Where(own => !IsWritten(own.Name))];

    /// <summary>Whether a reading may have fields that nobody has named: a question answered by whatever object.</summary>
    public bool IsOpen => question is null || (question.Kind == TaskKind.Ask && written.Count == 0);

    /// <summary>Reads the section.</summary>
    public void Read()
    {
        if (recipe.Map("output") is not { } map)
        {
            if (question?.Kind == TaskKind.Fields && !recipe.Has("output"))
            {
                recipe.RefuseWhole("the task 'fields' has no output", "Add 'output:' with a line 'NAME: { type: string }' a field.");
            }

            return;
        }

        if (question?.Kind == TaskKind.Objects)
        {
            recipe.Refuse("output", "the task 'objects' has no fields", "Remove it, or count what is found with the task 'count'.");
        }
        else if (map.Entries.Count is 0 or > MostFields)
        {
            map.RefuseWhole($"there are {map.Entries.Count} fields", $"Name 1 to {MostFields}.");
        }

        foreach (YamlEntry entry in map.Entries)
        {
            ReadOne(map, entry);
        }

        RefuseNamesOfProbabilities(map);
    }

    /// <summary>The fields that are written, and those of the task's own that somebody names.</summary>
    public IReadOnlyList<OutputField> WithOwn(IReadOnlyCollection<string> named) =>
        [
            .. All.Where(field =>
                IsWritten(field.Name) || named.Contains(field.Name) || named.Contains(field.Name + ExpressionNames.ProbabilityOf)
            ),
        ];

    private bool IsWritten(string name) => written.Exists(field => field.Name == name);

    private void ReadOne(YamlMap map, YamlEntry entry)
    {
        OutputField? own = TaskFields.Of(question).FirstOrDefault(field => field.Name == entry.Key);
        try
        {
            Identifiers.Parse(entry.Key);
            if (own is null && TaskFields.AreFixed(question) && question!.Kind != TaskKind.Objects)
            {
                throw ValueFault.Of(
                    $"the task '{QuestionReader.WordOf(question.Kind)}' has no field '{entry.Key}'",
                    NearMiss.Remedy(entry.Key, [.. TaskFields.Of(question).Select(static field => field.Name)])
                );
            }
        }
        catch (FaultException fault)
        {
            recipe.RefuseAt(entry.Place, "output", fault.Message, fault.Remedy);
        }

        if (map.Inner(entry) is not { } field)
        {
            TypesAreKnown = false;
            return;
        }

        var reader = new FieldReader(field, entry.Key, given) { Own = question is null ? null : own?.Type };
        written.Add(reader.Read());
        TypesAreKnown &= reader.TypeIsKnown;
        if (question?.Kind == TaskKind.Ocr && written[^1].Type == FieldType.Boolean)
        {
            field.Refuse("type", "a line of text is neither true nor false", "Choose another type, or the task 'fields'.");
        }
    }

    private void RefuseNamesOfProbabilities(YamlMap map)
    {
        foreach (YamlEntry entry in map.Entries)
        {
            string? field = entry.Key.EndsWith(ExpressionNames.ProbabilityOf, StringComparison.Ordinal)
                ? entry.Key[..^ExpressionNames.ProbabilityOf.Length]
                : null;
            if (field is not null && IsWritten(field))
            {
                map.Refuse(entry.Key, $"expressions call the probability of '{field}' so", "Choose another name.");
            }
        }
    }
}
