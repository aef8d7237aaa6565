using EdgeVL.Contracts.Results;

namespace EdgeVL.Capture;

/// <summary>A box to draw.</summary>
/// <param name="Box">Edges in pixels; parts outside the picture are cut.</param>
/// <param name="Label">What stands at the box; characters beyond ASCII are shown as <c>?</c>.</param>
/// <param name="Colour">Line and background of the label.</param>
public sealed record BoxLabel(PixelBox Box, string Label, BoxColour Colour = BoxColour.Green);

/// <summary>Colours that can be told apart on a photograph.</summary>
public enum BoxColour
{
    /// <summary>Accepted, read.</summary>
    Green,

    /// <summary>Doubtful.</summary>
    Amber,

    /// <summary>Rejected, wrong.</summary>
    Red,

    /// <summary>Truth, reference.</summary>
    Blue,
}
