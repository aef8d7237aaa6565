using System.Text.Json.Nodes;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Tasks;
using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Recipes;

/// <summary>Reads <c>expect</c> of a golden picture: what a reading of it has to be.</summary>
/// <param name="map">The section.</param>
/// <param name="question">What is asked; null where that is faulty.</param>
/// <param name="output">The fields.</param>
internal sealed class ExpectationReader(YamlMap map, TaskQuestion? question, OutputReader output)
{
    private static readonly (string Word, Verdict Verdict)[] Verdicts =
    [
        ("accept", Verdict.Accept),
        ("warn", Verdict.Warn),
        ("reject", Verdict.Reject),
        ("no_read", Verdict.NoRead),
        ("error", Verdict.Error),
    ];

    /// <summary>Reads it; what contradicts the verdict or the fields is a fault.</summary>
    public GoldenPicture Read(GoldenPicture picture)
    {
        if (map.Entries.Count == 0)
        {
            map.RefuseWhole("nothing is expected", "Write at least 'verdict'.");
        }

        Verdict verdict = map.Optional("verdict", Scalars.Choice(Verdicts), Verdict.Accept);
        bool isRead = verdict is not (Verdict.NoRead or Verdict.Error);
        picture = picture with
        {
            Verdict = verdict,
            Texts = ReadWords("texts", TaskKind.Ocr, isRead),
            Objects = ReadWords("objects", TaskKind.Objects, isRead),
            Fields = ReadFields(isRead),
        };
        map.RefuseUnknownKeys();
        return picture;
    }

    private string[]? ReadWords(string key, TaskKind task, bool isRead)
    {
        IReadOnlyList<YamlScalar> words = map.OneOrMore(key);
        if (question is not null && question.Kind != task)
        {
            map.Refuse(key, $"they are read by the task '{QuestionReader.WordOf(task)}'", "Remove it.");
        }
        else if (words.Count > 0 && !isRead)
        {
            map.Refuse(key, "with this verdict there are none", "Change the verdict, or remove it.");
        }

        return map.Has(key) ? [.. words.Select(word => map.Read(key, word, Scalars.Text, ""))] : null;
    }

    private Dictionary<string, JsonNode?> ReadFields(bool isRead)
    {
        var fields = new Dictionary<string, JsonNode?>();
        foreach (OutputField field in output.All.Where(field => map.Has(field.Name)))
        {
            JsonNode? value = map.Optional(field.Name, scalar => Value(field, scalar), null);
            fields[field.Name] = value;
            if (value is not null && !isRead)
            {
                map.Refuse(field.Name, "with this verdict it has no value", "Write null, or change the verdict.");
            }
            else if (value is null && isRead && field.Spec.Required && output.TypesAreKnown)
            {
                RefuseMissing(field);
            }
        }

        if (output.IsOpen)
        {
            foreach (
                string name in map
                    .Entries.Select(static entry => entry.Key)
                    .Where(static name => name is not ("verdict" or "texts" or "objects"))
            )
            {
                fields.TryAdd(name, map.Optional(name, static scalar => Written(scalar), null));
            }
        }

        return fields;
    }

    private void RefuseMissing(OutputField field)
    {
        if (map.Node(field.Name) is YamlScalar { Kind: ScalarKind.Null })
        {
            map.Refuse(
                field.Name,
                "it is required: without it there is no reading",
                "Expect the verdict no_read, or let it be 'required: false'."
            );
        }
    }

    private static JsonNode? Value(OutputField field, YamlScalar scalar)
    {
        JsonNode? value = (field.Type, scalar.Kind) switch
        {
            (_, ScalarKind.Null) => null,
            (FieldType.Boolean, _) => JsonValue.Create(Scalars.Flag(scalar)),
            (FieldType.Number, _) => JsonValue.Create(Scalars.Decimal(scalar)),
            (FieldType.Integer, _) => JsonValue.Create(Scalars.Integer(int.MinValue, int.MaxValue)(scalar)),
            _ => JsonValue.Create(Scalars.Text(scalar)),
        };
        return value is null || field.Type == FieldType.Boolean || field.CanBe(scalar.Text)
            ? value
            : throw ValueFault.Of($"'{scalar.Shown}' does not have the form that the field has", "Correct it, or the field.");
    }

    private static JsonNode? Written(YamlScalar scalar) =>
        scalar.Kind == ScalarKind.Text
            ? JsonValue.Create(scalar.Text)
            : JsonNode.Parse(scalar.Kind == ScalarKind.Null ? "null" : scalar.Text);
}
