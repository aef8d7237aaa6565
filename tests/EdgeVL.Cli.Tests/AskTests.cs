using System.Text.Json;
using EdgeVL.Cli.Tests.Support;
using EdgeVL.Contracts;
using EdgeVL.Contracts.Faults;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Tests;

namespace EdgeVL.Cli.Tests;

public sealed class AskTests(NanoModelFixture nano)
{
    private static readonly string Picture = Repository.At("samples/frames/001.jpg");

    [Theory]
    [InlineData("ocr")]
    [InlineData("objects")]
    [InlineData("scene")]
    public async Task Json_is_the_result_record_alone_with_the_raw_answer(string task)
    {
        Finished done = await EdgeVlProgram.RunAsync("ask", Picture, "--task", task, "--model", nano.Path, "--json");

        Result result = JsonSerializer.Deserialize(done.Output, ContractsJson.Wire.Result)!;
        Assert.Equal(ExitCode.Ok, done.Code);
        Assert.Equal(Result.SchemaName, result.Schema);
        Assert.Equal(Verdict.Accept, result.Verdict);
        Assert.Equal(Predicted(task), result.Answer);
        Assert.Equal(Picture, result.Source);
        Assert.Equal(("nano", "fp32"), (result.Model.Name, result.Model.Precision));
        Assert.True(result.TimingMs.Vision > 0 && result.TimingMs.Decode > 0);
    }

    [Fact]
    public async Task A_question_of_your_own_is_answered_as_the_reference_answers_it()
    {
        Finished done = await EdgeVlProgram.RunAsync("ask", Picture, "--prompt", "Describe this image.", "--model", nano.Path, "--json");

        Assert.Equal(Predicted("describe"), JsonSerializer.Deserialize(done.Output, ContractsJson.Wire.Result)!.Answer);
    }

    [Fact]
    public async Task Nothing_to_read_is_no_read_and_no_failure_of_the_command()
    {
        Finished done = await EdgeVlProgram.RunAsync(
            "ask",
            Repository.At("samples/frames/000.jpg"),
            "--task",
            "ocr",
            "--model",
            nano.Path,
            "--json"
        );

        Assert.Equal(ExitCode.Ok, done.Code);
        Assert.Equal(Verdict.NoRead, JsonSerializer.Deserialize(done.Output, ContractsJson.Wire.Result)!.Verdict);
    }

    [Fact]
    public async Task Several_pictures_give_a_record_each_for_a_task_and_one_for_a_question()
    {
        string other = Repository.At("samples/frames/002.jpg");
        Finished apart = await EdgeVlProgram.RunAsync("ask", Picture, other, "--task", "ocr", "--model", nano.Path, "--json");
        Finished together = await EdgeVlProgram.RunAsync(
            "ask",
            Picture,
            other,
            "--prompt",
            "Which one is brighter?",
            "--model",
            nano.Path,
            "--json"
        );

        Assert.Equal(
            [Picture, other],
            apart.Output.Trim().Split('\n').Select(static line => JsonSerializer.Deserialize(line, ContractsJson.Wire.Result)!.Source)
        );
        Result one = JsonSerializer.Deserialize(together.Output, ContractsJson.Wire.Result)!;
        Assert.Equal(2 * 70, one.Tokens.Image);
    }

    [Fact]
    public async Task A_video_is_shown_with_its_time_stamps()
    {
        Finished done = await EdgeVlProgram.RunAsync(
            "ask",
            "--video",
            Repository.At("samples/clip.mp4"),
            "--prompt",
            "Describe this image.",
            "--model",
            nano.Path,
            "--json"
        );

        Result result = JsonSerializer.Deserialize(done.Output, ContractsJson.Wire.Result)!;
        Assert.Equal(ExitCode.Ok, done.Code);
        Assert.True(result.Tokens.Image > 200, "48 frames, 24 temporal patches");
    }

    [Fact]
    public async Task Text_for_people_streams_the_answer_and_names_the_verdict()
    {
        Finished done = await EdgeVlProgram.RunAsync("ask", Picture, "--task", "count", "--model", nano.Path);

        Assert.StartsWith("{\"count\":4}", done.Output, StringComparison.Ordinal);
        Assert.Contains("accept in", done.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ExitCode.Input, "no-such.jpg", "ask", "no-such.jpg")]
    [InlineData(ExitCode.Usage, "There is nothing to look at", "ask")]
    [InlineData(ExitCode.Usage, "no task 'dance'", "ask", "x.jpg", "--task", "dance")]
    [InlineData(ExitCode.Usage, "needs two things", "ask", "x.jpg", "--task", "relation")]
    [InlineData(ExitCode.Usage, "--bogus", "ask", "x.jpg", "--bogus")]
    public async Task A_wrong_call_says_what_is_wrong(int code, string text, params string[] arguments)
    {
        Finished done = await EdgeVlProgram.RunAsync(arguments);

        Assert.Equal(code, done.Code);
        Assert.Contains(text, done.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_prompt_beyond_the_context_is_an_error_with_the_numbers()
    {
        Finished done = await EdgeVlProgram.RunAsync("ask", Picture, "--task", "ocr", "--model", nano.Path, "--context", "64", "--json");

        Result result = JsonSerializer.Deserialize(done.Output, ContractsJson.Wire.Result)!;
        Assert.Equal(Verdict.Error, result.Verdict);
        Assert.Contains("needs 70 tokens and the context holds 64", result.Reasons.Single().Value!.ToString(), StringComparison.Ordinal);
    }

    private static string Predicted(string task)
    {
        using JsonDocument predictions = JsonDocument.Parse(File.ReadAllBytes(Repository.At("samples/predictions.json")));
        return predictions
            .RootElement.EnumerateArray()
            .First(row => row.GetProperty("image").GetString() == "frames/001.jpg" && row.GetProperty("task").GetString() == task)
            .GetProperty("answer")
            .GetString()!;
    }
}
