namespace EdgeVL.Capture.Tests.Support;

/// <summary>Where the sample files lie.</summary>
internal static class Samples
{
    /// <summary>24 s of a conveyor: 640x480, 10 frames a second.</summary>
    public static string Clip { get; } = Path.Combine(Folder, "clip.mp4");

    public const int ClipFrames = 240;

    public static string Frames { get; } = Path.Combine(Folder, "frames");

    private static string Folder => Path.Combine(Root(), "samples");

    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "EdgeVL.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new DirectoryNotFoundException("The repository's root is not above the tests.");
    }
}
