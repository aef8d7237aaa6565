using System.CommandLine;
using System.Text.Json.Nodes;
using EdgeVL.Cli.RecipeRuns;
using EdgeVL.Cli.Terminal;
using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Proof;
using EdgeVL.Daemon.Recipes;

namespace EdgeVL.Cli.Commands;

/// <summary><c>edgevl recipe new NAME --from IMAGE</c></summary>
internal sealed class RecipeNewCommand
{
    private readonly Argument<string> name = new("NAME") { Description = "Name of the new recipe, and of its file" };
    private readonly Option<string> image = new("--from") { Description = "A good picture of the scene", Required = true };
    private readonly Option<string> camera = new("--camera")
    {
        Description = "The camera that is to be asked",
        DefaultValueFactory = static _ => "camera",
    };
    private readonly RecipeOptions recipe = new();
    private readonly ModelOptions model = new();

    public static Command Create() => new RecipeNewCommand().Build();

    private Command Build()
    {
        var command = new Command(
            "new",
            "Draft a recipe from a picture: what is read on it, where, how bright and sharp it is, and the picture as its first golden one.\n\nExample: edgevl recipe new lot-code --from belt.jpg --camera belt --recipes recipes"
        )
        {
            name,
            image,
            camera,
        };
        recipe.AddFolderTo(command);
        model.AddTo(command);
        command.Body(Run);
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string folder = recipe.Folder(parsed);
        string named = parsed.GetRequiredValue(name);
        RecipeDraft.RefuseName(named);
        string file = Path.Combine(folder, $"{named}.yaml");
        if (File.Exists(file))
        {
            throw new FaultException(FaultCode.UsageInvalid, $"'{file}' exists already.", "Choose another name, or remove it.");
        }

        string picture = parsed.GetRequiredValue(image);
        using RecipeModel loaded = RecipeModel.Load(model, parsed, cancellation);
        RecipeDraft draft = RecipeDraft.From(named, parsed.GetRequiredValue(camera), picture, loaded, cancellation);
        ProofReport proof = WriteProven(folder, file, picture, draft, loaded, cancellation);
        if (parsed.GetValue(CommandRunner.Json))
        {
            JsonObject told = ProofTable.ToJson(proof);
            told["file"] = file;
            told["texts"] = new JsonArray([.. draft.Texts.Select(static text => JsonValue.Create(text.Text))]);
            Console.WriteLine(told.ToJsonString());
        }
        else
        {
            Console.WriteLine($"{file}: {draft.Texts.Count} texts read on '{picture}'");
            ProofTable.Print(proof);
        }

        return ExitCode.Ok;
    }

    /// <summary>Writes the first variant of a draft that proves itself, else the last.</summary>
    private static ProofReport WriteProven(
        string folder,
        string file,
        string picture,
        RecipeDraft draft,
        RecipeModel loaded,
        CancellationToken cancellation
    )
    {
        string golden = Path.Combine("golden", $"{draft.Name}-1{Path.GetExtension(picture).ToLowerInvariant()}");
        ProofReport? proof = null;
        foreach (RecipeDraft variant in draft.Variants())
        {
            Write(folder, file, golden, picture, variant);
            Recipe read = RecipeFolder.ReadOne(file, cameras: null);
            proof = new GoldenReplay(read, loaded.Inspector, loaded.Surroundings).Run(progress: null, cancellation);
            if (proof.Passed)
            {
                break;
            }
        }

        return proof!;
    }

    private static void Write(string folder, string file, string golden, string picture, RecipeDraft draft)
    {
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "golden"));
            File.Copy(picture, Path.Combine(folder, golden), overwrite: true);
            File.WriteAllText(file, draft.ToYaml(golden));
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            throw new FaultException(
                FaultCode.UsageInvalid,
                $"The recipe '{file}' cannot be written: {broken.Message}",
                "Check the folder, or name another with --recipes.",
                broken
            );
        }
    }
}
