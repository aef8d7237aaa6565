using System.Numerics;

namespace EdgeVL.Capture.Gates.View;

/// <summary>Finds how far a picture is shifted against a reference: all frequencies weigh the same, only their phases count.</summary>
internal sealed class PhaseCorrelation
{
    private const int Width = SmallPicture.Width,
        Height = SmallPicture.Height,
        Plane = Height * SmallSpectrum.Columns;

    private static readonly float[] Window = HannWindow();

    private readonly SmallSpectrum transform = new();
    private readonly FloatMatrix reference = new(SmallSpectrum.Rows, SmallSpectrum.Columns),
        spectrum = new(SmallSpectrum.Rows, SmallSpectrum.Columns),
        picture = new(Height, Width);

    /// <summary>Takes the picture against which others are compared, as local contrast.</summary>
    public PhaseCorrelation(ReadOnlySpan<float> contrast)
    {
        Load(contrast);
        transform.Forward(picture, reference);
    }

    /// <summary>Compares a picture.</summary>
    /// <returns>Height of the peak, 1 for the same picture, and where it is, in cells: how far the picture lies to the right and down.</returns>
    public (double Response, double X, double Y) Compare(ReadOnlySpan<float> contrast)
    {
        Load(contrast);
        transform.Forward(picture, spectrum);
        KeepPhases();
        transform.Inverse(spectrum, picture);
        return Peak();
    }

    private void Load(ReadOnlySpan<float> contrast)
    {
        for (int i = 0; i < contrast.Length; i++)
        {
            picture.Values[i] = contrast[i] * Window[i];
        }
    }

    /// <summary>Phase of picture times conjugate reference, with magnitude 1; 0 where one of them has nothing.</summary>
    private void KeepPhases()
    {
        Span<float> real = spectrum.Values.AsSpan(0, Plane),
            imaginary = spectrum.Values.AsSpan(Plane);
        ReadOnlySpan<float> otherReal = reference.Values.AsSpan(0, Plane),
            otherImaginary = reference.Values.AsSpan(Plane);
        for (int i = 0; i < Plane; i += Vector<float>.Count)
        {
            Vector<float> a = new(real[i..]),
                b = new(imaginary[i..]),
                c = new(otherReal[i..]),
                d = new(otherImaginary[i..]);
            Vector<float> productReal = (a * c) + (b * d),
                productImaginary = (b * c) - (a * d);
            Vector<float> magnitude =
                Vector.SquareRoot((productReal * productReal) + (productImaginary * productImaginary)) + new Vector<float>(1e-9f);
            (productReal / magnitude).CopyTo(real[i..]);
            (productImaginary / magnitude).CopyTo(imaginary[i..]);
        }
    }

    /// <summary>The highest cell, and the centre of mass of the 5 × 5 around it; the plane is a torus.</summary>
    private (double Response, double X, double Y) Peak()
    {
        int highest = HighestCell();

        (int peakY, int peakX) = Math.DivRem(highest, Width);
        double sum = 0,
            sumX = 0,
            sumY = 0;
        for (int dy = -2; dy <= 2; dy++)
        {
            for (int dx = -2; dx <= 2; dx++)
            {
                double value = picture[(peakY + dy + Height) % Height, (peakX + dx + Width) % Width];
                sum += value;
                sumX += value * dx;
                sumY += value * dy;
            }
        }

        return sum <= 0 ? (0, 0, 0) : (sum, Signed(peakX + (sumX / sum), Width), Signed(peakY + (sumY / sum), Height));
    }

    private int HighestCell()
    {
        ReadOnlySpan<float> cells = picture.Values;
        int highest = 0;
        float height = cells[0];
        for (int i = 1; i < cells.Length; i++)
        {
            if (cells[i] > height)
            {
                (highest, height) = (i, cells[i]);
            }
        }

        return highest;
    }

    private static double Signed(double position, int length) => position > length / 2.0 ? position - length : position;

    private static float[] HannWindow()
    {
        float[] window = new float[SmallPicture.Count];
        for (int i = 0; i < window.Length; i++)
        {
            (int y, int x) = Math.DivRem(i, Width);
            window[i] = (float)(Hann(x, Width) * Hann(y, Height));
        }

        return window;
    }

    private static double Hann(int position, int length) => 0.5 - (0.5 * Math.Cos(2 * Math.PI * (position + 1) / (length + 1)));
}
