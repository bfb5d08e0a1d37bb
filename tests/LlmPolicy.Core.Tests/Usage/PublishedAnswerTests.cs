using System.Text.Json;

namespace LlmPolicy.Tests;

/// <summary>Answers that others hold their readers against: agentgateway's, and Hugging Face TGI's own snapshots.</summary>
public sealed class PublishedAnswerTests
{
    /// <summary>Read by hand: input, output, total, cached read, cached write, reasoning.</summary>
    [Theory]
    [InlineData("anthropic/basic.json", 15 + 13 + 12, 21, 61, 12, 13)]
    [InlineData("anthropic/multiple_text_blocks.json", 15, 21, 36)]
    [InlineData("anthropic/stream_basic.json", 15, 21, 36)]
    [InlineData("anthropic/stream_message_delta_usage.json", 3883 + 30464, 49, 34396, 30464)]
    [InlineData("anthropic/stream_thinking.json", 47, 264, 311)]
    [InlineData("anthropic/stream_tool.json", 15, 12, 27)]
    [InlineData("anthropic/stream_tool_empty_args.json", 15, 8, 23)]
    [InlineData("anthropic/thinking.json", 47 + 1 + 2, 251, 301, 2, 1)]
    [InlineData("anthropic/tool.json", 558 + 1 + 2, 48, 609, 2, 1)]
    [InlineData("bedrock-titan/embeddings.json", 3, null, 3)]
    [InlineData("bedrock/basic.bin", 15, 142, 157)]
    [InlineData("bedrock/basic.json", 18, 46, 64)]
    [InlineData("bedrock/cache_write.json", 16 + 2387, 9, 2412, 0, 2387)]
    [InlineData("bedrock/max_tokens.json", 18, 46, 64)]
    [InlineData("bedrock/reasoning.bin", 18, 46, 64)]
    [InlineData("bedrock/reasoning.json", 18, 46, 64)]
    [InlineData("bedrock/reasoning_unsigned.json", 18, 46, 64)]
    [InlineData("bedrock/tool.bin", 150, 45, 195)]
    [InlineData("cohere/rerank.json", 214, 2, 216)]
    [InlineData("completions/audio.json", 320, 180, 500, 12, 0, 15)]
    [InlineData("completions/basic.json", 17, 23, 40)]
    [InlineData("completions/cache_write.json", 1000, 10, 1010, 300, 200)]
    [InlineData("completions/gemini_with_completion_tokens.json", 7, 12, 402)]
    [InlineData("completions/gemini_zero_completion_tokens.json", 7, 0, 8)]
    [InlineData("completions/openrouter_reasoning.json", 23, 796, 819)]
    [InlineData("completions/stream.json", 18, 286, 304, 0, 0, 192)]
    [InlineData("completions/stream_tool_empty_content.json", 12, 8, 20)]
    [InlineData("completions/tool_call.json", 25, 18, 43)]
    [InlineData("completions/truncated_tool_call.json", 20, 15, 35)]
    [InlineData("detect/bedrock-basic.bin", 15, 142, 157)]
    [InlineData("detect/bedrock-invoke.bin", 47, 12, 59)]
    [InlineData("detect/stream-image-generation", 12, 4493, 4505)]
    [InlineData("openai/embeddings.json", 8, 0, 8)]
    [InlineData("responses/basic.json", 10, 10, 20)]
    [InlineData("responses/custom-tool.json", 10, 5, 15, 4)]
    [InlineData("responses/reasoning.json", 18, 5, 23, 0, 0, 8)]
    [InlineData("responses/stream-custom-tool.json", 10, 5, 15, 4)]
    [InlineData("responses/stream-image.json", 1755, 1314, 3069, 0, 0, 1152)]
    [InlineData("responses/stream-refusal.json", 5, 3, 8)]
    [InlineData("responses/stream.json", 12, 8, 20)]
    [InlineData("responses/tool.json", 30, 5, 35, 4, 6)]
    [InlineData("vertex-gemini/basic.json", 8, 6, 14)]
    [InlineData("vertex-gemini/blocked.json", 12, 0, 12)]
    [InlineData("vertex-gemini/reasoning.json", 10, 12 + 5, 27, 0, 0, 5)]
    [InlineData("vertex-gemini/stream_tool.json", 15, 12, 27)]
    [InlineData("vertex-gemini/tool.json", 20, 8, 28)]
    [InlineData("vertex/embeddings.json", 4 + 5, null, 9)]
    public void An_answer_used_what_its_bytes_say_in_one_piece_and_in_pieces_of_a_byte(string file, int input, int? output, int total, int read = 0, int write = 0, int reasoning = 0)
    {
        byte[] body = Body(file);

        foreach (var usage in new[] { Reading.Of(body), Reading.InPieces(body, 1) })
        {
            usage.Source.ShouldBe(LlmUsageSource.Reported);
            (usage.Input, usage.Output, usage.Total).ShouldBe(((long?)input, output, (long?)total));
            (usage.CachedRead, usage.CachedWrite, usage.Reasoning).ShouldBe((read, write, reasoning));
        }
    }

    [Theory]
    [InlineData("anthropic/count_tokens.json")]
    [InlineData("bedrock-cohere/embeddings.json")]
    [InlineData("bedrock-nova/embeddings.json")]
    [InlineData("bedrock/rerank.json")]
    [InlineData("bedrock/tool.json")]
    [InlineData("detect/bedrock-broken.bin")]
    [InlineData("detect/broken-sse")]
    [InlineData("detect/non-json")]
    [InlineData("openai/gemini-embeddings.json")]
    [InlineData("responses/truncated_tool_call.json")]
    [InlineData("vertex/rerank-no-details.json")]
    [InlineData("vertex/rerank.json")]
    public void An_answer_without_usage_says_nothing(string file)
    {
        Reading.Of(Body(file)).Source.ShouldBe(LlmUsageSource.Missing);
    }

    [Fact]
    public void Every_snapshot_of_TGI_used_what_it_says()
    {
        var snapshots = Directory.GetFiles(Repository.Corpus("llm-responses", "tgi"), "*.json", SearchOption.AllDirectories)
            .Select(file => (File: file, Body: File.ReadAllBytes(file))).Select(x => (x.File, x.Body, Json: JsonElement.Parse(x.Body)))
            .Where(x => x.Json.ValueKind == JsonValueKind.Object && (x.Json.TryGetProperty("details", out _) || x.Json.GetProperty("usage").ValueKind == JsonValueKind.Object))
            .ToList();

        snapshots.Count.ShouldBeGreaterThan(100);
        foreach (var (file, body, json) in snapshots)
        {
            var usage = Reading.InPieces(body, 50);
            var (input, output) = json.TryGetProperty("details", out var details) ? ((long?)null, details.GetProperty("generated_tokens").GetInt64())
                : (json.GetProperty("usage").GetProperty("prompt_tokens").GetInt64(), json.GetProperty("usage").GetProperty("completion_tokens").GetInt64());
            (usage.Source, usage.Input, usage.Output).ShouldBe((LlmUsageSource.Reported, input, output), file);
        }
    }

    private static byte[] Body(string file) => File.ReadAllBytes(Repository.Corpus(["llm-responses", "agentgateway", .. file.Split('/')]));
}
