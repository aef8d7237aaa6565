using System.Runtime.InteropServices;
using OpenCvSharp;

namespace EdgeVL.Capture.Frames;

/// <summary>Pinned BGR pixels with a count of those who hold them; the last one to let go returns them to their pool.</summary>
internal sealed class PixelBuffer : IDisposable
{
    /// <summary>Bytes of a pixel: blue, green, red.</summary>
    public const int Channels = 3;

    private readonly FramePool? pool;
    private byte[] pixels = [];
    private Mat? view;
    private int holders;

    /// <summary>Makes a buffer held once; without a pool the collector takes it when nobody holds it.</summary>
    public PixelBuffer(FramePool? pool, int width, int height)
    {
        this.pool = pool;
        Reuse(width, height);
    }

    public int Width { get; private set; }

    public int Height { get; private set; }

    public FrameInfo Info { get; set; }

    /// <summary>Somebody took the frame to look at it: it was not dropped.</summary>
    public bool Taken { get; set; }

    /// <summary>The pixels, tight rows of <c>Width * 3</c> bytes.</summary>
    public Span<byte> Span => pixels.AsSpan(0, Width * Height * Channels);

    /// <summary>OpenCV's view of the same memory, made once: no copy, no ownership. Valid until the size changes.</summary>
    public Mat View => view ??= Mat.FromPixelData(Height, Width, MatType.CV_8UC3, Marshal.UnsafeAddrOfPinnedArrayElement(pixels, 0));

    /// <summary>True while <see cref="View"/> still lies over the pixels: OpenCV moves it when a picture has another size.</summary>
    public bool ViewHolds => view is not null && view.Data == Marshal.UnsafeAddrOfPinnedArrayElement(pixels, 0);

    /// <summary>Makes it ready for a new picture, held once; memory is kept where it is large enough.</summary>
    public void Reuse(int width, int height)
    {
        int bytes = checked(width * height * Channels);
        if (width != Width || height != Height)
        {
            DropView();
            (Width, Height) = (width, height);
        }

        if (pixels.Length < bytes)
        {
            pixels = GC.AllocateUninitializedArray<byte>(bytes, pinned: true);
        }

        Info = default;
        Taken = false;
        Volatile.Write(ref holders, 1);
    }

    /// <summary>Forgets OpenCV's view, which a failed read empties and a changed size moves away.</summary>
    public void DropView()
    {
        view?.Dispose();
        view = null;
    }

    /// <summary>One more holds it.</summary>
    public void Hold() => Interlocked.Increment(ref holders);

    /// <summary>One fewer holds it.</summary>
    public void Release()
    {
        int left = Interlocked.Decrement(ref holders);
        ObjectDisposedException.ThrowIf(left < 0, this);
        if (left > 0)
        {
            return;
        }

        if (pool is null)
        {
            Dispose();
        }
        else
        {
            pool.Return(this);
        }
    }

    public void Dispose() => DropView();
}
