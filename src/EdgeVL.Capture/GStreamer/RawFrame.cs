namespace EdgeVL.Capture.GStreamer;

/// <summary>GStreamer's layout of a BGR frame: rows end at multiples of four bytes.</summary>
internal static class RawFrame
{
    private const int Channels = 3;
    private const int Alignment = 4;

    public static int RowBytes(int width) => ((width * Channels) + Alignment - 1) / Alignment * Alignment;

    public static long Bytes(FrameSize size) => (long)RowBytes(size.Width) * size.Height;
}
