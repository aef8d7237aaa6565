namespace EdgeVL.Capture.Pictures;

/// <summary>Kinds of picture files that are decoded, known by their first bytes and never by their name.</summary>
internal enum PictureFormat
{
    Unknown,
    Jpeg,
    Png,
    WebP,
    Gif,
    Bmp,
    Tiff,
}

/// <summary>Tells the kinds apart.</summary>
internal static class PictureFormats
{
    /// <summary>For a person.</summary>
    public const string Names = "JPEG, PNG, WebP, BMP, TIFF or GIF";

    /// <summary>File name endings of these kinds, lower case.</summary>
    private static readonly string[] Endings = [".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".bmp", ".dib", ".tif", ".tiff", ".gif"];

    public static PictureFormat Detect(ReadOnlySpan<byte> file) =>
        file.StartsWith(JpegStructure.Signature) ? PictureFormat.Jpeg
        : file.StartsWith(PngStructure.Signature) ? PictureFormat.Png
        : file.StartsWith("RIFF"u8) && file.Length >= 12 && file[8..].StartsWith("WEBP"u8) ? PictureFormat.WebP
        : file.StartsWith("GIF87a"u8) || file.StartsWith("GIF89a"u8) ? PictureFormat.Gif
        : file.StartsWith("BM"u8) ? PictureFormat.Bmp
        : file.StartsWith("II*\0"u8) || file.StartsWith("MM\0*"u8) ? PictureFormat.Tiff
        : PictureFormat.Unknown;

    /// <summary>True for a file that, by its name, is meant to be one of these.</summary>
    public static bool HasEnding(string path) => Endings.Contains(Path.GetExtension(path).ToLowerInvariant());
}
