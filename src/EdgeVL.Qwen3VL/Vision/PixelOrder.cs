namespace EdgeVL.Qwen3VL.Vision;

/// <summary>Order of the three bytes of a pixel.</summary>
public enum PixelOrder
{
    /// <summary>Red first, as the model wants it.</summary>
    Rgb,

    /// <summary>Blue first, as OpenCV has it.</summary>
    Bgr,
}
