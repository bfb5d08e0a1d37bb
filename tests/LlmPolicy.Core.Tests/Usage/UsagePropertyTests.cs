using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;

namespace LlmPolicy.Tests;

/// <summary>Any JSON, any bytes, cut anyhow.</summary>
public sealed class UsagePropertyTests
{
    private static readonly string[] Names =
    [
        "usage", "prompt_tokens", "completion_tokens", "total_tokens", "prompt_tokens_details", "cached_tokens", "choices", "delta", "content", "error", "model", "type", "message",
        "response", "id", "iterations", "usageMetadata", "details", "", "\"", "\\", "\n", "é", "你", "😀", "bytes", "x_groq",
    ];

    private static readonly byte[][] Seeds =
    [
        "{\"usage\":{\"prompt_tokens\":5}}"u8.ToArray(),
        "data: {\"usage\":{\"prompt_tokens\":5}}\n\n"u8.ToArray(),
        "[{\"model\":\"\\ud800\"}]"u8.ToArray(),
        "{\"type\":\"\\ud800\",\"\\udc00\":1}"u8.ToArray(),
        AwsMessage.Event("metadata", "{\"usage\":{\"inputTokens\":15}}"),
        AwsMessage.Chunk("{\"usage\":{\"input_tokens\":15}}"),
        Reading.Coded("{\"usage\":{\"prompt_tokens\":5}}"u8.ToArray(), "gzip"),
        Reading.Coded("{\"usage\":{\"prompt_tokens\":5}}"u8.ToArray(), "br"),
    ];

    private static readonly Gen<string> AnyString = Gen.OneOf(Gen.OneOf(Names), Gen.String, Gen.Char['a', 'c'].Array[0, 3000].Select(c => new string(c)));

    private static readonly Gen<string> AnyNumber = Gen.OneOf(
        Gen.Int[0, 1000].Select(i => $"{i}"), Gen.Long.Select(l => $"{l}"), Gen.Double.Where(double.IsFinite).Select(d => JsonSerializer.Serialize(d)), Gen.OneOf("1e999", "-0", "0.0", "12.0", "3e2"));

    private static readonly Gen<string> AnyJson = Gen.Recursive<string>((depth, inner) => depth > 4 ? AnyNumber : Gen.Frequency(
        (3, AnyNumber),
        (2, AnyString.Select(s => JsonSerializer.Serialize(s))),
        (1, Gen.OneOf("null", "true", "false")),
        (1, inner.Array[0, 3].Select(items => $"[{string.Join(" ,", items)}]")),
        (4, Gen.Select(Gen.OneOf(Names), inner).Array[0, 5].Select(members => $"{{{string.Join(",\n", members.Select(m => $"{JsonSerializer.Serialize(m.Item1)} : {m.Item2}"))}}}"))));

    private static readonly Gen<int[]> AnyCuts = Gen.Int[1, 60].Array[1, 20];

    [Fact]
    [AbuseCase("B3")]
    public void Any_JSON_cut_anyhow_is_read_as_when_it_comes_at_once()
    {
        Gen.Select(AnyJson, AnyCuts).Sample(
            (json, cuts) =>
            {
                foreach (string form in new[] { json, $"data: {json.ReplaceLineEndings("\ndata:")}\n\n", $"[{json},\r\n{json}]" })
                {
                    byte[] body = Encoding.UTF8.GetBytes(form);
                    InPieces(body, cuts).ShouldBe(Reading.Of(body));
                }
            },
            iter: 5_000);
    }

    [Fact]
    public void The_usage_of_any_object_is_what_another_reader_finds()
    {
        Gen.Select(AnyJson, AnyNumber, AnyNumber, AnyJson, AnyCuts).Sample(
            (before, input, output, after, cuts) =>
            {
                string json = $$$"""{"choices":{{{before}}},"usage":{"prompt_tokens":{{{input}}},"other":{{{after}}},"completion_tokens":{{{output}}}},"other":{{{after}}}}""";

                var usage = InPieces(Encoding.UTF8.GetBytes(json), cuts);

                var told = JsonNode.Parse(json, null, new() { MaxDepth = 1000 })!["usage"]!;
                (usage.Input, usage.Output).ShouldBe((Count(told["prompt_tokens"]), Count(told["completion_tokens"])), json);
            },
            iter: 5_000);
    }

    [Fact]
    public void No_bytes_make_it_throw()
    {
        Gen.Select(Gen.OneOf(Seeds), Gen.Select(Gen.Int[0, 200], Gen.Byte).Array[0, 6], Gen.Byte.Array[0, 50], Gen.OneOf("", "gzip", "br", "deflate", "gzip, br"), AnyCuts).Sample(
            (seed, changes, more, coding, cuts) =>
            {
                byte[] body = [.. seed, .. more];
                foreach (var (at, value) in changes.Where(c => c.Item1 < body.Length))
                {
                    body[at] = value;
                }

                InPieces(body, cuts, new HeaderField("content-encoding", coding)).ShouldNotBeNull();
            },
            iter: 20_000);
    }

    private static LlmUsage InPieces(byte[] body, int[] cuts, params HeaderField[] headers)
    {
        using LlmUsageReader reader = new(new(200, headers));
        int at = 0;
        for (int i = 0; at < body.Length; i++)
        {
            int length = Math.Min(cuts[i % cuts.Length], body.Length - at);
            reader.Read(body.AsSpan(at, length));
            at += length;
        }

        return reader.Complete(LlmAnswerEnd.Whole);
    }

    /// <summary>A number that is a count: whole, and of the size of one.</summary>
    private static long? Count(JsonNode? node) =>
        node is JsonValue value && value.GetValue<JsonElement>() is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out double d)
            && d is >= 0 and <= int.MaxValue && d == Math.Floor(d) ? (long)d : null;
}
