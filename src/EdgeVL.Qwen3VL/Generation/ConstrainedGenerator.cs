using System.Text;
using EdgeVL.Contracts.Faults;
using EdgeVL.Qwen3VL.Constraints;
using EdgeVL.Qwen3VL.Text;

namespace EdgeVL.Qwen3VL.Generation;

/// <summary>The loop that writes answers of a given form: forced stretches are read in one pass, the rest is chosen among what is allowed.</summary>
/// <param name="decoder">The decoder.</param>
/// <param name="vocabulary">The tokens as constraints need them.</param>
/// <param name="time">Measures the phases.</param>
public sealed class ConstrainedGenerator(DecoderSession decoder, ConstraintVocabulary vocabulary, TimeProvider time)
{
    private readonly ConstrainedAnswer answer = new(vocabulary);
    private readonly Sampler sampler = new(decoder.VocabularySize);
    private readonly RepetitionGuard guard = new();
    private readonly Decoder utf8 = Encoding.UTF8.GetDecoder();
    private readonly float[] masked = new float[decoder.VocabularySize];
    private char[] shown = new char[256];

    /// <summary>Answers <paramref name="prompt"/> in the form that <paramref name="constraint"/> allows.</summary>
    /// <param name="listener">Receives the text as it is certain; null for nobody.</param>
    /// <remarks>A cancelled or overlong answer is closed by its shortest way to an end, and its finish says so.</remarks>
    /// <exception cref="OperationCanceledException">Cancelled while the prompt was read.</exception>
    /// <exception cref="FaultException">The prompt does not fit, or not even the shortest answer does.</exception>
    public Answer Run(
        DecoderPrompt prompt,
        CompiledConstraint constraint,
        GenerationOptions options,
        TextListener? listener,
        CancellationToken cancellation
    )
    {
        long started = time.GetTimestamp();
        Begin(prompt, constraint, options);
        CacheStep first = answer.Next();
        int kept = decoder.Prefill(first.Append.Length == 0 ? prompt : prompt.Followed(first.Append), cancellation);
        long read = time.GetTimestamp();
        int told = Tell(0, listener);
        while (answer.Finish is null)
        {
            Choose(options, cancellation);
            CacheStep step = answer.Next();
            told = Tell(told, listener);
            if (answer.Finish is null)
            {
                decoder.Rollback(decoder.Length - step.Drop);
                Read(step.Append, prompt);
            }
        }

        return Finished(kept) with
        {
            PrefillTime = time.GetElapsedTime(started, read),
            DecodeTime = time.GetElapsedTime(read),
        };
    }

    /// <summary>Logarithm of the probability of an answer that was given elsewhere, behind another prompt.</summary>
    /// <param name="text">The answer; allowed by <paramref name="constraint"/>.</param>
    public IReadOnlyList<FieldReading> Score(
        DecoderPrompt prompt,
        CompiledConstraint constraint,
        string text,
        CancellationToken cancellation
    )
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        answer.Begin(constraint, decoder.Capacity - prompt.Tokens.Length);
        CacheStep first = answer.Next();
        decoder.Prefill(first.Append.Length == 0 ? prompt : prompt.Followed(first.Append), cancellation);
        while (answer.Finish is null)
        {
            cancellation.ThrowIfCancellationRequested();
            answer.Take(NextToken(bytes), decoder.Logits);
            CacheStep step = answer.Next();
            if (answer.Finish is null)
            {
                decoder.Rollback(decoder.Length - step.Drop);
                Read(step.Append, prompt);
            }
        }

        return answer.Fields();
    }

    private void Begin(DecoderPrompt prompt, CompiledConstraint constraint, GenerationOptions options)
    {
        // The last token of an answer need not be read, but its bytes must fit behind the prompt.
        int room = decoder.Capacity - prompt.Tokens.Length;
        if (room <= 0)
        {
            throw new FaultException(
                FaultCode.PromptTooLong,
                $"The prompt needs {prompt.Tokens.Length} tokens and the context holds {decoder.Capacity}.",
                "Ask for fewer pixels, shorten the text, or enlarge the context of the model."
            );
        }

        answer.Begin(constraint, Math.Min(options.MaxTokens, room));
        guard.Reset();
        utf8.Reset();
        sampler.Begin(options.Sampling, prompt.Tokens);
    }

    private void Choose(GenerationOptions options, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            answer.Close(FinishReason.Cancelled);
            return;
        }

        int token;
        if (options.Sampling.IsPlainGreedy)
        {
            token = answer.Choose(decoder.Logits);
        }
        else
        {
            MaskedLogits.Apply(decoder.Logits, answer.Mask, masked);
            token = sampler.Choose(masked);
            answer.Take(token, decoder.Logits);
        }

        if (options.StopAtRepetition && guard.Add(token) > 0)
        {
            answer.Close(FinishReason.Repetition);
        }
    }

    private void Read(ReadOnlySpan<int> tokens, DecoderPrompt prompt)
    {
        while (tokens.Length > 0)
        {
            int width = Math.Min(tokens.Length, DecoderSession.ChunkSize);
            decoder.Read(tokens[..width], prompt.NextPosition + decoder.Length - prompt.Tokens.Length);
            tokens = tokens[width..];
        }
    }

    // The longest allowed token that the rest of the given answer begins with; at its end the token that ends it.
    private int NextToken(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> rest = bytes[answer.Bytes.Length..];
        return vocabulary.LongestAllowed(answer.Mask, rest);
    }

    private int Tell(int told, TextListener? listener)
    {
        ReadOnlySpan<byte> bytes = answer.Bytes[told..];
        if (listener is not null && bytes.Length > 0)
        {
            shown = shown.Length < bytes.Length + 4 ? new char[bytes.Length + 4] : shown;
            int count = utf8.GetChars(bytes, shown, flush: answer.Finish is not null);
            listener(shown.AsSpan(0, count));
        }

        return answer.Bytes.Length;
    }

    private Answer Finished(int kept) =>
        new()
        {
            Text = Encoding.UTF8.GetString(answer.Bytes),
            Tokens = answer.Tokens.ToArray(),
            Finish = answer.Finish!.Value,
            LogProbabilities = [],
            Best = [],
            ForcedTokens = answer.ForcedTokens,
            Values = answer.Fields(),
            KeptTokens = kept,
        };
}
