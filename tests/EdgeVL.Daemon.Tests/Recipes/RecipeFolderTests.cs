using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Configuration;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Daemon.Tasks;

namespace EdgeVL.Daemon.Tests.Recipes;

public sealed class RecipeFolderTests : IDisposable
{
    private const string Smallest = "recipe: r\ncamera: belt\ntrigger: { interval: 2s }\ntask: ocr\n";

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void The_smallest_recipe_has_documented_defaults()
    {
        folder.Write("r.yaml", Smallest);
        Recipe recipe = Assert.Single(Read().Recipes);
        Assert.Equal(("r", "belt", TimeSpan.FromSeconds(2), 512), (recipe.Name, recipe.Camera, recipe.Trigger!.Interval, recipe.MaxTokens));
        Assert.Equal(new TaskQuestion(TaskKind.Ocr), recipe.Question);
        Assert.Equal((new PixelBudget(null, null), new RelativeRegion(0, 0, 1, 1)), (recipe.View.Pixels, recipe.View.Region));
        Assert.Equal(folder.At("r.yaml"), recipe.File.Path);
        Assert.Equal(
            "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(recipe.File.Path))),
            recipe.File.Hash
        );
        Assert.Empty(Read().Remarks);
    }

    [Fact]
    public void Each_task_asks_its_own_question()
    {
        folder.Write(
            "a.yaml",
            "recipe: a\ncamera: belt\ntrigger: { interval: 500ms }\ntask: objects\ndescription: red circle\npixels: { min: 4096, max: 307200 }\nregion: [0.10, 0.20, 0.90, 0.80]\nmax_tokens: 64\n"
        );
        folder.Write(
            "b.yaml",
            "recipe: b\ncamera: gate\ntrigger: { interval: 1min }\ntask: relation\nsubject: red circle\nreference: blue square\nprompt: default\n"
        );
        folder.Write("c.yaml", "recipe: c\ncamera: gate\ntrigger: { interval: 1h }\ntask: count\nthings: labels\n");
        folder.Write(
            "d.yaml",
            "recipe: d\ncamera: belt\ntrigger: { interval: 1d }\ntask: ask\nprompt: |\n  Is there a red circle?\n  Answer in JSON format.\n"
        );
        folder.Write("e.yaml", "recipe: e\ncamera: belt\ntrigger: { interval: 1d }\ntask: scene\n");
        folder.Write(".hidden.yaml", "no recipe");
        folder.Write("notes.txt", "no recipe");

        IReadOnlyList<Recipe> recipes = Read().Recipes;
        Assert.Equal(["a", "b", "c", "d", "e"], recipes.Select(static recipe => recipe.Name));
        Assert.Equal(
            (new PixelBudget(4096, 307200), new RelativeRegion(0.1, 0.2, 0.9, 0.8), 64),
            (recipes[0].View.Pixels, recipes[0].View.Region, recipes[0].MaxTokens)
        );
        Assert.Equal(
            [
                "Locate every object that matches the description \"red circle\" in the image. Report bbox coordinates in JSON format.",
                "Where is the red circle relative to the blue square? Answer in JSON format.",
                "Count the number of labels in the image. Answer in JSON format.",
                "Is there a red circle?\nAnswer in JSON format.",
                "Describe the scene and its lighting in JSON format.",
            ],
            recipes.Select(static recipe => recipe.Question.Text)
        );
    }

    [Fact]
    public void All_faults_of_all_files_are_reported_together()
    {
        folder.Write("a.yaml", "recipe: b\ncamera: bellt\ntrigger: { interval: 5 }\ntask: orc\nregin: [0, 0, 1, 1]\n");
        folder.Write(
            "c.yaml",
            "recipe: c\ncamera: belt\ntask: ask\npixels: { min: 5000, max: 4000 }\nregion: [0.9, 0, 0.1, 1]\nmax_tokens: 0\n"
        );
        folder.Write("d.yaml", "recipe: [");
        folder.Write("e.yml", Smallest);
        Assert.Equal(
            [
                "a.yaml:1:9: recipe: the recipe 'b' lies in 'a.yaml'. Let file and recipe have one name.",
                "a.yaml:2:9: camera: there is no camera 'bellt' in the configuration. Did you mean 'belt'?",
                "a.yaml:3:22: trigger.interval: '5' is no duration. Write a number and ms, s, min, h or d, such as 5s.",
                "a.yaml:4:7: task: the text 'orc', which is none of the choices. Did you mean 'ocr'?",
                "a.yaml:5:1: The key 'regin' is unknown. Did you mean 'region'?",
                "c.yaml:1:1: the task 'ask' has no question. Add 'prompt: YOUR QUESTION'.",
                "c.yaml:4:11: pixels.min: it is larger than 'max'. Exchange them.",
                "c.yaml:5:1: region: it has no width or no height. Write [left, top, right, bottom] in this order, at least 0.01 apart.",
                "c.yaml:6:13: max_tokens: the number 0, where a whole number is needed. Write one from 1 to 8192.",
                "d.yaml:2:1: This is no YAML: While parsing a node, did not find expected node content. Check the quotes, the brackets and the indentation (spaces, no tabs) here and in the line before.",
                "e.yml:1:1: A recipe's file ends in '.yaml'. Rename it, or it would be overlooked.",
            ],
            Faults()
        );
    }

    [Fact]
    public void What_a_person_should_know_is_told_with_the_name_of_the_recipe()
    {
        folder.Write(
            "r.yaml",
            Smallest + "verdict: { reject: probability < 0.1 or trigger_order == 'x' }\noutput: { lot: { expected: true } }\n"
        );
        folder.Write("s.yaml", "recipe: s\ncamera: belt\ntask: ocr\ndeadline: 1s\n");
        Assert.Equal(
            [
                "r: 'output.lot.expected' is not asked while nothing brings 'expected': an interval does not. Give it under 'verdict.values'.",
                "r: The expression 'probability < 0.1 or trigger_order == 'x'' is not asked while nothing brings 'trigger_order': an interval does not. Give it under 'verdict.values'.",
                "s: 'deadline' has no effect without a 'trigger'.",
            ],
            Read().Remarks
        );
    }

    [Fact]
    public void A_missing_folder_is_a_fault_and_an_empty_one_has_no_recipe()
    {
        Assert.Empty(Read().Recipes);
        FaultException fault = Assert.Throws<FaultException>(() => RecipeFolder.Read(folder.At("none"), null));
        Assert.Equal(FaultCode.RecipeInvalid, fault.Code);
        Assert.Contains("The folder of recipes cannot be read", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_recipe_whose_camera_is_not_configured_is_read_where_no_cameras_are_given()
    {
        folder.Write("r.yaml", Smallest);
        Assert.Single(RecipeFolder.Read(folder.Path, cameras: null).Recipes);
        Assert.Throws<FaultException>(() => RecipeFolder.Read(folder.Path, []));
    }

    [Fact]
    public void The_sample_recipes_fit_the_sample_configuration()
    {
        EdgeOptions options = ConfigurationFile.Read(Repository.At("samples/edgevl.yaml"));
        RecipeSet set = RecipeFolder.Read(options.RecipeFolder, [.. options.Cameras.Select(static camera => camera.Name)]);
        Assert.Equal(
            [
                ("label-fields", "shelf", TaskKind.Fields),
                ("lot-code", "belt", TaskKind.Ocr),
                ("parts-count", "shelf", TaskKind.Count),
                ("relation-check", "shelf", TaskKind.Relation),
                ("scene-watch", "shelf", TaskKind.Scene),
            ],
            set.Recipes.Select(static recipe => (recipe.Name, recipe.Camera, recipe.Question.Kind))
        );
        Assert.Empty(set.Remarks);
    }

    public void Dispose() => folder.Dispose();

    private RecipeSet Read() => RecipeFolder.Read(folder.Path, ["belt", "gate"]);

    private string[] Faults()
    {
        FaultException fault = Assert.Throws<FaultException>(Read);
        Assert.Equal(FaultCode.RecipeInvalid, fault.Code);
        return [.. fault.Message.Split('\n').Select(line => line.Replace(folder.Path + "/", "", StringComparison.Ordinal))];
    }
}
