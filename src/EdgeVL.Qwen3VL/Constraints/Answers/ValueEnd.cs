namespace EdgeVL.Qwen3VL.Constraints.Answers;

/// <summary>Where a compact JSON value without others inside it ends.</summary>
internal static class ValueEnd
{
    /// <summary>Byte behind the value that begins at <paramref name="start"/>; -1 where it is not complete.</summary>
    /// <param name="bytes">The answer, as far as it is known.</param>
    /// <param name="start">First byte of the value.</param>
    /// <param name="isJson">A plain text has no end of its own.</param>
    public static int Find(List<byte> bytes, int start, bool isJson)
    {
        if (!isJson || start >= bytes.Count)
        {
            return -1;
        }

        return bytes[start] == '"'
            ? FindQuote(bytes, start + 1)
            : bytes.FindIndex(start, static value => value is (byte)',' or (byte)'}' or (byte)']');
    }

    private static int FindQuote(List<byte> bytes, int start)
    {
        for (int i = start; i < bytes.Count; i++)
        {
            if (bytes[i] == '"')
            {
                return i + 1;
            }

            i += bytes[i] == '\\' ? 1 : 0;
        }

        return -1;
    }
}
