using EdgeVL.Benchmarks.Accuracy;
using EdgeVL.ModelBuilder.Building;
using EdgeVL.Qwen3VL.Tests.Support;

namespace EdgeVL.Qwen3VL.Tests.Precisions;

/// <summary>What the sample model reads and finds in each precision, on a part of the frames of <c>calibration/samples.txt</c>.</summary>
public sealed class ReadingTests(BuiltModels models)
{
    // Of some 70 lines and 25 objects: a precision that loses one line of a hundred loses at most these on so few.
    private const int Lines = 3;
    private const int Objects = 2;

    [Fact]
    public void Fewer_bits_read_and_find_what_floats_do()
    {
        SampleQuestions[] questions = [.. Every(16, "ocr"), .. Every(4, "objects"), .. Every(4, "find")];
        Reading floats = Read(Precision.Fp32, questions);
        Assert.True(floats is { AllLines: > 50, AllObjects: >= 20 }, $"{floats}");
        Assert.True(floats.Lines > floats.AllLines / 3 && floats.Objects > floats.AllObjects / 2, $"{floats}");
        Assert.All(
            [Precision.Fp16, Precision.Int8, Precision.Int4],
            precision =>
            {
                Reading found = Read(precision, questions);
                Assert.True(
                    found.Lines >= floats.Lines - Lines && found.Objects >= floats.Objects - Objects,
                    $"{found} instead of {floats}"
                );
            }
        );
    }

    private static IEnumerable<SampleQuestions> Every(int step, string task) =>
        SampleQuestions.Listed(SampleQuestions.ListFile).Where(questions => questions.Asks[0].Task == task).Where((_, i) => i % step == 0);

    private Reading Read(Precision precision, SampleQuestions[] questions)
    {
        using SampleAnswers answers = new(models.Nano(precision), threads: 1);
        Array.ForEach(questions, answers.Answer);
        return Reading.Of(answers.Score);
    }
}
