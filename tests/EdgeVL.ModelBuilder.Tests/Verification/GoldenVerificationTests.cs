using EdgeVL.Contracts.Faults;
using EdgeVL.ModelBuilder.Building;
using EdgeVL.ModelBuilder.Checkpoints;
using EdgeVL.ModelBuilder.Tests.Support;
using EdgeVL.ModelBuilder.Verification;

namespace EdgeVL.ModelBuilder.Tests.Verification;

public sealed class GoldenVerificationTests : IDisposable
{
    private static readonly string[] Cases =
    [
        "image-downscaled",
        "image-tall",
        "image-upscaled",
        "image-wide",
        "text",
        "two-images",
        "two-turns",
        "video",
        "video-and-image",
    ];

    private readonly TemporaryFolder folder = new();

    private static string Golden => Repository.At("tests/golden");

    [Fact]
    public void All_nine_cases_and_every_array_of_them_are_within_their_limits()
    {
        var listened = new List<VerificationRow>();
        IReadOnlyList<VerificationRow> rows = Verify(Golden, Precision.Fp32, listened.Add);
        Assert.Equal(rows, listened);
        Assert.All(rows, static row => Assert.True(row.Passed, row.ToString()));
        Assert.Equal(
            Cases,
            rows.Select(static row => row.Case).Where(static name => name != "tokens").Distinct().Order(StringComparer.Ordinal)
        );
        foreach (string name in Cases)
        {
            string[] arrays = [.. rows.Where(row => row.Case == name).Select(static row => row.Array)];
            Assert.Superset(
                SafetensorsHeader.Read(Path.Combine(Golden, $"{name}.safetensors")).Select(static tensor => tensor.Name).ToHashSet(),
                arrays.ToHashSet()
            );
            Assert.Superset(new HashSet<string>(["prompt", "input_ids", "position_ids", "rope_delta", "greedy"]), arrays.ToHashSet());
        }

        Assert.All(rows.Where(static row => row.Limit is > 1e-5), static row => Assert.Equal(1e-4, row.Limit));
        Assert.All(
            rows.Where(static row => row.Array is "greedy" or "argmax" or "input_ids" or "prompt" or "timestamps"),
            static row => Assert.Equal(0, row.Limit)
        );
    }

    [Theory]
    [InlineData(Precision.Fp16, 0.02)]
    [InlineData(Precision.Int8, 0.15)]
    [InlineData(Precision.Int4, 0.9)]
    public void Other_precisions_are_near_and_get_no_verdict(Precision precision, double near)
    {
        GoldenCopy.Make(folder.Path, "image-wide");
        IReadOnlyList<VerificationRow> rows = Verify(folder.Path, precision);
        Assert.All(rows.Where(static row => row.Case != "tokens"), static row => Assert.Null(row.Limit));
        Assert.InRange(rows.Single(static row => row.Array == "logits_last").Error, 1e-5, near);
        Assert.InRange(rows.Single(static row => row.Array == "image_embeds").Error, 1e-6, near);
        Assert.Equal(0, rows.Single(static row => row.Array == "input_ids").Error);
    }

    [Fact]
    public void A_weight_that_was_changed_is_found_where_it_acts_and_not_before()
    {
        GoldenCopy.Make(folder.Path, "image-wide");
        GoldenCopy.ChangeTensor(
            folder.At("tiny/model.safetensors"),
            "model.language_model.layers.2.mlp.down_proj.weight",
            static bytes => bytes.AsSpan(0, 200).Clear()
        );
        Assert.Equal(["hidden_3", "logits_last", "step_logits"], FailedArrays().Except(["argmax", "greedy"]));
    }

    [Fact]
    public void A_DeepStack_merger_that_was_changed_is_found()
    {
        GoldenCopy.Make(folder.Path, "image-wide");
        GoldenCopy.ChangeTensor(
            folder.At("tiny/model.safetensors"),
            "model.visual.deepstack_merger_list.1.linear_fc2.bias",
            static bytes => bytes[1] ^= 0x40
        );
        string[] failed = FailedArrays();
        Assert.Contains("image_deepstack_1", failed);
        Assert.DoesNotContain("image_deepstack_0", failed);
        Assert.DoesNotContain("hidden_1", failed);
        Assert.Contains("hidden_2", failed);
    }

    [Theory]
    [InlineData("logits_last", 2e-4f)]
    [InlineData("hidden_2", -2e-4f)]
    [InlineData("image_embeds", 2e-4f)]
    [InlineData("pixel_values", 1e-5f)]
    public void A_vector_that_was_changed_by_little_more_than_its_limit_is_found(string array, float part)
    {
        GoldenCopy.Make(folder.Path, "image-wide");
        GoldenCopy.ChangeTensor(folder.At("image-wide.safetensors"), array, bytes => GoldenCopy.AddToFloat(bytes, element: 40, part));
        Assert.Equal([array], FailedArrays());
    }

    [Theory]
    [InlineData("input_ids")]
    [InlineData("greedy")]
    public void One_changed_integer_is_found_and_shown_with_its_place(string key)
    {
        GoldenCopy.Make(folder.Path, "text");
        GoldenCopy.ChangeJson(folder.At("text.json"), json => json[key]![3] = 1);
        VerificationRow row = Assert.Single(Verify(folder.Path, Precision.Fp32), static row => !row.Passed);
        Assert.Equal((key, 1.0), (row.Array, row.Error));
        Assert.Contains("first at 3", row.Note, StringComparison.Ordinal);
        Assert.Contains("instead of 1", row.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_prompt_is_found()
    {
        GoldenCopy.Make(folder.Path, "text");
        GoldenCopy.ChangeJson(folder.At("text.json"), static json => json["prompt"] = json["prompt"]!.GetValue<string>() + " ");
        Assert.Equal(["prompt"], FailedArrays());
    }

    [Fact]
    public void A_vector_of_another_length_is_found()
    {
        GoldenCopy.Make(folder.Path, "text");
        GoldenCopy.ChangeJson(folder.At("text.json"), static json => json["greedy"]!.AsArray().Add(5));
        VerificationRow row = Assert.Single(Verify(folder.Path, Precision.Fp32), static row => !row.Passed);
        Assert.Equal("greedy", row.Array);
    }

    [Fact]
    public void A_token_list_that_was_changed_is_found()
    {
        GoldenCopy.Make(folder.Path, "text");
        File.Copy(Path.Combine(Golden, "tokens.json"), folder.At("tokens.json"));
        GoldenCopy.ChangeJson(folder.At("tokens.json"), static json => json["cases"]![5]!["nano"]![0] = 7);
        VerificationRow row = Verify(folder.Path, Precision.Fp32).First(static row => row is { Case: "tokens", Passed: false });
        Assert.Equal("nano encode", row.Array);
        Assert.Contains("first: ", row.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_folder_does_not_have_is_skipped_by_name()
    {
        GoldenCopy.Make(folder.Path, "text");
        VerificationRow row = Assert.Single(Verify(folder.Path, Precision.Fp32), static row => row.Skipped);
        Assert.Contains("tokens.json", row.ToString(), StringComparison.Ordinal);
        File.Copy(Path.Combine(Golden, "tokens.json"), folder.At("tokens.json"));
        Assert.Contains(
            "EDGEVL_QWEN3_TOKENIZER",
            Assert.Single(Verify(folder.Path, Precision.Fp32), static row => row.Skipped).ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_temporary_model_is_gone_afterwards()
    {
        GoldenCopy.Make(folder.Path, "text");
        string[] before = Temporary();
        Verify(folder.Path, Precision.Fp32);
        Assert.Empty(Temporary().Except(before));

        static string[] Temporary() => Directory.GetDirectories(Path.GetTempPath(), "edgevl-verify-*");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"messages\": 3}")]
    [InlineData("{\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"sound\"}]}]}")]
    [InlineData("{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}], \"input_ids\": [\"a\"]}")]
    [InlineData("no json")]
    public void A_case_of_another_form_is_refused_with_its_file(string text)
    {
        GoldenCopy.Make(folder.Path, "text");
        File.WriteAllText(folder.At("text.json"), text);
        Faults.Expect(FaultCode.UsageInvalid, () => Verify(folder.Path, Precision.Fp32), folder.At("text.json"));
    }

    [Fact]
    public void A_folder_of_another_form_is_refused()
    {
        Faults.Expect(FaultCode.UsageInvalid, () => GoldenFolder.Open(folder.At("nowhere")), folder.At("nowhere"));
        Faults.Expect(FaultCode.UsageInvalid, () => GoldenFolder.Open(folder.Path), "0 subfolders");
        folder.Write("one/config.json", "{}");
        Faults.Expect(FaultCode.UsageInvalid, () => GoldenFolder.Open(folder.Path), "no case");
        folder.Write("two/config.json", "{}");
        Faults.Expect(FaultCode.UsageInvalid, () => GoldenFolder.Open(folder.Path), "2 subfolders");
    }

    public void Dispose() => folder.Dispose();

    private string[] FailedArrays() =>
        [.. Verify(folder.Path, Precision.Fp32).Where(static row => !row.Passed).Select(static row => row.Array)];

    private static IReadOnlyList<VerificationRow> Verify(string golden, Precision precision, Action<VerificationRow>? listener = null) =>
        new GoldenVerification(GoldenFolder.Open(golden), Pictures.Decode, publishedTokenizer: null).RunOnOwnCheckpoint(
            precision,
            listener ?? (static _ => { }),
            CancellationToken.None
        );
}
