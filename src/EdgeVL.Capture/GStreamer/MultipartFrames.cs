using System.Buffers.Text;

namespace EdgeVL.Capture.GStreamer;

/// <summary>Frames as <c>multipartmux</c> writes them: a short text with the length before each, so that a lost byte is noticed.</summary>
internal sealed class MultipartFrames(Stream stream)
{
    /// <summary>The <c>boundary</c> property of the multiplexer.</summary>
    public const string Boundary = "edgevl";

    private const int MostDigits = 10;

    private readonly byte[] header = new byte[128];
    private bool started;

    private static ReadOnlySpan<byte> First => "--edgevl\r\nContent-Type: video/x-raw\r\nContent-Length: "u8;

    private static ReadOnlySpan<byte> Following => "\r\n--edgevl\r\nContent-Type: video/x-raw\r\nContent-Length: "u8;

    private static ReadOnlySpan<byte> End => "\r\n\r\n"u8;

    /// <summary>Bytes of the next frame; null at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">Something else stands where a frame should begin.</exception>
    public int? NextLength()
    {
        ReadOnlySpan<byte> expected = started ? Following : First;
        Span<byte> lead = header.AsSpan(0, expected.Length);
        if (!Fill(lead))
        {
            return null;
        }

        if (!lead.SequenceEqual(expected))
        {
            throw new InvalidDataException("The frames lost their boundary.");
        }

        started = true;
        return ReadLength();
    }

    /// <summary>Reads exactly as many bytes as <paramref name="target"/> has; false at the end of the stream.</summary>
    public bool Fill(Span<byte> target) => stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false) == target.Length;

    private int? ReadLength()
    {
        Span<byte> digits = header.AsSpan(0, MostDigits + End.Length);
        int count = 0;
        while (count < digits.Length)
        {
            if (!Fill(digits.Slice(count, 1)))
            {
                return null;
            }

            count++;
            if (digits[..count].EndsWith(End))
            {
                break;
            }
        }

        ReadOnlySpan<byte> number = digits[..int.Max(0, count - End.Length)];
        return Utf8Parser.TryParse(number, out int length, out int used) && used == number.Length && length > 0
            ? length
            : throw new InvalidDataException("A frame has no length.");
    }
}
