using System.Globalization;
using System.Text.RegularExpressions;
using EdgeVL.Capture.Sources;

namespace EdgeVL.Capture.GStreamer;

/// <summary>What a child says on its error stream: the size of its frames, why it ended, and chatter.</summary>
internal sealed partial class ChildMessages(string? secret)
{
    private readonly object gate = new();
    private FrameSize? size;
    private string? error;
    private string? last;
    private bool detailFollows;
    private bool ended;

    /// <summary>Why the child ended: its first error with its detail, else its last words; null where it said nothing. No password in it.</summary>
    public string? Reason
    {
        get
        {
            lock (gate)
            {
                return error ?? last;
            }
        }
    }

    /// <summary>Takes one line.</summary>
    /// <returns>The line, passwords hidden, where a person may want to see it; null for chatter.</returns>
    public string? Take(string line)
    {
        lock (gate)
        {
            if (line.StartsWith('/'))
            {
                TakeProperty(line);
                return null;
            }

            string shown = SecretMask.Apply(line.Trim(), secret);
            if (shown.Length == 0 || TakeError(shown) || Chatter().IsMatch(shown))
            {
                return null;
            }

            last = shown;
            return shown;
        }
    }

    /// <summary>No more lines will come.</summary>
    public void End()
    {
        lock (gate)
        {
            ended = true;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>The size of frames of that many bytes: announced on the error stream, sometimes a little later than the frame itself.</summary>
    /// <returns>Null where none is announced in time, or the child is gone.</returns>
    public FrameSize? WaitForSize(int frameBytes, TimeSpan patience)
    {
        long end = Environment.TickCount64 + (long)patience.TotalMilliseconds; // the child lives in real time
        lock (gate)
        {
            while (size is not { } known || RawFrame.Bytes(known) != frameBytes)
            {
                long left = end - Environment.TickCount64;
                if (ended || left <= 0)
                {
                    return null;
                }

                Monitor.Wait(gate, (int)left);
            }

            return size;
        }
    }

    private void TakeProperty(string line)
    {
        Match match = Caps().Match(line);
        if (match.Success)
        {
            size = new FrameSize(Number(match, "width"), Number(match, "height"));
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Keeps the first error: those that follow are its consequences.</summary>
    private bool TakeError(string line)
    {
        Match match = Error().Match(line);
        if (match.Success)
        {
            detailFollows = error is null;
            error ??= match.Groups["text"].Value.TrimEnd('.');
            return true;
        }

        if (
            detailFollows
            && !line.StartsWith("Additional debug", StringComparison.Ordinal)
            && !line.StartsWith("..", StringComparison.Ordinal)
        )
        {
            detailFollows = false;
            error = Chatter().IsMatch(line) ? error : WithDetail(error!, line.TrimEnd('.'));
        }

        return detailFollows || error is not null;
    }

    private static string WithDetail(string text, string detail) =>
        detail.StartsWith(text, StringComparison.OrdinalIgnoreCase) ? detail : $"{text} ({detail})";

    private static int Number(Match match, string name) => int.Parse(match.Groups[name].ValueSpan, CultureInfo.InvariantCulture);

    // Any pad behind the last conversion will do: each announcement alone is now and then left out.
    [GeneratedRegex(
        @":edgevl_\w+\.[\w:-]+: caps = video/x-raw(?=.*\bformat=\(string\)BGR\b)(?=.*\bwidth=\(int\)(?<width>\d{1,5})\b)(?=.*\bheight=\(int\)(?<height>\d{1,5})\b)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Caps();

    [GeneratedRegex(
        @"^(ERROR: from element [^:]*(:[^\s:]+)*: |ERROR: |WARNING: erroneous pipeline: )(?<text>.+)$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Error();

    [GeneratedRegex(
        @"^(Setting pipeline|Pipeline is|New clock|Redistribute|Progress:|Prerolled|Got EOS|EOS received|Execution ended|Freeing pipeline|Additional debug|\.\./|Waiting for|Interrupt|handling interrupt)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Chatter();
}
