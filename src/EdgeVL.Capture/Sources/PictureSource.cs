using EdgeVL.Capture.Frames;
using EdgeVL.Capture.Pictures;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Capture.Sources;

/// <summary>A picture, or the pictures of a folder in natural order, once or again and again.</summary>
/// <param name="options">A source of the kind folder or image.</param>
/// <param name="unreadable">Told of each picture of a folder that is passed over.</param>
internal sealed class PictureSource(CameraOptions options, Action<FaultException> unreadable) : IFrameSource
{
    private const double DefaultRate = 1;

    private readonly string path = options.Source.Location;
    private readonly TimeSpan step = TimeSpan.FromSeconds(1 / (options.Rate ?? DefaultRate));
    private IReadOnlyList<string> pictures = [];
    private FaultException? lastFault;
    private int next;
    private int readable;
    private bool faultless;
    private TimeSpan position;

    private bool IsFolder => options.Source.Kind == CameraSourceKind.PictureFolder;

    public string? Shortcoming => lastFault?.Message;

    public void Open()
    {
        pictures = IsFolder ? ImageFolder.List(path).Pictures : [path];
        (next, readable, faultless) = (0, 0, true);
        if (pictures.Count == 0)
        {
            throw new FaultException(
                FaultCode.CaptureOpenFailed,
                $"The picture folder '{path}' holds no picture.",
                $"Put {PictureFormats.Names} files into it."
            );
        }
    }

    public PixelBuffer? Read(FramePool pool)
    {
        while (true)
        {
            if (next == pictures.Count && !BeginAgain())
            {
                return null;
            }

            if (TryRead(pool, next++) is { } picture)
            {
                return picture;
            }
        }
    }

    public void Interrupt() { }

    public void Dispose() { }

    /// <summary>Lists the folder anew: pictures may have come. False at the end for good.</summary>
    private bool BeginAgain()
    {
        if (readable == 0)
        {
            throw lastFault!; // not one picture of the whole round: no reason to go round again
        }

        if (!options.Loop)
        {
            return false;
        }

        lastFault = faultless ? null : lastFault; // a whole round without one: what was broken is mended
        Open();
        return true;
    }

    private PixelBuffer? TryRead(FramePool pool, int index)
    {
        try
        {
            PixelBuffer picture = PictureDecoder.Decode(PictureFile.Read(pictures[index]), pictures[index], pool.Rent);
            picture.Info = new FrameInfo
            {
                Source = pictures[index],
                MediaFrame = index,
                MediaTime = position,
            };
            position += step;
            readable++;
            return picture;
        }
        catch (FaultException fault) when (IsFolder && fault.Code == FaultCode.PictureUnreadable)
        {
            (lastFault, faultless) = (fault, false);
            unreadable(fault);
            return null;
        }
    }
}
