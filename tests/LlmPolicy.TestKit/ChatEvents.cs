using System.IO.Compression;
using System.Text;

namespace LlmPolicy.TestKit;

/// <summary>A stream of OpenAI's form, as a provider sends it that was asked for its usage.</summary>
public static class ChatEvents
{
    public const string Request = """{"model":"gpt","stream":true,"messages":[{"role":"user","content":"a secret question"}]}""";

    public const string Asking = """{"model":"gpt","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"a secret question"}]}""";

    /// <summary>The chunk that holds the usage and nothing else: 9 tokens in, 4 of them from a cache, 7 out.</summary>
    public const string UsageChunk =
        """data: {"id":"c","model":"gpt-4o-2024-08-06","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":7,"total_tokens":16,"prompt_tokens_details":{"cached_tokens":4}}}""" + "\n\n";

    /// <summary>What the client gets who did not ask.</summary>
    public static string WithoutUsage { get; } =
        ": a comment\n\n"
        + """data: {"id":"c","model":"gpt-4o-2024-08-06","choices":[{"delta":{"role":"assistant","content":""}}],"usage":null}""" + "\n\n"
        + """data: {"id":"c","model":"gpt-4o-2024-08-06","choices":[{"delta":{"content":"a secret answer"}}],"usage":null}""" + "\n\n";

    public const string Done = "data: [DONE]\n\n";

    public static string Whole { get; } = WithoutUsage + UsageChunk + Done;

    public static string Shown { get; } = WithoutUsage + Done;

    /// <summary>Compresses as a server does that flushes every event.</summary>
    public static byte[] Coded(string text, string coding)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        if (coding == "identity")
        {
            return bytes;
        }

        using MemoryStream coded = new();
        using (Stream coder = coding == "br" ? new BrotliStream(coded, CompressionLevel.Fastest) : new GZipStream(coded, CompressionLevel.Fastest))
        {
            foreach (byte[] piece in bytes.Chunk(100))
            {
                coder.Write(piece);
                coder.Flush();
            }
        }

        return coded.ToArray();
    }
}
