using System.Globalization;
using System.Net;
using System.Text;

namespace EdgeVL.Daemon.Trust;

/// <summary>Draws a report as SVG: what is claimed against what is right, and risk against coverage beside it.</summary>
public static class ReliabilityPlot
{
    private const int Width = 760,
        Height = 420,
        Side = 280,
        Top = 60;

    /// <summary>The picture.</summary>
    /// <param name="title">What was measured, such as a task's name.</param>
    public static string Svg(TrustReport report, string title)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(title);
        var svg = new StringBuilder();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" width="{Width}" height="{Height}" font-family="sans-serif" font-size="12" fill="#222">
            <rect width="{Width}" height="{Height}" fill="#fff"/>
            <text x="60" y="26" font-size="16">{WebUtility.HtmlEncode(title)}</text>
            <text x="60" y="44" fill="#666">{Summary(report)}</text>

            """
        );
        AddReliability(svg, report);
        AddRisk(svg, report);
        return svg.Append("</svg>\n").ToString();
    }

    private static string Summary(TrustReport report) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Count} readings of {report.Labels} labels, {report.Right:P1} right · ECE {report.Error.Raw:F3}, upper 95 % {report.Error.Upper:F3} · Brier {report.Brier:F3}"
        );

    private static void AddReliability(StringBuilder svg, TrustReport report)
    {
        var axes = new PlotArea(60, Top, Side, Side, 1, 1);
        axes.AddFrame(svg, "claimed probability", "share that is right", fifths: 5);
        axes.AddLine(svg, [(0, 0), (1, 1)], "#999", dashes: "4 4");
        foreach (ReliabilityBin bin in report.Bins)
        {
            double deviation = 1.96 * Math.Sqrt(bin.Right * (1 - bin.Right) / bin.Count);
            axes.AddLine(
                svg,
                [(bin.Claimed, Math.Max(0, bin.Right - deviation)), (bin.Claimed, Math.Min(1, bin.Right + deviation))],
                "#9bb7d4"
            );
        }

        axes.AddLine(svg, report.Bins.Select(static bin => (bin.Claimed, bin.Right)), "#1f5f99");
        foreach (ReliabilityBin bin in report.Bins)
        {
            axes.AddDot(svg, bin.Claimed, bin.Right, "#1f5f99");
        }
    }

    private static void AddRisk(StringBuilder svg, TrustReport report)
    {
        double most = Math.Max(0.01, report.RiskByCoverage.Max(static point => point.Risk));
        var axes = new PlotArea(430, Top, Side, Side, 1, most);
        axes.AddFrame(svg, "coverage", "risk of what is accepted", fifths: 5);
        axes.AddLine(svg, Thinned(report.RiskByCoverage).Select(static point => (point.Coverage, point.Risk)), "#b3422e");
    }

    /// <summary>Some hundred points of a curve, its ends among them.</summary>
    private static IEnumerable<RiskPoint> Thinned(IReadOnlyList<RiskPoint> points)
    {
        const int most = 400;
        int step = Math.Max(1, points.Count / most);
        return points.Where((_, i) => i % step == 0 || i == points.Count - 1);
    }
}
