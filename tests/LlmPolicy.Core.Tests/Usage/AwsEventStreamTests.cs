namespace LlmPolicy.Tests;

/// <summary>Bedrock's binary streams.</summary>
public sealed class AwsEventStreamTests
{
    private static readonly byte[] Metadata = AwsMessage.Event("metadata", """{"metrics":{"latencyMs":9},"usage":{"inputTokens":15,"outputTokens":142,"totalTokens":157}}""");

    private static readonly byte[] Text = AwsMessage.Event("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"Hello"},"p":"abcdefgh"}""");

    [Fact]
    public void The_check_value_of_CRC_32_is_known()
    {
        // The message that AWS's own documents of the protocol begin with: no headers, no payload.
        AwsMessage.Of([], "").ShouldBe(Convert.FromHexString("000000100000000005C248EB7D98C8FF"));
    }

    [Fact]
    public void A_stream_of_Converse_says_its_usage_at_its_end()
    {
        byte[] stream = [.. Text, .. Text, .. Metadata];

        for (int at = 0; at <= stream.Length; at++)
        {
            var usage = Reading.Split(stream, at, 200);
            (usage.Source, usage.Input, usage.Output, usage.TextBytes, usage.TextBytesUnreported).ShouldBe((LlmUsageSource.Reported, 15, 142, 10, 0));
        }

        Reading.InPieces(stream, 1).Total.ShouldBe(157);
    }

    [Fact]
    public void A_stream_of_InvokeModel_holds_the_models_own()
    {
        byte[] stream =
        [
            .. AwsMessage.Chunk("""{"type":"message_start","message":{"model":"claude","usage":{"input_tokens":11,"cache_read_input_tokens":5,"output_tokens":1}}}"""),
            .. AwsMessage.Chunk("""{"type":"content_block_delta","delta":{"type":"text_delta","text":"Hello"}}"""),
            .. AwsMessage.Chunk("""{"type":"message_delta","usage":{"output_tokens":133}}"""),
            .. AwsMessage.Chunk("""{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":11,"outputTokenCount":97}}"""),
        ];

        foreach (int size in new[] { 1, 10, 1000 })
        {
            var usage = Reading.InPieces(stream, size);
            (usage.Model, usage.Input, usage.CachedRead, usage.Output, usage.TextBytes).ShouldBe(("claude", 16, 5, 133, 5));
        }
    }

    [Fact]
    public void A_chunk_within_a_chunk_is_none()
    {
        string inner = Convert.ToBase64String("""{"usage":{"input_tokens":11}}"""u8);

        Reading.Of(AwsMessage.Chunk($$"""{"bytes":"{{inner}}"}""")).Source.ShouldBe(LlmUsageSource.Missing);
    }

    [Fact]
    public void Cut_at_any_byte_a_message_counts_when_it_is_whole()
    {
        byte[] stream = [.. Text, .. Metadata];

        for (int at = 0; at <= stream.Length; at++)
        {
            var usage = Reading.Of(stream[..at]);
            usage.Total.ShouldBe(at == stream.Length ? 157 : null, $"cut at {at}");
            usage.TextBytes.ShouldBe(at < Text.Length ? 0 : 5, $"cut at {at}");
        }
    }

    [Fact]
    public void Where_a_bit_is_wrong_nothing_of_the_message_or_behind_it_counts()
    {
        for (int at = 0; at < Metadata.Length; at++)
        {
            byte[] broken = [.. Metadata];
            broken[at] ^= 0x01;
            byte[] stream = [.. Text, .. broken, .. Metadata];

            var usage = Reading.Of(stream);

            (usage.Source, usage.Total, usage.TextBytes).ShouldBe((LlmUsageSource.Missing, null, 5), $"wrong at {at}");
        }
    }

    [Fact]
    public void An_exception_without_text_used_nothing()
    {
        byte[] exception = AwsMessage.Of([(":exception-type", "throttlingException"), (":content-type", "application/json"), (":message-type", "exception")], """{"message":"Slow."}""");

        Reading.InPieces(exception, 3).Source.ShouldBe(LlmUsageSource.Refused);
        Reading.InPieces([.. Text, .. exception], 3).Source.ShouldBe(LlmUsageSource.Missing);
        Reading.InPieces([.. Metadata, .. exception], 3).Total.ShouldBe(157);
    }

    [Fact]
    public void A_message_may_have_neither_headers_nor_payload()
    {
        Reading.InPieces([.. AwsMessage.Of([], ""), .. AwsMessage.Of([(":message-type", "event")], ""), .. Metadata], 5).Total.ShouldBe(157);
    }

    [Fact]
    public void A_long_payload_costs_no_memory()
    {
        byte[] stream = [.. AwsMessage.Event("chunk", $$"""{"image":"{{new string('A', 2_000_000)}}"}"""), .. Metadata];
        using LlmUsageReader reader = new(new(200, []));
        reader.Read(stream.AsSpan(0, 100));

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int at = 100; at < stream.Length; at += 1000)
        {
            reader.Read(stream.AsSpan(at, Math.Min(1000, stream.Length - at)));
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        allocated.ShouldBeLessThan(64 * 1024 + (2000 * 128));
        reader.Complete(LlmAnswerEnd.Whole).Total.ShouldBe(157);
    }
}
