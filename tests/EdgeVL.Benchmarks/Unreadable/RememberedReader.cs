using System.Security.Cryptography;
using EdgeVL.Daemon.Inspection;
using EdgeVL.Daemon.Judging;
using EdgeVL.Daemon.Tasks;
using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Benchmarks.Unreadable;

/// <summary>Asks the model each question of a picture once, however many combinations of layers want the answer.</summary>
/// <param name="reader">The model.</param>
/// <param name="answers">Answers so far, by picture and question; several readers share it, and somebody empties it.</param>
internal sealed class RememberedReader(IPictureReader reader, Dictionary<string, ModelAnswer> answers) : IPictureReader
{
    public int StepOf(PixelSize region) => reader.StepOf(region);

    public ModelAnswer Read(PixelView region, FrameCrop crop, TaskQuestion question, PhaseClock clock, CancellationToken cancellation)
    {
        string key = KeyOf(region, question);
        return answers.TryGetValue(key, out ModelAnswer? known)
            ? known
            : answers[key] = reader.Read(region, crop, question, clock, cancellation);
    }

    private static string KeyOf(PixelView region, TaskQuestion question)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int y = 0; y < region.Height; y++)
        {
            hash.AppendData(region.Row(y));
        }

        return $"{region.Width} {Convert.ToHexString(hash.GetHashAndReset())} {question.Text}";
    }
}
