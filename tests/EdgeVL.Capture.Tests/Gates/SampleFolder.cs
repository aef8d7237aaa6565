using EdgeVL.Capture.Tests.Support;

namespace EdgeVL.Capture.Tests.Gates;

/// <summary>Labelled and unreadable pictures of the samples.</summary>
internal static class SampleFolder
{
    public static string Root { get; } = Path.GetDirectoryName(Samples.Frames)!;

    public static string At(params string[] path) => Path.Combine([Root, .. path]);
}
