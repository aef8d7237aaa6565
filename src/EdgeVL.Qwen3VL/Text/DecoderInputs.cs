using EdgeVL.Qwen3VL.Model;
using EdgeVL.Qwen3VL.Runtime;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EdgeVL.Qwen3VL.Text;

/// <summary>The memory that a decoder call reads: rows of up to <c>width</c> tokens, rotary tables of the whole cache, lengths.</summary>
internal sealed class DecoderInputs : IDisposable
{
    private readonly int hidden;
    private readonly EmbeddingTable embeddings;
    private readonly NativeBuffer<float> rows;
    private readonly NativeBuffer<float>[] deepStack;
    private readonly RotaryRows rotary;
    private readonly NativeBuffer<int> lengths = new(2);
    private readonly OrtValue lastKey;
    private readonly OrtValue totalLength;
    private bool deepStackIsZero = true;

    /// <summary>Makes memory for calls of up to <paramref name="width"/> tokens over a cache of <paramref name="capacity"/>.</summary>
    public DecoderInputs(ModelConfig config, EmbeddingTable embeddings, int width, int capacity, TensorElementType rotaryType)
    {
        hidden = config.Text.HiddenSize;
        this.embeddings = embeddings;
        rows = new NativeBuffer<float>((long)width * hidden);
        deepStack = [.. config.Vision.DeepStackBlocks.Select(_ => new NativeBuffer<float>((long)width * hidden))];
        rotary = new RotaryRows(config.Text, capacity, rotaryType);
        lastKey = lengths.TensorOver(0, 1, TensorElementType.Int32, 1);
        totalLength = lengths.TensorOver(1, 1, TensorElementType.Int32);
    }

    /// <summary>Embedding of the rows, [width, H].</summary>
    public ReadOnlySpan<float> Rows => rows.Span;

    /// <summary>Writes tokens <paramref name="first"/> to <paramref name="first"/> + <paramref name="width"/> of a prompt.</summary>
    public void Write(DecoderPrompt prompt, int first, int width)
    {
        ClearDeepStack();
        for (int i = 0; i < width; i++)
        {
            if (!prompt.IsPicture(first + i))
            {
                embeddings.Read(prompt.Tokens[first + i], rows.Span.Slice(i * hidden, hidden));
            }

            rotary.Write(first + i, prompt.PositionOf(first + i));
        }

        foreach (VisionSpan span in prompt.Spans)
        {
            CopyFeatures(span, first, width);
        }

        SetLengths(first, width);
    }

    /// <summary>Writes text tokens from the sequence's element <paramref name="index"/> on, the first at rotary position <paramref name="position"/>.</summary>
    public void Write(ReadOnlySpan<int> tokens, int index, int position)
    {
        ClearDeepStack();
        for (int i = 0; i < tokens.Length; i++)
        {
            embeddings.Read(tokens[i], rows.Span.Slice(i * hidden, hidden));
            rotary.Write(index + i, new RotaryPosition(position + i, position + i, position + i));
        }

        SetLengths(index, tokens.Length);
    }

    /// <summary>Binds the memory for calls of <paramref name="width"/> tokens.</summary>
    public void Bind(StepBinding binding, int width)
    {
        binding.OwnedInput(DecoderNames.Embeddings, rows.Tensor(TensorElementType.Float, 1, width, hidden));
        for (int level = 0; level < deepStack.Length; level++)
        {
            binding.OwnedInput(DecoderNames.DeepStack(level), deepStack[level].Tensor(TensorElementType.Float, 1, width, hidden));
        }

        binding.Input(DecoderNames.LastKey, lastKey);
        binding.Input(DecoderNames.TotalLength, totalLength);
        binding.Input(DecoderNames.Cosines, rotary.Cosines);
        binding.Input(DecoderNames.Sines, rotary.Sines);
    }

    public void Dispose()
    {
        lastKey.Dispose();
        totalLength.Dispose();
        lengths.Dispose();
        rotary.Dispose();
        rows.Dispose();
        Array.ForEach(deepStack, static level => level.Dispose());
    }

    private void SetLengths(int past, int width)
    {
        lengths.Span[0] = past + width - 1;
        lengths.Span[1] = past + width;
    }

    private void CopyFeatures(VisionSpan span, int first, int width)
    {
        int start = Math.Max(span.Start, first);
        int end = Math.Min(span.Start + span.Features.Tokens, first + width);
        if (start >= end)
        {
            return;
        }

        int from = (start - span.Start) * hidden;
        int to = (start - first) * hidden;
        int count = (end - start) * hidden;
        span.Features.Embeddings.Slice(from, count).CopyTo(rows.Span[to..]);
        for (int level = 0; level < deepStack.Length; level++)
        {
            span.Features.DeepStack(level).Slice(from, count).CopyTo(deepStack[level].Span[to..]);
        }

        deepStackIsZero = false;
    }

    // Rows of text take nothing from the encoder; only a call that held a picture leaves something to clear.
    private void ClearDeepStack()
    {
        if (deepStackIsZero)
        {
            return;
        }

        foreach (NativeBuffer<float> level in deepStack)
        {
            level.Span.Clear();
        }

        deepStackIsZero = true;
    }
}
