using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeVL.Cli.Tests.Support;
using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Tests;

namespace EdgeVL.Cli.Tests;

public sealed class EvalTests(NanoModelFixture nano)
{
    private const int Rows = 6;

    [Fact]
    public async Task Raw_answers_are_those_of_the_reference_and_the_scores_stand_below()
    {
        using var folder = new TemporaryFolder();
        JsonArray truth = JsonNode.Parse(File.ReadAllText(Repository.At("samples/truth.json")))!.AsArray();
        folder.Write("truth.json", new JsonArray([.. truth.Take(Rows).Select(static row => row!.DeepClone())]).ToJsonString());
        Directory.CreateDirectory(folder.At("frames"));
        foreach (JsonNode? row in truth.Take(Rows))
        {
            string image = row!["image"]!.GetValue<string>();
            File.Copy(Repository.At($"samples/{image}"), folder.At(image));
        }

        Finished done = await EdgeVlProgram.RunAsync(
            "eval",
            "--model",
            nano.Path,
            "--samples",
            folder.Path,
            "--out",
            folder.At("answers.json")
        );

        Assert.Equal(ExitCode.Ok, done.Code);
        using JsonDocument answers = JsonDocument.Parse(File.ReadAllBytes(folder.At("answers.json")));
        using JsonDocument predictions = JsonDocument.Parse(File.ReadAllBytes(Repository.At("samples/predictions.json")));
        string[] expected = [.. predictions.RootElement.EnumerateArray().Take(answers.RootElement.GetArrayLength()).Select(Key)];
        Assert.Equal(expected, answers.RootElement.EnumerateArray().Select(Key));
        Assert.True(expected.Length > 40);
        Assert.Contains("lines read, ", done.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_truth_is_named()
    {
        using var folder = new TemporaryFolder();
        Finished done = await EdgeVlProgram.RunAsync("eval", "--model", nano.Path, "--samples", folder.Path);

        Assert.Equal(ExitCode.Usage, done.Code);
        Assert.Contains("truth.json", done.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_named_before_anything_is_answered()
    {
        using var folder = new TemporaryFolder();
        Finished done = await EdgeVlProgram.RunAsync("eval", "--model", nano.Path, "--out", folder.At("nowhere/answers.json"));

        Assert.Equal(ExitCode.Usage, done.Code);
        Assert.Contains("nowhere/answers.json' cannot be written", done.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("answering", done.Errors, StringComparison.Ordinal);
    }

    private static string Key(JsonElement row) =>
        string.Join('|', "image task prompt answer".Split(' ').Select(name => row.GetProperty(name).GetString()));
}
