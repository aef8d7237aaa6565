using System.Text.Json;
using EdgeVL.Cli.Evaluation;
using EdgeVL.ModelBuilder.Building;

namespace EdgeVL.Benchmarks.Accuracy;

/// <summary>Every answer in floats beside that of the reference.</summary>
internal sealed class AnswersPart : IBenchmarkPart
{
    public string Name => "answers";

    public string What => "all questions of samples/, answered in FP32 and compared with transformers letter by letter";

    public void Run(BenchmarkOptions options, FigureSheet sheet)
    {
        string folder = Repository.At("samples");
        Prediction[] expected = Predictions(folder);
        using SampleAnswers answers = new(NanoModels.Build(options, Precision.Fp32));
        SampleQuestions[] questions = [.. SampleQuestions.Of(folder).Where((_, i) => !options.Quick || i % 6 == 0)];
        double seconds = Rounds.Seconds(() => Array.ForEach(questions, answers.Answer));
        Prediction[] asked = [.. expected.Where(prediction => answers.Predictions.Any(answer => answer.Image == prediction.Image))];
        int equal = answers.Predictions.Select(Said).Zip(asked.Select(Said)).Count(static pair => pair.First == pair.Second);
        sheet.Judge(
            "FP32 answers equal to transformers'",
            $"{asked.Length} of {asked.Length}",
            $"{equal} of {answers.Predictions.Count}",
            equal == asked.Length && answers.Predictions.Count == asked.Length
        );
        sheet.Tell("questions a second, FP32", FigureSheet.Number(answers.Predictions.Count / seconds, "F1"));
    }

    private static Prediction[] Predictions(string folder) =>
        [.. JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, "predictions.json")), TruthJson.Default.ListPrediction)!];

    // The raw answer alone: probabilities are another matter.
    private static (string, string, string, string) Said(Prediction prediction) =>
        (prediction.Image, prediction.Task, prediction.Prompt, prediction.Answer);
}
