namespace EdgeVL.Qwen3VL.Vision;

/// <summary>Size of a picture in pixels.</summary>
/// <param name="Width">Width, at least 1.</param>
/// <param name="Height">Height, at least 1.</param>
public readonly record struct PixelSize(int Width, int Height);
