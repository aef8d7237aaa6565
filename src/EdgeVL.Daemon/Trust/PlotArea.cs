using System.Globalization;
using System.Text;

namespace EdgeVL.Daemon.Trust;

/// <summary>A square of a plot with its axes from 0.</summary>
/// <param name="Left">Left edge, pixels.</param>
/// <param name="Top">Upper edge.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
/// <param name="MostX">Value at the right edge.</param>
/// <param name="MostY">Value at the upper edge.</param>
internal readonly record struct PlotArea(int Left, int Top, int Width, int Height, double MostX, double MostY)
{
    /// <summary>Adds frame, grid, numbers and the axes' names.</summary>
    public void AddFrame(StringBuilder svg, string nameX, string nameY, int fifths)
    {
        int bottom = Top + Height;
        for (int i = 0; i <= fifths; i++)
        {
            double share = (double)i / fifths;
            string x = Number(X(share * MostX)),
                y = Number(Y(share * MostY));
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<path d="M{x} {Top}V{bottom}M{Left} {y}H{Left + Width}" stroke="#e4e4e4"/>""");
            svg.AppendLine(
                CultureInfo.InvariantCulture,
                $"""<text x="{x}" y="{bottom + 16}" text-anchor="middle">{Label(share * MostX)}</text>"""
            );
            svg.AppendLine(
                CultureInfo.InvariantCulture,
                $"""<text x="{Left - 6}" y="{Number(Y(share * MostY) + 4)}" text-anchor="end">{Label(share * MostY)}</text>"""
            );
        }

        int middle = Left + (Width / 2),
            centre = Top + (Height / 2);
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="{middle}" y="{bottom + 36}" text-anchor="middle">{nameX}</text>""");
        svg.AppendLine(
            CultureInfo.InvariantCulture,
            $"""<text x="{Left - 44}" y="{centre}" text-anchor="middle" transform="rotate(-90 {Left - 44} {centre})">{nameY}</text>"""
        );
    }

    /// <summary>Adds a line through points.</summary>
    public void AddLine(StringBuilder svg, IEnumerable<(double X, double Y)> points, string colour, string dashes = "none")
    {
        PlotArea area = this;
        string path = string.Join(' ', points.Select(point => $"{Number(area.X(point.X))},{Number(area.Y(point.Y))}"));
        svg.AppendLine(
            CultureInfo.InvariantCulture,
            $"""<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.6" stroke-dasharray="{dashes}"/>"""
        );
    }

    /// <summary>Adds a dot.</summary>
    public void AddDot(StringBuilder svg, double x, double y, string colour) =>
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<circle cx="{Number(X(x))}" cy="{Number(Y(y))}" r="3.5" fill="{colour}"/>""");

    private double X(double value) => Left + (value / MostX * Width);

    private double Y(double value) => Top + Height - (value / MostY * Height);

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Label(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
