using EdgeVL.Capture.Frames;
using EdgeVL.Capture.Runtime;
using EdgeVL.Contracts.Faults;
using OpenCvSharp;

namespace EdgeVL.Capture.Pictures;

/// <summary>Makes BGR pixels of a picture file's bytes, whoever wrote them: looked at first, decoded only when whole.</summary>
internal static class PictureDecoder
{
    /// <summary>Decodes the first picture of a file: upright, transparency over white, grey in all three colours, 16 bits scaled to 8.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="name">What a fault calls it.</param>
    /// <param name="rent">Gives the buffer, by width and height; the caller releases it.</param>
    /// <exception cref="FaultException">The picture is empty, truncated, damaged, too large or none.</exception>
    public static PixelBuffer Decode(ReadOnlySpan<byte> file, string name, Func<int, int, PixelBuffer> rent)
    {
        OpenCvLibrary.Require();
        PictureFormat format = Recognise(file, name);
        PictureFacts facts = Examine(file, format, name);
        using Mat decoded = DecodeWhole(file, format, name);
        ExifOrientation.Apply(decoded, facts.Orientation);
        PixelBuffer buffer = rent(decoded.Width, decoded.Height);
        // Only libtiff hands out 8-bit colours that are multiplied by their alpha already.
        if (!PictureColours.TryWrite(decoded, premultiplied: format == PictureFormat.Tiff, buffer.Span))
        {
            buffer.Release();
            throw PictureFault.Of(name, $"its pixels are of the unusual kind {decoded.Type()}", "Save it with 8 or 16 bits a colour.");
        }

        return buffer;
    }

    private static PictureFormat Recognise(ReadOnlySpan<byte> file, string name)
    {
        if (file.IsEmpty)
        {
            throw PictureFault.Of(name, "it is empty");
        }

        if (file.Length > PictureLimits.FileBytes)
        {
            throw PictureFault.Of(name, $"it has {file.Length} bytes, and {PictureLimits.FileBytes} are the limit", "Save it smaller.");
        }

        PictureFormat format = PictureFormats.Detect(file);
        return format != PictureFormat.Unknown
            ? format
            : throw PictureFault.Of(name, "it is no picture of a known kind", $"Give a {PictureFormats.Names} file.");
    }

    private static PictureFacts Examine(ReadOnlySpan<byte> file, PictureFormat format, string name)
    {
        PictureFacts facts = format switch
        {
            PictureFormat.Jpeg => JpegStructure.Read(file),
            PictureFormat.Png => PngStructure.Read(file),
            PictureFormat.WebP => WebPStructure.Read(file),
            _ => new PictureFacts { Orientation = ExifOrientation.Upright }, // OpenCV itself refuses these when they are cut
        };
        if (facts.Fault is not null)
        {
            throw PictureFault.Of(name, facts.Fault);
        }

        return facts.Width * facts.Height <= PictureLimits.Pixels
            ? facts
            : throw TooLarge(name, $"it claims {facts.Width} x {facts.Height} pixels", inner: null);
    }

    private static Mat DecodeWhole(ReadOnlySpan<byte> file, PictureFormat format, string name)
    {
        Mat decoded;
        try
        {
            // A JPEG has no transparency, and in colour OpenCV turns it upright; the others keep their alpha this way only.
            decoded = Cv2.ImDecode(file, format == PictureFormat.Jpeg ? ImreadModes.Color : ImreadModes.Unchanged);
        }
        catch (OpenCVException exception) when (exception.ErrMsg.Contains("CV_IO_MAX_IMAGE", StringComparison.Ordinal))
        {
            throw TooLarge(name, "it claims too many pixels", exception);
        }
        catch (Exception exception) when (exception is OpenCVException or OpenCvSharpException)
        {
            throw PictureFault.Of(name, $"its data are damaged ({exception.Message.ReplaceLineEndings(" ")})", inner: exception);
        }

        if (!decoded.Empty())
        {
            return decoded;
        }

        decoded.Dispose();
        throw PictureFault.Of(name, "its data are truncated or damaged");
    }

    private static FaultException TooLarge(string name, string claim, Exception? inner) =>
        PictureFault.Of(name, $"{claim}, and {PictureLimits.Pixels} are the limit", "Save it smaller.", inner);
}
