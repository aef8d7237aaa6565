namespace EdgeVL.Capture;

/// <summary>How large a foreign picture may be.</summary>
public static class PictureLimits
{
    /// <summary>Pixels of a picture: 64 megapixels.</summary>
    public const long Pixels = 64L * 1024 * 1024;

    /// <summary>Bytes of a picture file: 128 MiB.</summary>
    public const long FileBytes = 128L * 1024 * 1024;
}
