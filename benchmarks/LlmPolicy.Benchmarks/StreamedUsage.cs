using System.Text;
using BenchmarkDotNet.Attributes;

namespace LlmPolicy.Benchmarks;

/// <summary>What it costs to read along in a stream of OpenAI's form: a chunk of a token, and all of an answer of 200.</summary>
[MemoryDiagnoser]
[WarmupCount(4), IterationCount(12)]
[HideColumns("Error", "StdDev", "Gen0")]
[MedianColumn, MinColumn]
public class StreamedUsage
{
    private const int Chunks = 200;

    private static readonly byte[] Chunk = Encoding.UTF8.GetBytes(
        """
        data: {"id":"chatcmpl-Bv1qmCMEVUXlfJ4WPmvmIRl41HmVt","object":"chat.completion.chunk","created":1753000000,"model":"gpt-4o-mini-2024-07-18","service_tier":"default","system_fingerprint":"fp_34a54ae93c","usage":null,"choices":[{"index":0,"delta":{"content":" Hello"},"logprobs":null,"finish_reason":null}],"obfuscation":"9rNJ01zi42I"}


        """);

    private static readonly byte[] Last = Encoding.UTF8.GetBytes(
        """
        data: {"id":"chatcmpl-Bv1qmCMEVUXlfJ4WPmvmIRl41HmVt","object":"chat.completion.chunk","created":1753000000,"model":"gpt-4o-mini-2024-07-18","choices":[],"usage":{"prompt_tokens":18,"completion_tokens":200,"total_tokens":218,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0}}}

        data: [DONE]


        """);

    private readonly UpstreamAnswer _head = new(200, [new("content-type", "text/event-stream; charset=utf-8"), new("server", "cloudflare"), new("x-request-id", "1")]);

    private LlmUsageReader _reader = null!;
    private readonly byte[] _copy = new byte[1024];

    /// <summary>Checks that the stream says what it should.</summary>
    [GlobalSetup]
    public void Check()
    {
        _reader = Start();
        if (Answer() is not { Total: 218, TextBytes: 6 * Chunks } || CutChunks() is not { Total: 218 })
        {
            throw new InvalidOperationException("This is no benchmark of what it says.");
        }
    }

    /// <summary>The yardstick: the chunk's bytes copied once.</summary>
    [Benchmark(Description = "a chunk, copied")]
    public void Copied() => Chunk.CopyTo(_copy, 0);

    /// <summary>A chunk that holds one event.</summary>
    [Benchmark(Description = "a chunk, read")]
    public void OneChunk() => _reader.Read(Chunk);

    /// <summary>200 chunks, the report, and the reader itself.</summary>
    [Benchmark(Description = "an answer of 200 chunks")]
    public LlmUsage Answer() => Read(Chunk.Length);

    /// <summary>The same, each chunk in two halves.</summary>
    [Benchmark(Description = "an answer of 200 chunks, each cut in two")]
    public LlmUsage CutChunks() => Read(Chunk.Length / 2);

    private LlmUsageReader Start() => new(_head);

    private LlmUsage Read(int cut)
    {
        using var reader = Start();
        for (int i = 0; i < Chunks; i++)
        {
            reader.Read(Chunk.AsSpan(0, cut));
            reader.Read(Chunk.AsSpan(cut));
        }

        reader.Read(Last);
        return reader.Complete(LlmAnswerEnd.Whole);
    }
}
