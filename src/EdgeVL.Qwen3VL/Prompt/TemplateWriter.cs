using System.Globalization;
using System.Text;
using EdgeVL.Qwen3VL.Tokenizing;

namespace EdgeVL.Qwen3VL.Prompt;

/// <summary>Takes down a conversation as a template says it, and numbers its pictures and videos.</summary>
/// <param name="addVisionIds">True writes <c>Picture 1: </c> before the first picture, and so on.</param>
/// <remarks>Content is one string, as in the reference, so that a template can search and cut it. Places of pictures and videos are held in it
/// by lone surrogates, which the text itself cannot have once it is well-formed.</remarks>
internal sealed class TemplateWriter(bool addVisionIds)
{
    private const char PictureMark = '\uDC00';
    private const char VideoMark = '\uDC01';

    private int pictures;
    private int videos;

    /// <summary>What was written.</summary>
    public List<PromptSegment> Segments { get; } = [];

    /// <summary>Writes text of the template.</summary>
    public void Literal(string text) => Segments.Add(new PromptSegment(SegmentKind.Literal, text));

    /// <summary>Writes text of somebody else.</summary>
    public void Text(string text)
    {
        if (text.Length > 0)
        {
            Segments.Add(new PromptSegment(SegmentKind.Text, text));
        }
    }

    /// <summary>Renders the content of a message, for <see cref="Content"/>.</summary>
    /// <param name="parts">The content.</param>
    /// <param name="count">False leaves the numbering where it is.</param>
    public string Render(IReadOnlyList<ContentPart> parts, bool count = true)
    {
        int addition = count ? 1 : 0;
        var content = new StringBuilder();
        foreach (ContentPart part in parts)
        {
            switch (part)
            {
                case TextPart text:
                    content.Append(WellFormedText.Of(text.Text));
                    break;
                case ImagePart:
                    pictures += addition;
                    content.Append(Label("Picture", pictures)).Append(PictureMark);
                    break;
                case VideoPart:
                    videos += addition;
                    content.Append(Label("Video", videos)).Append(VideoMark);
                    break;
            }
        }

        return content.ToString();
    }

    /// <summary>Writes rendered content, or a part of it.</summary>
    public void Content(string rendered)
    {
        int start = 0;
        for (int i = 0; i < rendered.Length; i++)
        {
            if (char.IsHighSurrogate(rendered[i]))
            {
                i++; // the other half of a pair, which may look like a mark
            }
            else if (rendered[i] is PictureMark or VideoMark)
            {
                Text(rendered[start..i]);
                Segments.Add(rendered[i] == PictureMark ? PromptExpansion.PicturePlace : PromptExpansion.VideoPlace);
                start = i + 1;
            }
        }

        Text(rendered[start..]);
    }

    private string Label(string what, int number) => addVisionIds ? string.Create(CultureInfo.InvariantCulture, $"{what} {number}: ") : "";
}
