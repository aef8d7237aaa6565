using EdgeVL.Contracts.Faults;
using EdgeVL.Qwen3VL.Model;
using EdgeVL.Qwen3VL.Runtime;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EdgeVL.Qwen3VL.Text;

/// <summary>The decoder over one cache of fixed capacity: reads tokens in chunks, decodes one at a time, rolls back by a number.</summary>
/// <remarks>Everything is bound once for each width of a call. Not thread-safe: one thread owns it.</remarks>
public sealed class DecoderSession : IDisposable
{
    /// <summary>Tokens of one prefill call: long enough for the matrix kernels, short enough to be interrupted and to keep the scratch memory small.</summary>
    public const int ChunkSize = 128;

    private readonly TextConfig text;
    private readonly int levels;
    private readonly EmbeddingTable embeddings;
    private readonly ModelSession decoder;
    private readonly ModelSession? prefill;
    private readonly KeyValueCache cache;
    private readonly RunOptions run = new();
    private readonly NativeBuffer<float> inputs;
    private readonly NativeBuffer<float>[] deepStack;
    private readonly NativeBuffer<float> logits;
    private readonly RotaryRows rotary;
    private readonly NativeBuffer<int> lengths = new(2);
    private readonly OrtValue lastKey;
    private readonly OrtValue totalLength;
    private readonly OrtValue logitsValue;
    private readonly Dictionary<int, StepBinding> decoderBindings = [];
    private readonly Dictionary<int, StepBinding> prefillBindings = [];
    private readonly StepBinding single;
    private readonly PromptMemory memory;
    private bool deepStackIsZero = true;

    internal DecoderSession(ModelConfig config, EmbeddingTable embeddings, ModelSession decoder, ModelSession? prefill, int capacity)
    {
        text = config.Text;
        levels = config.Vision.DeepStackBlocks.Count;
        this.embeddings = embeddings;
        this.decoder = decoder;
        this.prefill = prefill;
        Capacity = capacity;
        cache = new KeyValueCache(text, capacity, decoder);
        inputs = new NativeBuffer<float>((long)ChunkSize * text.HiddenSize);
        deepStack = [.. Enumerable.Range(0, levels).Select(_ => new NativeBuffer<float>((long)ChunkSize * text.HiddenSize))];
        logits = new NativeBuffer<float>(text.VocabularySize);
        rotary = new RotaryRows(text, capacity, decoder.Session.InputMetadata[DecoderNames.Cosines].ElementDataType);
        lastKey = lengths.TensorOver(0, 1, TensorElementType.Int32, 1);
        totalLength = lengths.TensorOver(1, 1, TensorElementType.Int32);
        logitsValue = logits.Tensor(TensorElementType.Float, 1, 1, text.VocabularySize);
        single = Binding(decoder, decoderBindings, 1);
        memory = new PromptMemory(capacity);
    }

    /// <summary>Longest sequence that fits.</summary>
    public int Capacity { get; }

    /// <summary>Tokens whose keys and values are in the cache.</summary>
    public int Length { get; private set; }

    /// <summary>Number of rows of the head.</summary>
    public int VocabularySize => text.VocabularySize;

    /// <summary>Logits behind the last token that was read, [V]; overwritten by the next call.</summary>
    public Span<float> Logits => logits.Span;

    /// <summary>Forgets everything behind the first <paramref name="length"/> tokens.</summary>
    public void Rollback(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)Length, nameof(length));
        Length = length;
        memory.Truncate(length);
    }

    /// <summary>Reads <paramref name="prompt"/>; what its beginning shares with the sequence in the cache is kept, pictures included.</summary>
    /// <returns>Number of tokens that were kept.</returns>
    /// <exception cref="FaultException">The prompt is longer than the cache.</exception>
    /// <exception cref="OperationCanceledException">Cancelled inside a chunk; what was read before stays.</exception>
    public int Prefill(DecoderPrompt prompt, CancellationToken cancellation)
    {
        ThrowIfTooLong(prompt.Tokens.Length);
        ArgumentOutOfRangeException.ThrowIfZero(prompt.Tokens.Length);

        // The last token is always read again: its logits are what is asked for.
        int kept = Math.Min(prompt.CommonPrefix(memory), prompt.Tokens.Length - 1);
        Rollback(kept);
        memory.Remember(prompt);
        using CancellationTokenRegistration stop = cancellation.UnsafeRegister(static state => ((RunOptions)state!).Terminate = true, run);
        try
        {
            while (Length < prompt.Tokens.Length)
            {
                cancellation.ThrowIfCancellationRequested();
                int width = Math.Min(ChunkSize, prompt.Tokens.Length - Length);
                WriteRows(prompt, Length, width);
                Run(width == 1 ? single : PrefillBinding(width), width);
            }

            return kept;
        }
        catch (OnnxRuntimeException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        finally
        {
            stop.Dispose();
            run.Terminate = false;
            memory.Truncate(Length);
        }
    }

    /// <summary>Reads one text token at rotary position <paramref name="position"/>; nothing is allocated.</summary>
    /// <exception cref="FaultException">The cache is full.</exception>
    public ReadOnlySpan<float> Step(int token, long position)
    {
        ThrowIfTooLong(Length + 1);
        ClearDeepStack();
        embeddings.Read(token, inputs.Span[..text.HiddenSize]);
        rotary.Write(Length, position);
        memory.Add(token);
        Run(single, 1);
        return logits.Span;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (StepBinding binding in decoderBindings.Values.Concat(prefillBindings.Values))
        {
            binding.Dispose();
        }

        logitsValue.Dispose();
        lastKey.Dispose();
        totalLength.Dispose();
        cache.Dispose();
        rotary.Dispose();
        run.Dispose();
        inputs.Dispose();
        logits.Dispose();
        lengths.Dispose();
        Array.ForEach(deepStack, static buffer => buffer.Dispose());
        prefill?.Dispose();
        decoder.Dispose();
    }

    private void ThrowIfTooLong(int length)
    {
        if (length > Capacity)
        {
            throw new FaultException(
                FaultCode.PromptTooLong,
                $"The prompt needs {length} tokens and the context holds {Capacity}.",
                "Ask for fewer pixels, shorten the text, or enlarge the context of the model."
            );
        }
    }

    // Embedding rows of text, encoder rows of pictures, DeepStack rows beside them: [width, H] each.
    private void WriteRows(DecoderPrompt prompt, int first, int width)
    {
        int hidden = text.HiddenSize;
        for (int i = 0; i < width; i++)
        {
            if (prompt.FeatureAt(first + i) is null)
            {
                embeddings.Read(prompt.Tokens[first + i], inputs.Span.Slice(i * hidden, hidden));
            }

            rotary.Write(first + i, prompt.Positions(first + i));
        }

        ClearDeepStack();
        foreach (VisionSpan span in prompt.Spans)
        {
            CopyFeatures(span, first, width);
        }
    }

    private void CopyFeatures(VisionSpan span, int first, int width)
    {
        int start = Math.Max(span.Start, first);
        int end = Math.Min(span.Start + span.Features.Tokens, first + width);
        if (start >= end)
        {
            return;
        }

        int hidden = text.HiddenSize;
        int from = (start - span.Start) * hidden;
        int to = (start - first) * hidden;
        int count = (end - start) * hidden;
        span.Features.Embeddings.Slice(from, count).CopyTo(inputs.Span[to..]);
        for (int level = 0; level < levels; level++)
        {
            span.Features.DeepStack(level).Slice(from, count).CopyTo(deepStack[level].Span[to..]);
        }

        deepStackIsZero = false;
    }

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

    private void Run(StepBinding binding, int width)
    {
        lengths.Span[0] = Length + width - 1;
        lengths.Span[1] = Length + width;
        binding.Run(run);
        Length += width;
    }

    private StepBinding PrefillBinding(int width) =>
        prefill is null ? Binding(decoder, decoderBindings, width) : Binding(prefill, prefillBindings, width);

    private StepBinding Binding(ModelSession session, Dictionary<int, StepBinding> bindings, int width)
    {
        if (!bindings.TryGetValue(width, out StepBinding? binding))
        {
            binding = new StepBinding(session.Session);
            binding.Input(DecoderNames.Embeddings, inputs.Tensor(TensorElementType.Float, 1, width, text.HiddenSize));
            for (int level = 0; level < levels; level++)
            {
                binding.Input(DecoderNames.DeepStack(level), deepStack[level].Tensor(TensorElementType.Float, 1, width, text.HiddenSize));
            }

            binding.Shared(lastKey, totalLength, rotary, cache, logitsValue);
            bindings[width] = binding;
        }

        return binding;
    }
}
