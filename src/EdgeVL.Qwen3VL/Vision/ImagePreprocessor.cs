namespace EdgeVL.Qwen3VL.Vision;

/// <summary>Pictures to patches: smart resize, bicubic, normalisation, merge order.</summary>
/// <remarks>Owns its buffers, which grow to the largest picture and are used again: one caller at a time.</remarks>
public sealed class ImagePreprocessor
{
    private readonly BicubicResampler resampler = new();
    private readonly PatchWriter writer;
    private byte[] resized = [];
    private float[] patches = [];

    /// <summary>Makes a preprocessor.</summary>
    public ImagePreprocessor(PreprocessorSettings settings)
    {
        Settings = settings;
        writer = new PatchWriter(settings);
    }

    /// <summary>What it works by.</summary>
    public PreprocessorSettings Settings { get; }

    /// <summary>Size in patches that a picture is given.</summary>
    /// <param name="size">Size of the picture, or of the region of it that is used.</param>
    /// <param name="budget">Pixels allowed; where null, those of <see cref="Settings"/>.</param>
    /// <exception cref="Contracts.Faults.FaultException">One side is more than 200 times the other.</exception>
    public PatchGrid Measure(PixelSize size, PixelBudget? budget = null) =>
        GridOf(ResizeRule.ForPicture(size, Settings.Factor, budget ?? Settings.Budget));

    /// <summary>Size in patches of a resized picture.</summary>
    /// <param name="size">Both sides are multiples of the patch side times the merge side.</param>
    public PatchGrid GridOf(PixelSize size) => new(size.Height / Settings.PatchSize, size.Width / Settings.PatchSize, Settings.MergeSize);

    /// <summary>Turns a picture into patches that this object owns.</summary>
    /// <param name="picture">The picture or a region of it.</param>
    /// <param name="budget">Pixels allowed; where null, those of <see cref="Settings"/>.</param>
    /// <param name="grid">Receives its size in patches.</param>
    /// <returns>[patches, values of a patch]; valid until the next call.</returns>
    public ReadOnlySpan<float> Prepare(PixelView picture, PixelBudget? budget, out PatchGrid grid)
    {
        grid = Measure(picture.Size, budget);
        int length = grid.PatchCount * Settings.PatchLength;
        if (patches.Length < length)
        {
            patches = GC.AllocateUninitializedArray<float>(length);
        }

        WritePicture(picture, grid, patches);
        return patches.AsSpan(0, length);
    }

    /// <summary>Turns a picture into patches; every patch repeats it in all its frames.</summary>
    /// <param name="picture">The picture or a region of it.</param>
    /// <param name="grid">Size that it is given, from <see cref="Measure"/>.</param>
    /// <param name="target">Receives [patches of <paramref name="grid"/>, values of a patch].</param>
    public void WritePicture(PixelView picture, PatchGrid grid, Span<float> target) =>
        WriteFrame(picture, grid, 0, Settings.TemporalPatchSize, target);

    /// <summary>Turns one frame of a video into its part of the patches.</summary>
    /// <param name="frame">The frame or a region of it.</param>
    /// <param name="grid">Size that all frames of the video are given.</param>
    /// <param name="firstSlice">Its place in the temporal patch, from 0.</param>
    /// <param name="sliceCount">How often it stands there; more than once only for a last frame that fills up its patch.</param>
    /// <param name="target">Receives the values of these slices in [patches of <paramref name="grid"/>, values of a patch].</param>
    public void WriteFrame(PixelView frame, PatchGrid grid, int firstSlice, int sliceCount, Span<float> target) =>
        writer.Write(Resize(frame, grid), grid, firstSlice, sliceCount, target);

    private PixelView Resize(PixelView picture, PatchGrid grid)
    {
        var size = new PixelSize(grid.Columns * Settings.PatchSize, grid.Rows * Settings.PatchSize);
        if (picture.Size == size)
        {
            return picture;
        }

        int stride = size.Width * PixelView.BytesPerPixel;
        if (resized.Length < stride * size.Height)
        {
            resized = GC.AllocateUninitializedArray<byte>(stride * size.Height);
        }

        resampler.Resample(picture, size, resized);
        return new PixelView(resized, size.Width, size.Height, stride, picture.Order);
    }
}
