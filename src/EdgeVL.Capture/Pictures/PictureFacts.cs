namespace EdgeVL.Capture.Pictures;

/// <summary>What a picture file's structure says, found without decoding it.</summary>
internal readonly record struct PictureFacts
{
    /// <summary>Why the file must not be decoded; null where its structure is whole.</summary>
    public string? Fault { get; init; }

    /// <summary>Width in pixels; 0 where it was not looked for.</summary>
    public long Width { get; init; }

    /// <summary>Height in pixels; 0 where it was not looked for.</summary>
    public long Height { get; init; }

    /// <summary>How the camera was held: EXIF's 1 to 8; 1 is upright.</summary>
    public int Orientation { get; init; }

    public static PictureFacts Broken(string fault) => new() { Fault = fault, Orientation = ExifOrientation.Upright };
}
