namespace EdgeVL.Daemon.Tasks;

/// <summary>What the model wrote, before anybody made sense of it.</summary>
/// <param name="Text">The text, without special tokens.</param>
/// <param name="Finish">Why it ended: <c>stop</c>, <c>length</c>, <c>repetition</c>, <c>cancelled</c>.</param>
/// <param name="Crop">The part of the frame that the model saw, to which its boxes are relative.</param>
public sealed record RawAnswer(string Text, string Finish, FrameCrop Crop)
{
    /// <summary>The model ended its answer itself.</summary>
    public const string Stop = "stop";

    /// <summary>The answer was cut at its longest length.</summary>
    public const string Length = "length";

    /// <summary>The answer went round in circles and was cut.</summary>
    public const string Repetition = "repetition";

    /// <summary>Whoever asked did not wait.</summary>
    public const string Cancelled = "cancelled";
}
