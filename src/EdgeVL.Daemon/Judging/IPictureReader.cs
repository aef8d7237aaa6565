using EdgeVL.Daemon.Inspection;
using EdgeVL.Daemon.Tasks;
using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Daemon.Judging;

/// <summary>Answers a recipe's question about a picture: the model, or one that remembers what the model said.</summary>
internal interface IPictureReader
{
    /// <summary>How many pixels a side of a region the model sees as one, rounded, at least 1.</summary>
    int StepOf(PixelSize region);

    /// <summary>Reads a picture.</summary>
    /// <param name="region">The pixels of the recipe's region.</param>
    /// <param name="crop">Where the region lies in the frame.</param>
    /// <param name="question">What is asked.</param>
    ModelAnswer Read(PixelView region, FrameCrop crop, TaskQuestion question, PhaseClock clock, CancellationToken cancellation);
}
