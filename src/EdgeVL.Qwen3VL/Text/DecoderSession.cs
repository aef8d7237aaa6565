using EdgeVL.Contracts.Faults;
using EdgeVL.Qwen3VL.Model;
using EdgeVL.Qwen3VL.Runtime;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EdgeVL.Qwen3VL.Text;

/// <summary>The decoder over one cache of fixed capacity: reads prompts in chunks, decodes one token at a time, rolls back by a number.</summary>
/// <remarks>Everything is bound once for each width of a call. Not thread-safe: one thread owns it.</remarks>
public sealed class DecoderSession : IDisposable
{
    /// <summary>Tokens of one prefill call: long enough for the matrix kernels, short enough to keep the scratch memory small.</summary>
    public const int ChunkSize = 128;

    private readonly int vocabulary;
    private readonly ModelSession decoder;
    private readonly ModelSession? prefill;
    private readonly KeyValueCache cache;
    private readonly DecoderInputs inputs;
    private readonly NativeBuffer<float> logits;
    private readonly OrtValue logitsValue;
    private readonly RunOptions run = new();
    private readonly Dictionary<int, StepBinding> decoderBindings = [];
    private readonly Dictionary<int, StepBinding> prefillBindings = [];
    private readonly StepBinding single;
    private readonly PromptMemory memory;

    internal DecoderSession(ModelConfig config, EmbeddingTable embeddings, ModelSession decoder, ModelSession? prefill, int capacity)
    {
        vocabulary = config.Text.VocabularySize;
        this.decoder = decoder;
        this.prefill = prefill;
        Capacity = capacity;
        cache = new KeyValueCache(config.Text, capacity, decoder);
        TensorElementType rotaryType = decoder.Session.InputMetadata[DecoderNames.Cosines].ElementDataType;
        inputs = new DecoderInputs(config, embeddings, ChunkSize, capacity, rotaryType);
        logits = new NativeBuffer<float>(vocabulary);
        logitsValue = logits.Tensor(TensorElementType.Float, 1, 1, vocabulary);
        memory = new PromptMemory(capacity);
        single = Binding(decoder, decoderBindings, 1);
    }

    /// <summary>Longest sequence that fits.</summary>
    public int Capacity { get; }

    /// <summary>Tokens whose keys and values are in the cache.</summary>
    public int Length { get; private set; }

    /// <summary>Number of rows of the head.</summary>
    public int VocabularySize => vocabulary;

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
        ArgumentOutOfRangeException.ThrowIfZero(prompt.Tokens.Length);
        ThrowIfTooLong(prompt.Tokens.Length);

        // The last token is always read again: its logits are what is asked for.
        int kept = Math.Min(prompt.CommonPrefix(memory), prompt.Tokens.Length - 1);
        Rollback(kept);
        memory.Remember(prompt);
        using CancellationTokenRegistration stop = cancellation.UnsafeRegister(static state => ((RunOptions)state!).Terminate = true, run);
        try
        {
            ReadChunks(prompt, cancellation);
            return kept;
        }
        catch (OnnxRuntimeException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (OnnxRuntimeException fault)
        {
            throw InferenceFault.Of("decoder", fault);
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
    public ReadOnlySpan<float> Step(int token, int position)
    {
        ThrowIfTooLong(Length + 1);
        inputs.Write(new ReadOnlySpan<int>(in token), Length, position);
        RunSingle();
        memory.Add(token);
        Length++;
        return logits.Span;
    }

    /// <summary>Reads text tokens in one pass, the first at rotary position <paramref name="position"/>.</summary>
    /// <param name="tokens">At most <see cref="ChunkSize"/>.</param>
    /// <exception cref="FaultException">The cache is full.</exception>
    public ReadOnlySpan<float> Read(ReadOnlySpan<int> tokens, int position)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tokens.Length, ChunkSize, nameof(tokens));
        ThrowIfTooLong(Length + tokens.Length);
        if (tokens.Length == 1)
        {
            return Step(tokens[0], position);
        }

        inputs.Write(tokens, Length, position);
        try
        {
            Binding(decoder, decoderBindings, tokens.Length).Run(run);
        }
        catch (OnnxRuntimeException fault)
        {
            throw InferenceFault.Of("decoder", fault);
        }

        foreach (int token in tokens)
        {
            memory.Add(token);
        }

        Length += tokens.Length;
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
        logits.Dispose();
        inputs.Dispose();
        cache.Dispose();
        run.Dispose();
        prefill?.Dispose();
        decoder.Dispose();
    }

    private void ReadChunks(DecoderPrompt prompt, CancellationToken cancellation)
    {
        while (Length < prompt.Tokens.Length)
        {
            cancellation.ThrowIfCancellationRequested();
            int width = Math.Min(ChunkSize, prompt.Tokens.Length - Length);
            inputs.Write(prompt, Length, width);
            StepBinding binding =
                width == 1 ? single
                : prefill is null ? Binding(decoder, decoderBindings, width)
                : Binding(prefill, prefillBindings, width);
            binding.Run(run);
            Length += width;
        }
    }

    private void RunSingle()
    {
        try
        {
            single.Run(run);
        }
        catch (OnnxRuntimeException fault)
        {
            throw InferenceFault.Of("decoder", fault);
        }
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

    private StepBinding Binding(ModelSession session, Dictionary<int, StepBinding> bindings, int width)
    {
        if (!bindings.TryGetValue(width, out StepBinding? binding))
        {
            binding = new StepBinding(session.Session);
            inputs.Bind(binding, width);
            cache.Bind(binding);
            binding.Output(DecoderNames.Logits, logitsValue);
            bindings[width] = binding;
        }

        return binding;
    }
}
