using System.Globalization;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Benchmarks.Unreadable;

/// <summary>Lines of the frames of one lighting.</summary>
internal sealed class LightTally
{
    private int frames,
        labels,
        wrongOff,
        wrongOn,
        enhanced;
    private double brightness;

    /// <summary>Mean P98/255.</summary>
    public double Brightness => frames == 0 ? 0 : brightness / frames;

    /// <summary>Lines accepted and right, without enhancement.</summary>
    public int RightOff { get; private set; }

    /// <summary>Lines accepted and right, with it.</summary>
    public int RightOn { get; private set; }

    /// <summary>Counts one frame.</summary>
    public void Add(LabelledFrame frame, Result off, Result on)
    {
        frames++;
        labels += frame.Labels.Count;
        brightness += off.Image.Brightness ?? 0;
        enhanced += on.Image.Enhanced.Count > 0 ? 1 : 0;
        RightOff += off.Texts.Count(text => frame.Says(text.Text));
        RightOn += on.Texts.Count(text => frame.Says(text.Text));
        wrongOff += off.Texts.Count(text => !frame.Says(text.Text));
        wrongOn += on.Texts.Count(text => !frame.Says(text.Text));
    }

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{RightOff} + {wrongOff} → {RightOn} + {wrongOn} of {labels} labels; {enhanced} of {frames} frames enhanced"
        );
}
