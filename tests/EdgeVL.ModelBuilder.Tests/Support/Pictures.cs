using EdgeVL.Capture;
using EdgeVL.ModelBuilder.Verification;

namespace EdgeVL.ModelBuilder.Tests.Support;

/// <summary>Picture files as the product decodes them.</summary>
internal static class Pictures
{
    public static Picture Decode(string file)
    {
        using Frame frame = StillImage.Load(file);
        return new Picture(frame.Width, frame.Height, frame.Pixels.ToArray());
    }
}
