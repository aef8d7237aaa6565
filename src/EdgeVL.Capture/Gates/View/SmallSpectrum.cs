namespace EdgeVL.Capture.Gates.View;

/// <summary>The discrete Fourier transform of 160 × 120 cells, as products with constant matrices: at this size as fast as a fast one, and
/// exact to rounding.</summary>
/// <remarks>A spectrum is two matrices below one another, real over imaginary, [2 · 120, 96]: frequencies 0 to 80 across, the rest zero.</remarks>
internal sealed class SmallSpectrum
{
    private const int Width = SmallPicture.Width,
        Height = SmallPicture.Height;

    /// <summary>Frequencies across that a real picture needs: the others mirror them.</summary>
    private const int Frequencies = (Width / 2) + 1;

    /// <summary>Frequencies padded to whole vectors.</summary>
    public const int Columns = 96;

    /// <summary>Rows of a spectrum.</summary>
    public const int Rows = 2 * Height;

    // Cosine and sine of the rows, side by side; and of the columns, as a real matrix that acts on real over imaginary.
    private static readonly FloatMatrix AlongRows = MakeAlongRows();
    private static readonly FloatMatrix AlongColumns = MakeAlongColumns(sign: 1);
    private static readonly FloatMatrix BackAlongColumns = MakeAlongColumns(sign: -1);
    private static readonly FloatMatrix BackAlongRows = MakeBackAlongRows();

    private readonly FloatMatrix sideBySide = new(Height, 2 * Columns),
        stacked = new(Rows, Columns);
    private readonly float[] panel = new float[FloatMatrix.PanelSize(Rows)];

    /// <summary>Picture to spectrum.</summary>
    public void Forward(FloatMatrix picture, FloatMatrix spectrum)
    {
        sideBySide.SetProduct(picture, AlongRows, panel);
        Move(stacking: true);
        spectrum.SetProduct(AlongColumns, stacked, panel);
    }

    /// <summary>Spectrum to picture; back and forth gives the same.</summary>
    public void Inverse(FloatMatrix spectrum, FloatMatrix picture)
    {
        stacked.SetProduct(BackAlongColumns, spectrum, panel);
        Move(stacking: false);
        picture.SetProduct(sideBySide, BackAlongRows, panel);
    }

    private void Move(bool stacking)
    {
        for (int row = 0; row < Height; row++)
        {
            Span<float> beside = sideBySide.Values.AsSpan(row * 2 * Columns, 2 * Columns),
                upper = stacked.Values.AsSpan(row * Columns, Columns),
                lower = stacked.Values.AsSpan((Height + row) * Columns, Columns);
            if (stacking)
            {
                beside[..Columns].CopyTo(upper);
                beside[Columns..].CopyTo(lower);
            }
            else
            {
                upper.CopyTo(beside);
                lower.CopyTo(beside[Columns..]);
            }
        }
    }

    private static FloatMatrix MakeAlongRows()
    {
        var matrix = new FloatMatrix(Width, 2 * Columns);
        for (int x = 0; x < Width; x++)
        {
            for (int frequency = 0; frequency < Frequencies; frequency++)
            {
                (double sine, double cosine) = Turn(x, frequency, Width);
                (matrix[x, frequency], matrix[x, Columns + frequency]) = ((float)cosine, (float)-sine);
            }
        }

        return matrix;
    }

    private static FloatMatrix MakeAlongColumns(int sign)
    {
        var matrix = new FloatMatrix(Rows, Rows);
        for (int frequency = 0; frequency < Height; frequency++)
        {
            for (int y = 0; y < Height; y++)
            {
                (double sine, double cosine) = Turn(y, frequency, Height);
                (matrix[frequency, y], matrix[frequency, Height + y]) = ((float)cosine, (float)(sign * sine));
                (matrix[Height + frequency, y], matrix[Height + frequency, Height + y]) = ((float)(-sign * sine), (float)cosine);
            }
        }

        return matrix;
    }

    private static FloatMatrix MakeBackAlongRows()
    {
        var matrix = new FloatMatrix(2 * Columns, Width);
        for (int frequency = 0; frequency < Frequencies; frequency++)
        {
            double weight = (frequency is 0 or Width / 2 ? 1.0 : 2.0) / (Width * Height);
            for (int x = 0; x < Width; x++)
            {
                (double sine, double cosine) = Turn(x, frequency, Width);
                (matrix[frequency, x], matrix[Columns + frequency, x]) = ((float)(weight * cosine), (float)(-weight * sine));
            }
        }

        return matrix;
    }

    private static (double Sine, double Cosine) Turn(int position, int frequency, int length) =>
        Math.SinCos(2 * Math.PI * (position * frequency % length) / length);
}
