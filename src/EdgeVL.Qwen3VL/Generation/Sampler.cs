using System.Numerics.Tensors;

namespace EdgeVL.Qwen3VL.Generation;

/// <summary>Chooses tokens from logits; its memory is made once.</summary>
/// <remarks>Order as in transformers: repetition penalty, (presence penalty), temperature, top-k, top-p, draw.
/// Presence penalty as servers define it: once a token, answer only.</remarks>
public sealed class Sampler
{
    private readonly float[] work;
    private readonly int[] order;
    private readonly bool[] inPrompt;
    private readonly bool[] inAnswer;
    private readonly int[] seen;
    private int seenCount;
    private SamplingOptions options = new();
    private Random random = Random.Shared;

    /// <summary>Makes a sampler for <paramref name="vocabulary"/> logits.</summary>
    public Sampler(int vocabulary)
    {
        work = new float[vocabulary];
        order = new int[vocabulary];
        inPrompt = new bool[vocabulary];
        inAnswer = new bool[vocabulary];
        seen = new int[vocabulary];
    }

    /// <summary>Begins an answer to <paramref name="prompt"/>.</summary>
    public void Begin(SamplingOptions sampling, ReadOnlySpan<int> prompt)
    {
        options = sampling;
        random = sampling.Seed is { } seed ? new Random(seed) : Random.Shared;
        for (int i = 0; i < seenCount; i++)
        {
            inPrompt[seen[i]] = inAnswer[seen[i]] = false;
        }

        seenCount = 0;
        if (sampling.RepetitionPenalty != 1)
        {
            foreach (int token in prompt)
            {
                Note(token, inPrompt);
            }
        }
    }

    /// <summary>Chooses the next token; <paramref name="logits"/> stay as they are.</summary>
    public int Choose(ReadOnlySpan<float> logits)
    {
        int token = options.IsPlainGreedy ? TensorPrimitives.IndexOfMax(logits) : ChooseWithOptions(logits);
        if (!options.IsPlainGreedy)
        {
            Note(token, inAnswer);
        }

        return token;
    }

    private int ChooseWithOptions(ReadOnlySpan<float> logits)
    {
        logits.CopyTo(work);
        Penalise();
        if (options.Temperature == 0)
        {
            return TensorPrimitives.IndexOfMax<float>(work);
        }

        int candidates = SelectCandidates();
        return Draw(candidates);
    }

    private void Penalise()
    {
        float repetition = (float)options.RepetitionPenalty;
        float presence = (float)options.PresencePenalty;
        for (int i = 0; i < seenCount; i++)
        {
            int token = seen[i];
            work[token] = work[token] > 0 ? work[token] / repetition : work[token] * repetition;
            if (inAnswer[token])
            {
                work[token] -= presence;
            }
        }
    }

    // Sorts the candidates, likeliest first, into the head of `order`; leaves their probabilities in `work` beside it.
    private int SelectCandidates()
    {
        int count = options.TopK > 0 ? Math.Min(options.TopK, work.Length) : work.Length;
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        if (count < work.Length)
        {
            Partition(count);
        }

        Array.Sort(work, order, 0, count, Descending.Instance);
        Span<float> probabilities = work.AsSpan(0, count);
        TensorPrimitives.Divide(probabilities, (float)options.Temperature, probabilities);
        TensorPrimitives.SoftMax<float>(probabilities, probabilities);
        return options.TopP < 1 ? Nucleus(probabilities) : count;
    }

    // The smallest head whose sum reaches top-p; the likeliest token always stays.
    private int Nucleus(ReadOnlySpan<float> probabilities)
    {
        double sum = 0;
        for (int i = 0; i < probabilities.Length; i++)
        {
            sum += probabilities[i];
            if (sum >= options.TopP)
            {
                return i + 1;
            }
        }

        return probabilities.Length;
    }

    // Quickselect: the `count` largest logits come first, in any order.
    private void Partition(int count)
    {
        int low = 0;
        int high = work.Length - 1;
        while (low < high)
        {
            float pivot = work[(low + high) / 2];
            int i = low;
            int j = high;
            while (i <= j)
            {
                while (work[i] > pivot)
                {
                    i++;
                }

                while (work[j] < pivot)
                {
                    j--;
                }

                if (i <= j)
                {
                    (work[i], work[j]) = (work[j], work[i]);
                    (order[i], order[j]) = (order[j], order[i]);
                    i++;
                    j--;
                }
            }

            if (count - 1 <= j)
            {
                high = j;
            }
            else if (count - 1 >= i)
            {
                low = i;
            }
            else
            {
                return;
            }
        }
    }

    private int Draw(int candidates)
    {
        ReadOnlySpan<float> probabilities = work.AsSpan(0, candidates);
        double target = random.NextDouble() * TensorPrimitives.Sum(probabilities);
        for (int i = 0; i < candidates; i++)
        {
            target -= probabilities[i];
            if (target < 0)
            {
                return order[i];
            }
        }

        return order[candidates - 1];
    }

    private void Note(int token, bool[] where)
    {
        if (!inPrompt[token] && !inAnswer[token])
        {
            seen[seenCount++] = token;
        }

        where[token] = true;
    }

    private sealed class Descending : IComparer<float>
    {
        public static readonly Descending Instance = new();

        public int Compare(float x, float y) => y.CompareTo(x);
    }
}
