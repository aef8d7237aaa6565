using System.Text.Json.Nodes;
using EdgeVL.Cli.Tests.Support;
using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Tests;
using EdgeVL.Daemon.Trust;

namespace EdgeVL.Cli.Tests;

/// <summary>What probabilities mean is fitted, measured and turned into a limit.</summary>
public sealed class TrustTests(NanoModelFixture nano) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_calibration_is_kept_beside_the_model_and_eval_tells_each_field_with_its_calibrated_probability()
    {
        string model = nano.CopyTo(folder.At("model"));
        string fit = Labelled("fit", skip: 0, rows: 16);
        string test = Labelled("test", skip: 16, rows: 3);

        Finished before = await EvalAsync(test, model, "before.json");
        Finished fitted = await EdgeVlProgram.RunAsync("model", "calibrate-trust", "--model", model, "--samples", fit, "--json");
        Finished after = await EvalAsync(test, model, "after.json");

        Assert.Equal([ExitCode.Ok, ExitCode.Ok, ExitCode.Ok], new[] { before.Code, fitted.Code, after.Code });
        JsonNode told = JsonNode.Parse(fitted.Output)!;
        Assert.Equal(Path.Combine(model, CalibrationFile.FileName), told["file"]!.GetValue<string>());
        JsonNode file = JsonNode.Parse(
            await File.ReadAllTextAsync(Path.Combine(model, CalibrationFile.FileName), TestContext.Current.CancellationToken)
        )!;
        Assert.Equal(told["hash"]!.GetValue<string>(), file["hash"]!.GetValue<string>());
        JsonArray raw = Rows("before.json"),
            calibrated = Rows("after.json");
        Assert.Equal(raw.Select(static row => row!["answer"]!.ToString()), calibrated.Select(static row => row!["answer"]!.ToString()));
        foreach (JsonNode? row in calibrated)
        {
            Assert.Equal("fields", row!["task"]!.GetValue<string>());
            JsonObject fields = row["fields"]!.AsObject();
            Assert.Equal(
                JsonNode.Parse(row["answer"]!.GetValue<string>())!.AsObject().Select(static one => one.Key),
                fields.Select(static one => one.Key)
            );
            Assert.All(fields, static one => Assert.InRange(one.Value!["probability"]!.GetValue<double>(), 0, 1));
            Assert.All(fields, static one => Assert.True(one.Value!.AsObject().ContainsKey("value")));
        }

        Assert.NotEqual(Probabilities(raw), Probabilities(calibrated));

        // A damaged calibration is told, and no reading is made with it.
        await File.WriteAllTextAsync(Path.Combine(model, CalibrationFile.FileName), "{}", TestContext.Current.CancellationToken);
        Finished damaged = await EvalAsync(test, model, "damaged.json");
        Assert.Equal(ExitCode.Input, damaged.Code);
        Assert.Contains(CalibrationFile.FileName, damaged.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_few_readings_fit_nothing()
    {
        string model = nano.CopyTo(folder.At("model"));

        Finished done = await EdgeVlProgram.RunAsync("model", "calibrate-trust", "--model", model, "--samples", Labelled("few", 0, 3));

        Assert.Equal(ExitCode.Usage, done.Code);
        Assert.Contains("no task has 20", done.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(model, CalibrationFile.FileName)));
    }

    [Fact]
    public async Task A_limit_is_proposed_with_its_promise_or_it_is_said_how_many_samples_are_missing()
    {
        string labelled = Labelled("labelled", skip: 0, rows: 10);
        folder.Write("recipes/label.yaml", "recipe: label\ncamera: nowhere\ntask: fields\noutput:\n  lot: {}\n");

        Finished loose = await ThresholdAsync(labelled, "--risk", "0.6", "--confidence", "0.8", "--json");
        Finished strict = await ThresholdAsync(labelled, "--risk", "0.001");
        Finished wrong = await ThresholdAsync(labelled, "--risk", "7");

        JsonNode told = JsonNode.Parse(loose.Output)!;
        Assert.Equal(ExitCode.Ok, loose.Code);
        Assert.InRange(told["min_probability"]!.GetValue<double>(), 0.5, 1);
        Assert.True(told["readings"]!.GetValue<int>() >= 6);
        Assert.Equal(ExitCode.Negative, strict.Code);
        Assert.Contains("more labelled readings are missing", strict.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, wrong.Code);
    }

    /// <summary>A few rows of the labelled samples with their questions for fields.</summary>
    private string Labelled(string name, int skip, int rows)
    {
        JsonArray truth = JsonNode.Parse(File.ReadAllText(Repository.At("samples/trust/fit/truth.json")))!.AsArray();
        var taken = new JsonArray();
        foreach (JsonNode? row in truth.Skip(skip).Take(rows))
        {
            JsonNode copy = row!.DeepClone();
            copy["asks"] = new JsonArray([
                .. copy["asks"]!
                    .AsArray()
                    .Where(static ask => ask!["task"]!.GetValue<string>() == "fields")
                    .Select(static ask => ask!.DeepClone()),
            ]);
            taken.Add(copy);
            string image = copy["image"]!.GetValue<string>();
            folder.Write($"{name}/{image}", File.ReadAllBytes(Repository.At($"samples/trust/fit/{image}")));
        }

        folder.Write($"{name}/truth.json", taken.ToJsonString());
        return folder.At(name);
    }

    private JsonArray Rows(string file) => JsonNode.Parse(File.ReadAllText(folder.At(file)))!.AsArray();

    private static double[] Probabilities(JsonArray rows) =>
        [.. rows.SelectMany(static row => row!["fields"]!.AsObject().Select(static one => one.Value!["probability"]!.GetValue<double>()))];

    private Task<Finished> EvalAsync(string samples, string model, string output) =>
        EdgeVlProgram.RunAsync("eval", "--task", "fields", "--model", model, "--samples", samples, "--out", folder.At(output));

    private Task<Finished> ThresholdAsync(string samples, params string[] arguments) =>
        EdgeVlProgram.RunAsync([
            "recipe",
            "threshold",
            "label",
            "--recipes",
            folder.At("recipes"),
            "--model",
            nano.Path,
            "--samples",
            samples,
            .. arguments,
        ]);
}
