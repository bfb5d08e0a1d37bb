namespace LlmPolicy.Tests;

/// <summary>Each provider's way to count, and who counts twice.</summary>
public sealed class UsageFormulaTests
{
    [Fact]
    public void The_caches_of_Anthropic_are_beside_its_input()
    {
        var usage = Reading.Of("""{"usage":{"input_tokens":3,"cache_creation_input_tokens":20,"cache_read_input_tokens":100,"output_tokens":5,"output_tokens_details":{"thinking_tokens":4}}}""");

        (usage.Input, usage.CachedRead, usage.CachedWrite, usage.CachedWriteOther, usage.UncachedInput, usage.Output, usage.Reasoning, usage.Total)
            .ShouldBe((123, 100, 20, 20, 3, 5, 4, 128));
    }

    [Fact]
    public void The_cache_of_OpenAI_is_inside_its_input()
    {
        var usage = Reading.Of("""{"usage":{"input_tokens":123,"input_tokens_details":{"cached_tokens":100,"cache_write_tokens":20},"output_tokens":5,"output_tokens_details":{"reasoning_tokens":4},"total_tokens":128}}""");

        (usage.Input, usage.CachedRead, usage.CachedWrite, usage.UncachedInput, usage.Output, usage.Reasoning, usage.Total).ShouldBe((123, 100, 20, 3, 5, 4, 128));
    }

    [Fact]
    public void Compaction_comes_on_top_and_an_adviser_apart()
    {
        var usage = Reading.Of(
            """
            {"usage":{"input_tokens":100,"output_tokens":50,"iterations":[
              {"input_tokens":1000,"output_tokens":200,"cache_read_input_tokens":7,"cache_creation_input_tokens":5,"cache_creation":{"ephemeral_1h_input_tokens":5},"type":"compaction"},
              {"type":"advisor_message","model":"big","input_tokens":3000,"cache_read_input_tokens":10,"output_tokens":400},
              {"type":"message","input_tokens":100,"output_tokens":50}]}}
            """);

        (usage.Input, usage.Output, usage.Total).ShouldBe((1112, 250, 1362));
        (usage.CachedRead, usage.CachedWrite, usage.CachedWrite1Hour).ShouldBe((7, 5, 5));
        (usage.AdvisorInput, usage.AdvisorOutput).ShouldBe((3010, 400));
    }

    [Fact]
    public void Tools_that_search_are_counted_by_the_piece()
    {
        Reading.Of("""{"usage":{"input_tokens":1,"output_tokens":1,"server_tool_use":{"web_search_requests":2,"web_fetch_requests":3}}}""").ToolUnits.ShouldBe(5);
        Reading.Of("""{"meta":{"billed_units":{"search_units":4}}}""").ToolUnits.ShouldBe(4);
    }

    [Fact]
    public void Images_that_a_hosted_tool_made_come_on_top()
    {
        var usage = Reading.Of(Reading.Events(
            """
            {"type":"response.completed","response":{"usage":{"input_tokens":10,"output_tokens":5,"total_tokens":15},"tool_usage":{"image_gen":{"input_tokens":30,"output_tokens":200,"total_tokens":230,"output_tokens_details":{"image_tokens":200}},"web_search":{"num_requests":2}}}}
            """));

        (usage.Input, usage.Output, usage.Total, usage.ImageOutput, usage.ToolUnits).ShouldBe((40, 205, 245, 200, 2));
    }

    [Fact]
    public void Gemini_has_thoughts_and_the_results_of_tools_beside()
    {
        var usage = Reading.Of(
            """
            {"usageMetadata":{"promptTokenCount":100,"cachedContentTokenCount":40,"candidatesTokenCount":50,"toolUsePromptTokenCount":20,"thoughtsTokenCount":30,"totalTokenCount":200,
             "promptTokensDetails":[{"modality":"TEXT","tokenCount":60},{"modality":"AUDIO","tokenCount":25},{"tokenCount":15,"modality":"IMAGE"}]}}
            """);

        (usage.Input, usage.CachedRead, usage.Output, usage.Reasoning, usage.Total, usage.AudioInput, usage.ImageInput).ShouldBe((120, 40, 80, 30, 200, 25, 15));
    }

    [Fact]
    public void A_member_that_Geminis_later_chunk_drops_stands()
    {
        var usage = Reading.Of(
            """
            [{"usageMetadata":{"promptTokenCount":8,"cachedContentTokenCount":4,"totalTokenCount":8}},
             {"usageMetadata":{"candidatesTokenCount":9,"totalTokenCount":17}}]
            """);

        (usage.Input, usage.CachedRead, usage.Output, usage.Total).ShouldBe((8, 4, 9, 17));
    }

    [Fact]
    public void Gemini_may_be_wrapped_in_a_response()
    {
        Reading.Of(Reading.Events("""{"response":{"modelVersion":"gemini-3","usageMetadata":{"promptTokenCount":8,"candidatesTokenCount":9,"totalTokenCount":17}}}"""))
            .ShouldSatisfyAllConditions(u => u.Total.ShouldBe(17), u => u.Model.ShouldBe("gemini-3"));
    }

    [Fact]
    public void Converse_has_its_caches_beside_and_lifetimes_in_a_list()
    {
        var usage = Reading.Of(
            """{"usage":{"inputTokens":10,"cacheReadInputTokens":100,"cacheWriteInputTokens":20,"cacheDetails":[{"ttl":"1h","inputTokens":12},{"inputTokens":8,"ttl":"5m"}],"outputTokens":5,"totalTokens":15}}""");

        (usage.Input, usage.CachedRead, usage.CachedWrite, usage.CachedWrite1Hour, usage.CachedWrite5Minutes, usage.Output, usage.Total).ShouldBe((130, 100, 20, 12, 8, 5, 135));
    }

    [Fact]
    public void What_Groq_says_twice_counts_once()
    {
        Reading.Of(Reading.Events("""{"x_groq":{"usage":{"prompt_tokens":5,"completion_tokens":6,"total_tokens":11}},"usage":{"prompt_tokens":5,"completion_tokens":6,"total_tokens":11}}""")).Total.ShouldBe(11);
    }

    [Fact]
    public void Where_the_total_says_so_reasoning_is_beside_the_output()
    {
        static LlmUsage Chat(int total) =>
            Reading.Of($$$$"""{"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":{{{{total}}}},"completion_tokens_details":{"reasoning_tokens":30}}}""");

        (Chat(45).Output, Chat(45).Reasoning, Chat(45).Total).ShouldBe((35, 30, 45));
        (Chat(15).Output, Chat(15).Reasoning, Chat(15).Total).ShouldBe((5, 30, 15));
    }

    [Fact]
    public void Where_the_total_says_so_audio_is_beside_the_input()
    {
        var usage = Reading.Of("""{"usage":{"prompt_tokens":9,"prompt_tokens_details":{"audio_tokens":375},"completion_tokens":248,"total_tokens":632}}""");

        (usage.Input, usage.AudioInput, usage.Output, usage.Total).ShouldBe((384, 375, 248, 632));
    }

    [Fact]
    public void A_total_that_counts_more_than_its_parts_stands()
    {
        var usage = Reading.Of("""{"usage":{"prompt_tokens":7,"completion_tokens":12,"total_tokens":402}}""");

        (usage.Input, usage.Output, usage.Total).ShouldBe((7, 12, 402));
    }

    [Fact]
    public void Nothing_but_a_total_is_the_input_of_embeddings()
    {
        Reading.Of("""{"data":[],"usage":{"total_tokens":12}}""").ShouldSatisfyAllConditions(u => u.Input.ShouldBe(12), u => u.Output.ShouldBe(0), u => u.Total.ShouldBe(12));
    }

    [Theory]
    [InlineData("""{"usage":{"prompt_tokens":10,"completion_tokens":1,"cached_tokens":6}}""")]
    [InlineData("""{"usage":{"prompt_tokens":10,"completion_tokens":1,"prompt_cache_hit_tokens":6,"prompt_cache_miss_tokens":4}}""")]
    [InlineData("""{"usage":{"prompt_tokens":10,"completion_tokens":1,"cache_read_input_tokens":6,"total_tokens":11}}""")]
    [InlineData("""{"usage":{"prompt_tokens":10,"completion_tokens":1,"prompt_token_details":{"cached_tokens":6}}}""")]
    public void A_cache_of_other_names_is_inside_the_input_of_chat(string answer)
    {
        Reading.Of(answer).ShouldSatisfyAllConditions(u => u.CachedRead.ShouldBe(6), u => u.Input.ShouldBe(10));
    }

    [Fact]
    public void More_cached_than_input_is_left_as_it_is_said_and_the_rest_is_not_negative()
    {
        Reading.Of("""{"usage":{"prompt_tokens":7,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":161}}}""")
            .ShouldSatisfyAllConditions(u => u.Input.ShouldBe(7), u => u.CachedRead.ShouldBe(161), u => u.UncachedInput.ShouldBe(0));
    }

    [Fact]
    public void Cohere_counts_tokens_and_if_it_does_not_what_it_bills()
    {
        var both = Reading.Of("""{"usage":{"billed_units":{"input_tokens":7,"output_tokens":115},"tokens":{"input_tokens":69.0,"output_tokens":116.0,"image_tokens":259},"cached_tokens":64}}""");
        var billed = Reading.Of("""{"meta":{"billed_units":{"input_tokens":7,"output_tokens":129}}}""");

        (both.Input, both.CachedRead, both.Output).ShouldBe((69 + 259, 64, 116));
        (billed.Input, billed.Output, billed.Total).ShouldBe((7, 129, 136));
    }

    [Fact]
    public void Responses_on_one_connection_are_added_each_by_its_last_report()
    {
        static string Done(string id, int input) => $$$$"""{"type":"response.done","response":{"id":"{{{{id}}}}","usage":{"input_tokens":{{{{input}}}},"output_tokens":1,"total_tokens":{{{{input + 1}}}}}}}""";

        var usage = Reading.Of(Done("a", 10) + Done("a", 20) + Done("b", 300) + """{"type":"conversation.item.input_audio_transcription.completed","item_id":"c","usage":{"type":"duration","seconds":1.5}}""");

        (usage.Input, usage.Output, usage.Total, usage.AudioDuration).ShouldBe((320, 2, 322, TimeSpan.FromSeconds(1.5)));
    }

    [Fact]
    public void A_report_without_an_id_is_of_the_response_before()
    {
        Reading.Of(Reading.Events(
            """{"type":"response.completed","response":{"id":"r","usage":{"input_tokens":10,"output_tokens":5}}}""",
            """{"type":"response.output_text.delta","item_id":"m","delta":"x"}""",
            """{"usage":{"input_tokens":10,"output_tokens":6}}""")).Total.ShouldBe(16);
    }

    [Theory]
    [InlineData("response.completed")]
    [InlineData("response.incomplete")]
    [InlineData("response.failed")]
    public void A_response_reports_however_it_ends(string type)
    {
        Reading.Of(Reading.Events(
            """{"type":"response.created","response":{"id":"r","usage":null,"error":null}}""",
            $$$$"""{"type":"{{{{type}}}}","response":{"id":"r","usage":{"input_tokens":10,"output_tokens":5,"total_tokens":15}}}""")).Total.ShouldBe(15);
    }

    [Fact]
    public void What_a_server_of_Bedrock_measures_counts_only_where_the_model_says_nothing()
    {
        const string Metrics = """{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":9,"outputTokenCount":97,"cacheReadInputTokenCount":1}}""";

        var both = Reading.Of(Reading.Events("""{"message":{"usage":{"input_tokens":11,"output_tokens":1}}}""", """{"usage":{"output_tokens":133}}""", Metrics));
        var alone = Reading.Of(Reading.Events(Metrics));

        (both.Input, both.CachedRead, both.Output).ShouldBe((11, 0, 133));
        (alone.Input, alone.CachedRead, alone.Output).ShouldBe((10, 1, 97));
    }

    [Fact]
    public void All_sequences_of_best_of_are_output()
    {
        Reading.Of("""{"details":{"best_of_sequences":[{"generated_tokens":4},{"generated_tokens":5}],"generated_tokens":3,"input_length":2}}""")
            .ShouldSatisfyAllConditions(u => u.Output.ShouldBe(12), u => u.Input.ShouldBe(2));
    }

    [Fact]
    public void A_count_of_tokens_that_nobody_used_is_no_usage()
    {
        foreach (string answer in new[] { """{"input_tokens":42}""", """{"inputTokens":18}""", """{"totalTokens":12,"promptTokensDetails":[{"modality":"TEXT","tokenCount":12}]}""" })
        {
            Reading.Of(answer).Source.ShouldBe(LlmUsageSource.Missing);
        }
    }
}
