using System.Security.Cryptography;
using System.Text;
using EdgeVL.Daemon.Configuration;
using EdgeVL.Daemon.Tasks;
using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Recipes;

/// <summary>Reads a recipe section by section.</summary>
internal sealed class RecipeReader(IReadOnlyCollection<string>? cameras, YamlFaults faults)
{
    /// <summary>Reads one recipe; null where the file has a fault.</summary>
    public Recipe? Read(string path)
    {
        int before = faults.Count;
        if (YamlFile.Read(path, faults) is not { } file || YamlMap.Of(file.Root, "", faults) is not { } map)
        {
            return null;
        }

        Recipe recipe = Read(map, Path.GetFullPath(path), file.Hash);
        map.RefuseUnknownKeys();
        if (faults.Count == before)
        {
            AnswerForms.Refuse(map, recipe);
        }

        return faults.Count == before ? recipe : null;
    }

    private Recipe Read(YamlMap map, string path, string hash)
    {
        string name = ReadName(map, path);
        string camera = map.Required("camera", Scalars.Text(ParseCamera));
        RecipeTrigger? trigger = TriggerReader.Read(map);
        YamlMap? verdict = map.Map("verdict");
        IReadOnlyDictionary<string, string> given = GivenValues.Read(verdict);
        (TaskQuestion? question, PromptText? prompt) = new QuestionReader(map, trigger is null ? null : given.Keys).Read();
        var output = new OutputReader(map, question, given);
        output.Read();
        VerdictOptions verdicts = new VerdictReader(verdict, output, given).Read();
        ProofOptions proof = new GoldenReader(map, path, question, output).Read();
        IReadOnlyList<OutputField> fields = output.WithOwn([
            .. verdicts.Expressions.SelectMany(static rule => rule.Expression.Names.Keys),
            .. proof.Golden.SelectMany(static picture => picture.Fields.Keys),
        ]);
        return new Recipe
        {
            Name = name,
            Camera = camera,
            Trigger = trigger,
            Question = (question ?? new TaskQuestion(TaskKind.Ocr)) with { FieldNames = FieldNames(question, fields) },
            Prompt = prompt,
            View = new ViewReader(map).Read(question?.Kind),
            MaxTokens = map.Optional("max_tokens", Scalars.Integer(1, 8192), 512),
            Output = fields,
            Trust = new TrustReader(map).Read(hasGolden: map.Has("golden")),
            Verdicts = verdicts,
            Proof = proof,
            Publish = PublishReader.Read(map),
            File = new RecipeFile(path, HashOf(hash, proof.Golden)) { Remarks = RecipeRemarks.Of(map, trigger, fields, verdicts) },
        };
    }

    private static IReadOnlyList<string> FieldNames(TaskQuestion? question, IReadOnlyList<OutputField> fields) =>
        question?.Kind == TaskKind.Fields ? [.. fields.Select(static field => field.Name)] : [];

    private static string ReadName(YamlMap map, string path)
    {
        string expected = Path.GetFileNameWithoutExtension(path);
        return map.Required(
            "recipe",
            Scalars.Text(name =>
                name == expected
                    ? TopicLevel.Parse(name)
                    : throw ValueFault.Of($"the recipe '{name}' lies in '{expected}.yaml'", "Let file and recipe have one name.")
            )
        );
    }

    private string ParseCamera(string name) =>
        cameras is null || cameras.Contains(name)
            ? name
            : throw ValueFault.Of($"there is no camera '{name}' in the configuration", NearMiss.Remedy(name, cameras));

    /// <summary>The file's own hash where there are no golden pictures; else that of the list of all hashes, a line each.</summary>
    private static string HashOf(string file, IReadOnlyList<GoldenPicture> golden) =>
        golden.Count == 0
            ? file
            : "sha256:"
                + Convert.ToHexStringLower(
                    SHA256.HashData(Encoding.ASCII.GetBytes(string.Join('\n', [file, .. golden.Select(static picture => picture.Hash)])))
                );
}
