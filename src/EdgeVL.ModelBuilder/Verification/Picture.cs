namespace EdgeVL.ModelBuilder.Verification;

/// <summary>A decoded picture, handed in by whoever knows picture files.</summary>
/// <param name="Width">Pixels a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Bgr">Blue, green, red bytes, rows without padding.</param>
public sealed record Picture(int Width, int Height, byte[] Bgr);
