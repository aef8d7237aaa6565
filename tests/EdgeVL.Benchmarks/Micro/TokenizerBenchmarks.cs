using BenchmarkDotNet.Attributes;
using EdgeVL.Qwen3VL.Tokenizing;

namespace EdgeVL.Benchmarks.Micro;

public class TokenizerBenchmarks
{
    private const string Answer =
        "[{\"bbox_2d\":[509,406,816,504],\"text_content\":\"QTY 151\"},{\"bbox_2d\":[581,723,906,790],\"text_content\":\"Z50-WU5\"}]";

    private readonly Tokenizer tokenizer = Tokenizer.Load(Repository.At("samples/nano/tokenizer.json"));
    private readonly List<int> tokens = new(1024);
    private readonly string text = string.Concat(Enumerable.Repeat("Read the text on the label. Answer in JSON format. ", 20));
    private StreamingDecoder streaming = null!;
    private int[] answer = [];

    [GlobalSetup]
    public void Encode()
    {
        List<int> encoded = [];
        tokenizer.Encode(Answer, encoded);
        answer = [.. encoded];
        streaming = new StreamingDecoder(tokenizer);
    }

    [Benchmark(Description = "a prompt of 1,000 characters to tokens")]
    public int Prompt()
    {
        tokens.Clear();
        tokenizer.Encode(text, tokens);
        return tokens.Count;
    }

    [Benchmark(Description = "an answer of 110 characters from tokens, streamed")]
    [BenchmarkCategory(MicroPart.MustNotAllocate)]
    public int Streamed()
    {
        streaming.Reset();
        int length = 0;
        foreach (int token in answer)
        {
            length += streaming.Append(token).Length;
        }

        return length;
    }
}
