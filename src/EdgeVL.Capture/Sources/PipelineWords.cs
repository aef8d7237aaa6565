using System.Text;

namespace EdgeVL.Capture.Sources;

/// <summary>Splits a pipeline's text into the arguments that a shell would make of it: at white space, quotes keep together.</summary>
internal static class PipelineWords
{
    private const char None = '\0';

    /// <summary>The text itself, if it can be split.</summary>
    public static string Check(string pipeline)
    {
        Split(pipeline);
        return pipeline;
    }

    public static IReadOnlyList<string> Split(string pipeline)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        bool inWord = false;
        char quote = None;
        foreach (char c in pipeline)
        {
            if (quote == None && char.IsWhiteSpace(c))
            {
                Finish(words, word, ref inWord);
            }
            else if (c == quote)
            {
                quote = None;
            }
            else if (quote == None && c is '"' or '\'')
            {
                (quote, inWord) = (c, true);
            }
            else
            {
                word.Append(c);
                inWord = true;
            }
        }

        Finish(words, word, ref inWord);
        ThrowIfNoPipeline(pipeline, words, quote);
        return words;
    }

    private static void Finish(List<string> words, StringBuilder word, ref bool inWord)
    {
        if (inWord)
        {
            words.Add(word.ToString());
        }

        word.Clear();
        inWord = false;
    }

    private static void ThrowIfNoPipeline(string pipeline, List<string> words, char quote)
    {
        string shown = SecretMask.Apply(pipeline);
        if (quote != None)
        {
            throw CameraSource.Refused($"The pipeline '{shown}' has a quote that is not closed.", $"Close the {quote}.");
        }

        if (words.Count == 0)
        {
            throw CameraSource.Refused("The camera source 'gst:' names no pipeline.", "Write it as in gst:videotestsrc is-live=true.");
        }

        if (words[^1] == "!" || words[0] == "!" || words.Any(static word => word.StartsWith('-')))
        {
            throw CameraSource.Refused(
                $"The pipeline '{shown}' begins or ends with !, or holds an option of gst-launch-1.0.",
                "Write elements and ! between them; conversion to frames is added at the end."
            );
        }
    }
}
