using System.Text;
using EdgeVL.Qwen3VL.Text;
using EdgeVL.Qwen3VL.Tokenizing;

namespace EdgeVL.Qwen3VL.Generation;

/// <summary>Receives text as it is written; the span is valid during the call only.</summary>
public delegate void TextListener(ReadOnlySpan<char> text);

/// <summary>The loop that writes an answer: choose, stop or step. Its memory is made once.</summary>
public sealed class Generator
{
    private readonly DecoderSession decoder;
    private readonly IReadOnlyList<int> endTokens;
    private readonly TimeProvider time;
    private readonly Sampler sampler;
    private readonly LogProbabilities probabilities;
    private readonly RepetitionGuard guard = new();
    private readonly StreamingDecoder streaming;

    /// <summary>Makes a generator.</summary>
    /// <param name="decoder">The decoder, whose cache keeps the beginning of the last prompt warm.</param>
    /// <param name="tokenizer">Turns tokens into text.</param>
    /// <param name="endTokens">The model's own stop tokens.</param>
    /// <param name="time">Measures the phases.</param>
    public Generator(DecoderSession decoder, Tokenizer tokenizer, IReadOnlyList<int> endTokens, TimeProvider time)
    {
        this.decoder = decoder;
        this.endTokens = endTokens;
        this.time = time;
        sampler = new Sampler(decoder.VocabularySize);
        probabilities = new LogProbabilities(decoder.VocabularySize);
        streaming = new StreamingDecoder(tokenizer);
    }

    /// <summary>Answers <paramref name="prompt"/>.</summary>
    /// <param name="listener">Receives the text as it is written; null for nobody.</param>
    /// <remarks>A cancelled answer is returned as far as it came, with <see cref="FinishReason.Cancelled"/>; cancelling the prompt's reading throws.</remarks>
    /// <exception cref="OperationCanceledException">Cancelled while the prompt was read.</exception>
    public Answer Run(DecoderPrompt prompt, GenerationOptions options, TextListener? listener, CancellationToken cancellation)
    {
        long started = time.GetTimestamp();
        int kept = decoder.Prefill(prompt, cancellation);
        long read = time.GetTimestamp();
        var writing = new Writing(this, options, listener, prompt);
        FinishReason finish = writing.Run(cancellation);
        return writing.ToAnswer(finish) with
        {
            KeptTokens = kept,
            PrefillTime = time.GetElapsedTime(started, read),
            DecodeTime = time.GetElapsedTime(read),
        };
    }

    /// <summary>One answer in the making.</summary>
    private sealed class Writing
    {
        private readonly Generator owner;
        private readonly GenerationOptions options;
        private readonly TextListener? listener;
        private readonly StopTexts stops;
        private readonly StringBuilder text = new();
        private readonly List<int> tokens;
        private readonly List<double> logProbabilities = [];
        private readonly List<IReadOnlyList<TokenProbability>> best = [];
        private int position;

        public Writing(Generator owner, GenerationOptions options, TextListener? listener, DecoderPrompt prompt)
        {
            this.owner = owner;
            this.options = options;
            this.listener = listener;
            position = prompt.NextPosition;
            stops = new StopTexts(options.StopTexts);
            tokens = new List<int>(Math.Clamp(options.MaxTokens, 0, owner.decoder.Capacity));
            owner.sampler.Begin(options.Sampling, prompt.Tokens);
            owner.guard.Reset();
            owner.streaming.Reset();
        }

        public FinishReason Run(CancellationToken cancellation)
        {
            if (options.MaxTokens <= 0)
            {
                return Ended(FinishReason.Length);
            }

            while (true)
            {
                if (cancellation.IsCancellationRequested)
                {
                    return Ended(FinishReason.Cancelled);
                }

                int token = owner.sampler.Choose(owner.decoder.Logits);
                if (IsEnd(token))
                {
                    return Ended(FinishReason.Stop);
                }

                if (Take(token) is { } finish)
                {
                    return finish;
                }

                if (tokens.Count >= options.MaxTokens || owner.decoder.Length >= owner.decoder.Capacity)
                {
                    return Ended(FinishReason.Length);
                }

                owner.decoder.Step(token, position++);
            }
        }

        public Answer ToAnswer(FinishReason finish) =>
            new()
            {
                Text = text.ToString(),
                Tokens = tokens,
                Finish = finish,
                LogProbabilities = logProbabilities,
                Best = best,
            };

        private bool IsEnd(int token) => (options.StopAtEnd && owner.IsEndToken(token)) || options.StopTokens.Contains(token);

        // Notes the token and its text; gives a reason where it ends the answer.
        private FinishReason? Take(int token)
        {
            NoteProbabilities(token);
            tokens.Add(token);
            Show(stops.Append(owner.streaming.Append(token), out bool stopped));
            if (stopped)
            {
                return FinishReason.Stop;
            }

            return options.StopAtRepetition && owner.guard.Add(token) > 0 ? Ended(FinishReason.Repetition) : null;
        }

        private void NoteProbabilities(int token)
        {
            if (options.TopLogProbabilities is not { } count)
            {
                return;
            }

            ReadOnlySpan<float> logits = owner.decoder.Logits;
            double logSum = owner.probabilities.LogSum(logits);
            logProbabilities.Add(logits[token] - logSum);
            var likeliest = new TokenProbability[count];
            if (count > 0)
            {
                LogProbabilities.Best(logits, logSum, likeliest);
            }

            best.Add(likeliest);
        }

        private FinishReason Ended(FinishReason reason)
        {
            Show(stops.Append(owner.streaming.Flush(), out bool stopped));
            Show(stopped ? "" : stops.Flush());

            return reason;
        }

        private void Show(ReadOnlySpan<char> part)
        {
            if (part.Length > 0)
            {
                text.Append(part);
                listener?.Invoke(part);
            }
        }
    }

    private bool IsEndToken(int token)
    {
        for (int i = 0; i < endTokens.Count; i++)
        {
            if (endTokens[i] == token)
            {
                return true;
            }
        }

        return false;
    }
}
