using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace LlmPolicy.Benchmarks.Gateway.ManyStreams;

/// <summary>A chat's streamed answer in OpenAI's form, as the provider writes it and the client reads it. A chunk's id says when it was written.</summary>
internal static class StreamedChat
{
    public const string ContentType = "application/json";
    public const string Request =
        """{"model":"gpt-oss-20b","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"Hi there"}]}""";

    private const string DataStart = """{"id":"chatcmpl-""";

    public static ReadOnlyMemory<byte> Done { get; } = "data: [DONE]\n\n"u8.ToArray();

    /// <summary>A word, written now.</summary>
    public static byte[] Chunk() => Event(
        $$$"""{{{DataStart}}}{{{Stopwatch.GetTimestamp():D16}}}","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":" word"}}]}""");

    /// <summary>The last chunk, which has no word.</summary>
    public static byte[] Usage(int words) => Event(
        $$$"""
        {{{DataStart}}}0","object":"chat.completion.chunk","model":"gpt-oss-20b","choices":[],"usage":{"prompt_tokens":2,"completion_tokens":{{{words}}},"total_tokens":{{{words + 2}}}}}
        """);

    /// <summary>Reads an event's data, which arrived now.</summary>
    public static ChatPart Read(string eventType, ReadOnlySpan<byte> data)
    {
        long arrived = Stopwatch.GetTimestamp();
        if (data.SequenceEqual("[DONE]"u8))
        {
            return new ChatPart(ChatPartKind.Done, 0, arrived);
        }

        ChatPartKind kind = data.IndexOf("\"usage\""u8) < 0 ? ChatPartKind.Word : ChatPartKind.Usage;
        return data.Length > DataStart.Length && Utf8Parser.TryParse(data[DataStart.Length..], out long written, out _)
            ? new ChatPart(kind, written, arrived)
            : throw new MeasurementException($"A stream has an event that the provider did not write: {Encoding.UTF8.GetString(data)}");
    }

    private static byte[] Event(FormattableString json) =>
        Encoding.ASCII.GetBytes($"data: {json.ToString(CultureInfo.InvariantCulture)}\n\n");
}
