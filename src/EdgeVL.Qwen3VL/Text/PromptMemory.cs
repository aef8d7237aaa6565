namespace EdgeVL.Qwen3VL.Text;

/// <summary>Which tokens and pictures the cache holds, so that the next prompt reads only what is new.</summary>
internal sealed class PromptMemory(int capacity)
{
    private readonly int[] tokens = new int[capacity];
    private readonly List<(int Start, UInt128 Key)> pictures = [];

    public int Length { get; private set; }

    public ReadOnlySpan<int> Tokens => tokens.AsSpan(0, Length);

    /// <summary>Where pictures start.</summary>
    public IEnumerable<int> PictureStarts => pictures.Select(static picture => picture.Start);

    /// <summary>Key of the picture that starts at <paramref name="index"/>; zero where none does.</summary>
    public UInt128 KeyAt(int index)
    {
        foreach ((int start, UInt128 key) in pictures)
        {
            if (start == index)
            {
                return key;
            }
        }

        return 0;
    }

    public void Remember(DecoderPrompt prompt)
    {
        prompt.Tokens.CopyTo(tokens, 0);
        Length = prompt.Tokens.Length;
        pictures.Clear();
        foreach (VisionSpan span in prompt.Spans)
        {
            pictures.Add((span.Start, span.Features.Key));
        }
    }

    public void Add(int token) => tokens[Length++] = token;

    public void Truncate(int length)
    {
        Length = length;
        while (pictures.Count > 0 && pictures[^1].Start >= length)
        {
            pictures.RemoveAt(pictures.Count - 1);
        }
    }
}
