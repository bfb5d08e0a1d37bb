namespace LlmPolicy.Tests;

/// <summary>What counts, and what does not.</summary>
public sealed class UsageRuleTests
{
    [Fact]
    public void Cumulative_counts_are_replaced_and_never_added()
    {
        var anthropic = Reading.Of(Reading.Events(
            """{"type":"message_start","message":{"model":"claude","usage":{"input_tokens":10,"output_tokens":1}}}""",
            """{"type":"message_delta","usage":{"output_tokens":20}}""",
            """{"type":"message_delta","usage":{"output_tokens":45}}"""));
        var gemini = Reading.Of(Reading.Events(
            """{"usageMetadata":{"promptTokenCount":8,"candidatesTokenCount":2,"totalTokenCount":10}}""",
            """{"usageMetadata":{"promptTokenCount":8,"candidatesTokenCount":9,"totalTokenCount":17}}"""));

        (anthropic.Input, anthropic.Output, anthropic.Total).ShouldBe((10, 45, 55));
        (gemini.Input, gemini.Output, gemini.Total).ShouldBe((8, 9, 17));
    }

    [Fact]
    public void A_later_report_replaces_what_it_says_and_leaves_what_it_does_not_say()
    {
        var usage = Reading.Of(Reading.Events(
            """{"message":{"usage":{"input_tokens":1,"cache_creation_input_tokens":30,"cache_creation":{"ephemeral_5m_input_tokens":10,"ephemeral_1h_input_tokens":20},"output_tokens":1}}}""",
            """{"usage":{"input_tokens":5,"output_tokens":7}}"""));

        (usage.Input, usage.Output).ShouldBe((35, 7));
        (usage.CachedWrite, usage.CachedWrite5Minutes, usage.CachedWrite1Hour, usage.CachedWriteOther).ShouldBe((30, 10, 20, 0));
    }

    [Fact]
    public void What_was_written_beyond_the_split_has_no_known_lifetime_and_a_split_is_never_more_than_its_sum()
    {
        static LlmUsage Written(int all) => Reading.Of(
            $$$$"""{"usage":{"input_tokens":1,"output_tokens":1,"cache_creation_input_tokens":{{{{all}}}},"cache_creation":{"ephemeral_5m_input_tokens":30,"ephemeral_1h_input_tokens":20}}}""");

        (Written(60).CachedWrite5Minutes, Written(60).CachedWrite1Hour, Written(60).CachedWriteOther).ShouldBe((30, 20, 10));
        (Written(40).CachedWrite5Minutes, Written(40).CachedWrite1Hour, Written(40).CachedWriteOther).ShouldBe((20, 20, 0));
        (Written(0).CachedWrite, Written(0).CachedWrite1Hour, Written(0).Input).ShouldBe((0, 0, 1));
    }

    [Fact]
    public void An_explicit_zero_is_zero()
    {
        var usage = Reading.Of(Reading.Events("""{"response":{"usage":{"input_tokens":0,"output_tokens":0,"total_tokens":0}}}"""));

        (usage.Source, usage.Input, usage.Output, usage.Total).ShouldBe((LlmUsageSource.Reported, 0, 0, 0));
    }

    [Fact]
    public void A_later_zero_replaces()
    {
        Reading.Of(Reading.Events("""{"usage":{"prompt_tokens":5,"completion_tokens":5}}""", """{"usage":{"prompt_tokens":0,"completion_tokens":0}}""")).Total.ShouldBe(0);
    }

    [Theory]
    [InlineData("""{"choices":[],"usage":null}""")]
    [InlineData("""{"usage":{"prompt_tokens":null,"completion_tokens":null,"total_tokens":null}}""")]
    [InlineData("""{"usage":{}}""")]
    [InlineData("""{"usage":[]}""")]
    [InlineData("""{"usage":"12"}""")]
    [InlineData("""{"usage":{"prompt_tokens":"7","completion_tokens":true}}""")]
    public void Usage_without_a_number_says_nothing(string chunk)
    {
        Reading.Of(Reading.Events(chunk)).Source.ShouldBe(LlmUsageSource.Missing);
        Reading.Of(Reading.Events("""{"usage":{"prompt_tokens":5,"completion_tokens":6}}""", chunk)).Total.ShouldBe(11);
    }

    [Fact]
    public void A_queued_answer_that_says_only_that_no_tool_ran_says_nothing()
    {
        Reading.Of("""{"status":"queued","usage":null,"tool_usage":{"image_gen":{"input_tokens":0,"output_tokens":0},"web_search":{"num_requests":0}}}""")
            .Source.ShouldBe(LlmUsageSource.Missing);
    }

    [Theory]
    [AbuseCase("B4")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("1e-3")]
    [InlineData("2147483648")]
    [InlineData("99999999999999999999999999999999")]
    [InlineData("1e400")]
    public void A_negative_fractional_or_huge_number_is_no_count(string number)
    {
        var usage = Reading.Of(Reading.Events(
            """{"usage":{"prompt_tokens":5,"completion_tokens":6,"total_tokens":11}}""",
            $$$$"""{"usage":{"prompt_tokens":{{{{number}}}},"completion_tokens":{{{{number}}}},"total_tokens":{{{{number}}}}}}"""));

        (usage.Input, usage.Output, usage.Total).ShouldBe((5, 6, 11));
    }

    [Theory]
    [InlineData("214.0", 214)]
    [InlineData("2e2", 200)]
    [InlineData("-0", 0)]
    [InlineData("2147483647", int.MaxValue)]
    public void A_whole_number_is_a_count_however_it_is_written(string number, int count)
    {
        Reading.Of($$$$"""{"meta":{"tokens":{"input_tokens":{{{{number}}}}}}}""").Input.ShouldBe(count);
    }

    [Theory]
    [InlineData(400, """{"error":{"message":"Bad."}}""")]
    [InlineData(500, "<html>Internal Server Error</html>")]
    [InlineData(429, "")]
    [InlineData(200, """{"error":{"message":"The response was filtered."}}""")]
    [InlineData(200, """{"type":"error","message":"Overloaded"}""")]
    [InlineData(200, "event: error\ndata: {\"error\":\"Input validation error\"}\n\n")]
    [InlineData(200, "data: {\"type\":\"response.failed\",\"response\":{\"error\":{\"code\":\"server_error\"},\"usage\":null}}\n\n")]
    [InlineData(200, "data: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}\n\n")]
    public void An_error_without_a_report_used_nothing(int status, string body)
    {
        var usage = Reading.Of(body, status, new HeaderField("content-type", "text/event-stream"));

        (usage.Source, usage.Input, usage.Output, usage.Total).ShouldBe((LlmUsageSource.Refused, 0, 0, 0));
    }

    [Fact]
    public void An_error_that_reports_used_what_it_reports()
    {
        var usage = Reading.Of("""{"error":{"message":"Stopped."},"usage":{"prompt_tokens":5,"completion_tokens":6}}""", 500);

        (usage.Source, usage.Total).ShouldBe((LlmUsageSource.Reported, 11));
    }

    [Fact]
    public void An_error_after_text_leaves_open_what_was_used()
    {
        var usage = Reading.Of(Reading.Events("""{"choices":[{"delta":{"content":"Hello"}}]}""", """{"error":{"message":"Tool call validation failed."}}"""));

        (usage.Source, usage.TextBytes, usage.TextBytesUnreported).ShouldBe((LlmUsageSource.Missing, 5, 5));
    }

    [Fact]
    public void An_error_that_is_null_is_none()
    {
        Reading.Of("""{"error":null,"output":[]}""").Source.ShouldBe(LlmUsageSource.Missing);
    }

    [Fact]
    public void Headers_count_where_the_body_does_not()
    {
        HeaderField[] headers =
        [
            new("X-Amzn-Bedrock-Input-Token-Count", "5"), new("X-Amzn-Bedrock-Cache-Read-Input-Token-Count", "100"), new("X-Amzn-Bedrock-Cache-Write-Input-Token-Count", "20"),
            new("X-Amzn-Bedrock-Output-Token-Count", "7"), new("x-ratelimit-remaining-tokens", "149984"),
        ];

        var silent = Reading.Of("""{"outputs":[{"text":"Hi"}]}""", 200, headers);
        var telling = Reading.Of("""{"usage":{"input_tokens":6,"output_tokens":8}}""", 200, headers);

        (silent.Source, silent.Input, silent.CachedRead, silent.CachedWrite, silent.Output, silent.Total).ShouldBe((LlmUsageSource.Header, 125, 100, 20, 7, 132));
        (telling.Source, telling.Input, telling.CachedRead, telling.Output).ShouldBe((LlmUsageSource.Reported, 6, 0, 8));
    }

    [Theory]
    [InlineData("""{"usage":{"input_tokens":6,"output_tokens":8}}""")]
    [InlineData("""{"usage":{"prompt_tokens":6,"completion_tokens":8}}""")]
    [InlineData("""{"usageMetadata":{"promptTokenCount":6,"candidatesTokenCount":8}}""")]
    public void What_the_body_says_is_not_the_headers(string body)
    {
        var usage = Reading.Of(body, 200, new HeaderField("x-prompt-tokens", "16"), new("x-generated-tokens", "4"), new("x-total-tokens", "20"));

        (usage.Input, usage.Output, usage.Total).ShouldBe((6, 8, 14));
    }

    [Fact]
    public void What_the_body_leaves_open_is_the_headers()
    {
        var usage = Reading.Of("""[{"generated_text":"Hi there","details":{"generated_tokens":3}}]""", 200, new HeaderField("x-prompt-tokens", "16"), new("x-generated-tokens", "4"));

        (usage.Source, usage.Input, usage.Output, usage.TextBytes).ShouldBe((LlmUsageSource.Reported, 16, 3, 8));
    }

    [Theory]
    [InlineData("-5")]
    [InlineData("five")]
    [InlineData("5, 6")]
    [InlineData("99999999999")]
    public void A_header_that_is_no_count_says_nothing(string value)
    {
        Reading.Of("{}", 200, new HeaderField("x-prompt-tokens", value)).Source.ShouldBe(LlmUsageSource.Missing);
    }

    [Theory]
    [InlineData(LlmAnswerEnd.Whole)]
    [InlineData(LlmAnswerEnd.ClientLeft)]
    [InlineData(LlmAnswerEnd.UpstreamBroke)]
    public void An_answer_that_ends_early_used_what_was_reported_and_says_which_text_was_not(LlmAnswerEnd end)
    {
        using LlmUsageReader reader = new(new(200, []));
        reader.Read("data: {\"message\":{\"usage\":{\"input_tokens\":10,\"output_tokens\":1}}}\n\n"u8);
        reader.Read("data: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"Hello \"}}\n\n"u8);
        reader.Read("data: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"world\"}}\n\ndata: {\"usage\":{\"output_to"u8);

        var usage = reader.Complete(end);

        (usage.End, usage.Input, usage.Output, usage.TextBytes, usage.TextBytesUnreported).ShouldBe((end, 10, 1, 11, 11));
    }

    [Fact]
    public void After_its_completion_a_reader_says_the_same()
    {
        using LlmUsageReader reader = new(new(200, []));
        reader.Read("{\"usage\":{\"prompt_tokens\":1}}"u8);
        var usage = reader.Complete(LlmAnswerEnd.ClientLeft);

        reader.Read("{\"usage\":{\"prompt_tokens\":2}}"u8);

        reader.Complete(LlmAnswerEnd.Whole).ShouldBeSameAs(usage);
    }

    [Fact]
    public void The_model_is_the_one_that_was_named_last()
    {
        Reading.Of(Reading.Events("""{"model":"","choices":[]}""", """{"model":"gpt-4o-2024-08-06"}""", """{"model":""}""")).Model.ShouldBe("gpt-4o-2024-08-06");
        Reading.Of("""{"modelVersion":"gemini-2.5-pro"}""").Model.ShouldBe("gemini-2.5-pro");
        Reading.Of("""{"choices":[{"model":"no"}]}""").Model.ShouldBeNull();
    }

    [Fact]
    public void Where_a_model_declined_the_one_that_served_is_named()
    {
        Reading.Of(Reading.Events(
            """{"message":{"model":"claude-a","usage":{"input_tokens":1,"output_tokens":1}}}""",
            """{"usage":{"output_tokens":5,"iterations":[{"type":"message","model":"claude-a"},{"model":"claude-b","output_tokens":5,"type":"fallback_message"}]}}""")).Model.ShouldBe("claude-b");
    }

    [Fact]
    public void Text_is_counted_in_UTF8_whatever_its_escapes()
    {
        Reading.Of(Reading.Events("""{"choices":[{"delta":{"content":"a\n\u4f60\ud83d\ude00\u00e9é"}}]}""")).TextBytes.ShouldBe(1 + 1 + 3 + 4 + 2 + 2);
    }

    [Fact]
    public void Text_in_front_of_a_report_or_in_its_document_is_covered_by_it()
    {
        var usage = Reading.Of(Reading.Events(
            """{"choices":[{"delta":{"content":"12345"}}]}""",
            """{"usage":{"prompt_tokens":1,"completion_tokens":2},"choices":[{"delta":{"content":"678"}}]}""",
            """{"choices":[{"delta":{"content":"90"}}]}"""));

        (usage.TextBytes, usage.TextBytesUnreported).ShouldBe((10, 2));
    }

    [Theory]
    [InlineData("""{"choices":[{"delta":{"reasoning_content":"12","tool_calls":[{"function":{"name":"x","arguments":"345"}}]}}]}""")]
    [InlineData("""{"choices":[{"text":"12345"}]}""")]
    [InlineData("""{"type":"response.output_text.delta","delta":"12345"}""")]
    [InlineData("""{"delta":"12345","type":"response.function_call_arguments.delta"}""")]
    [InlineData("""{"type":"content_block_delta","delta":{"type":"thinking_delta","thinking":"12345"}}""")]
    [InlineData("""{"candidates":[{"content":{"parts":[{"text":"12"},{"text":"345"}]}}]}""")]
    [InlineData("""{"message":{"role":"assistant","content":"12345"},"done":false}""")]
    [InlineData("""{"response":"12345","done":false}""")]
    [InlineData("""{"type":"content-delta","delta":{"message":{"content":{"text":"12345"}}}}""")]
    [InlineData("""{"token":{"id":1,"text":"12345"}}""")]
    [InlineData("""{"contentBlockIndex":0,"delta":{"text":"12345"}}""")]
    public void Text_of_each_form_is_counted(string data)
    {
        Reading.Of(Reading.Events(data)).TextBytes.ShouldBe(5);
    }

    [Theory]
    [InlineData("""{"type":"response.output_audio.delta","delta":"AAAA"}""")]
    [InlineData("""{"delta":"AAAA","type":"response.audio.delta"}""")]
    [InlineData("""{"type":"image_generation.partial_image","b64_json":"AAAA"}""")]
    [InlineData("""{"type":"response.output_text.done","text_":"12345"}""")]
    public void Sound_and_images_are_no_text(string data)
    {
        Reading.Of(Reading.Events(data)).TextBytes.ShouldBe(0);
    }

    [Fact]
    public void Text_that_is_told_again_as_a_whole_counts_once()
    {
        Reading.Of(Reading.Events("""{"token":{"text":"Hello"}}""", """{"token":{"text":" you"},"generated_text":"Hello you"}""")).TextBytes.ShouldBe(9);
    }
}
