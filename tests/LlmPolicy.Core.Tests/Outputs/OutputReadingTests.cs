using LlmPolicy.Models;
using LlmPolicy.Outputs;
using LlmPolicy.Tests.Models;

namespace LlmPolicy.Tests.Outputs;

/// <summary>What a request says of how much it may produce.</summary>
public sealed class OutputReadingTests
{
    [Theory]
    [InlineData(Producing.Chat, """{"max_tokens":5}""", 5L)]
    [InlineData(Producing.Chat, """{"max_tokens":1,"max_completion_tokens":10000}""", 10000L)]
    [InlineData(Producing.Chat, """{"max_tokens":10000,"max_completion_tokens":1}""", 10000L)]
    [InlineData(Producing.Chat, """{"max_tokens":null,"metadata":{"max_tokens":7}}""", null)]
    [InlineData("/v1/responses", """{"max_output_tokens":6,"max_tokens":9}""", 6L)]
    [InlineData("/v1/messages", """{"max_tokens":0}""", null)]
    [InlineData(Producing.Chat, """{"max_tokens":0,"max_completion_tokens":5}""", null)]
    [InlineData("/api/chat", """{"options":{"num_predict":0}}""", null)]
    [InlineData("/v1beta/models/gemini:generateContent", """{"generationConfig":{"maxOutputTokens":7}}""", 7L)]
    [InlineData("/v1beta/models/gemini:generateContent", """{"generation_config":{"max_output_tokens":7}}""", 7L)]
    [InlineData("/model/amazon.nova/converse", """{"inferenceConfig":{"maxTokens":8}}""", 8L)]
    [InlineData("/model/us.anthropic.claude/invoke", """{"max_tokens":9}""", 9L)]
    [InlineData("/model/meta.llama3-8b/invoke", """{"max_tokens":1,"max_gen_len":9}""", 9L)]
    [InlineData("/model/amazon.titan-text-lite-v1/invoke", """{"textGenerationConfig":{"maxTokenCount":3}}""", 3L)]
    [InlineData("/v1/projects/p/locations/l/publishers/anthropic/models/claude@1:rawPredict", """{"max_tokens":4}""", 4L)]
    [InlineData("/api/chat", """{"options":{"num_predict":5}}""", 5L)]
    [InlineData("/api/chat", """{"options":{"num_predict":-1}}""", null)]
    [InlineData("/v2/chat", """{"max_tokens":5}""", 5L)]
    [InlineData("/models/org/m", """{"inputs":"x","parameters":{"max_new_tokens":5}}""", 5L)]
    [InlineData("/models/org/m/v1/chat/completions", """{"max_tokens":5}""", 5L)]
    [InlineData("/v1/embeddings", """{"input":"x","max_tokens":5}""", null)]
    public void The_limit_is_what_the_forms_own_member_says_and_the_larger_of_two(string path, string json, long? expected) => Producing.Read(path, json).Limit.ShouldBe(expected);

    [Theory]
    [AbuseCase("B5")]
    [InlineData(Producing.Chat, """{"n":3}""", 3)]
    [InlineData(Producing.Chat, """{"n":null}""", 1)]
    [InlineData("/v1/completions", """{"prompt":["a","b"],"n":2,"best_of":5}""", 10)]
    [InlineData("/v1/completions", """{"prompt":[1,2,3]}""", 1)]
    [InlineData("/v1/completions", """{"prompt":[[1,2],[3]]}""", 2)]
    [InlineData("/v1/completions", """{"prompt":["a","b"],"n":9223372036854775807}""", long.MaxValue)]
    [InlineData("/v1/models/gemini:streamGenerateContent", """{"generationConfig":{"candidateCount":4}}""", 4)]
    [InlineData("/models/org/m", """{"inputs":["a","b"],"parameters":{"best_of":3}}""", 6)]
    public void What_multiplies_is_multiplied(string path, string json, long expected) => Producing.Read(path, json).Multiplier.ShouldBe(expected);

    [Theory]
    [InlineData("/v1/responses", """{"background":true}""", nameof(OutputEscapes.Background))]
    [InlineData("/v1/responses", """{"background":false,"tools":[{"type":"function"},{"type":"custom"}],"context_management":[]}""", nameof(OutputEscapes.None))]
    [InlineData("/v1/responses", """{"tools":[{"type":"function"},{"type":"web_search"}]}""", nameof(OutputEscapes.ProviderTools))]
    [InlineData("/v1/responses", """{"previous_response_id":"r"}""", nameof(OutputEscapes.StoredInput))]
    [InlineData("/v1/responses", """{"prompt":{"id":"p"}}""", nameof(OutputEscapes.StoredPrompt))]
    [InlineData("/v1/responses", """{"context_management":[{"type":"compaction"}]}""", nameof(OutputEscapes.Compaction))]
    [InlineData("/v1/responses", """{"multi_agent":{}}""", nameof(OutputEscapes.Agents))]
    [InlineData("/v1/responses/compact", "{}", nameof(OutputEscapes.Compaction))]
    [InlineData(Producing.Chat, """{"web_search_options":{}}""", nameof(OutputEscapes.ProviderTools))]
    [InlineData(Producing.Chat, """{"prediction":{"content":"x"}}""", nameof(OutputEscapes.Prediction))]
    [InlineData(Producing.Chat, """{"modalities":["text","audio"],"audio":{}}""", nameof(OutputEscapes.Media))]
    [InlineData(Producing.Chat, """{"modalities":["text"],"fallbacks":[]}""", nameof(OutputEscapes.None))]
    [InlineData(Producing.Chat, """{"fallbacks":[{"model":"b"}]}""", nameof(OutputEscapes.Fallbacks))]
    [InlineData(Producing.Chat, """{"context_length_exceeded_behavior":"truncate"}""", nameof(OutputEscapes.Overriding))]
    [InlineData("/v1/messages", """{"fallbacks":"default"}""", nameof(OutputEscapes.Fallbacks))]
    [InlineData("/v1/messages", """{"tools":[{"name":"mine"},{"type":"bash_20250124"},{"type":"custom"}]}""", nameof(OutputEscapes.None))]
    [InlineData("/v1/messages", """{"tools":[{"type":"advisor_20260301"}]}""", nameof(OutputEscapes.ProviderTools))]
    [InlineData("/v1/messages", """{"context_management":{"edits":[{"type":"clear_tool_uses_20250919"}]}}""", nameof(OutputEscapes.None))]
    [InlineData("/v1/messages", """{"context_management":{"edits":[{"type":"compact_20260112"}]}}""", nameof(OutputEscapes.Compaction))]
    [InlineData("/v1/messages/batches", "{}", nameof(OutputEscapes.Batch))]
    [InlineData("/v1/models/gemini:generateContent", """{"tools":[{"functionDeclarations":[]}]}""", nameof(OutputEscapes.None))]
    [InlineData("/v1/models/gemini:generateContent", """{"tools":[{"google_search":{}}]}""", nameof(OutputEscapes.ProviderTools))]
    [InlineData("/v1/interactions", """{"continuation_token":"t"}""", nameof(OutputEscapes.Continuation))]
    [InlineData("/model/x/converse", """{"additionalModelRequestFields":{"max_tokens":9}}""", nameof(OutputEscapes.Overriding))]
    [InlineData("/model/x/converse", """{"toolConfig":{"tools":[{"systemTool":{"name":"web"}}]}}""", nameof(OutputEscapes.ProviderTools))]
    [InlineData("/v2/chat", """{"thinking":{"token_budget":5}}""", nameof(OutputEscapes.Reasoning))]
    [InlineData("/v1/audio/speech", "{}", nameof(OutputEscapes.Media))]
    [InlineData("/v1/batches", "{}", nameof(OutputEscapes.Batch))]
    [InlineData("/v1/realtime/client_secrets", "{}", nameof(OutputEscapes.Realtime))]
    public void What_escapes_the_limit_is_named(string path, string json, string expected) => Producing.Read(path, json).Escapes.ToString().ShouldBe(expected);

    [Theory]
    [InlineData("""{"max_tokens":1,"max_tokens":2}""")]
    [InlineData("""{"max_tokens":1,"Max_Tokens":2}""")]
    [InlineData("""{"MAX_TOKENS":2}""")]
    [InlineData("""{"max_token\u0073":2}""")]
    [InlineData("""{"stream":false,"stream":true}""")]
    [InlineData("""{"n":1,"N":9}""")]
    [InlineData("""{"tools":[{"type":"function","type":"web_search"}]}""")]
    [InlineData("""{"max_tokens":"5"}""")]
    [InlineData("""{"max_tokens":5.5}""")]
    [InlineData("""{"max_tokens":-5}""")]
    [InlineData("""{"max_tokens":99999999999999999999}""")]
    [InlineData("""{"max_tokens":[5]}""")]
    [InlineData("""{"n":"3"}""")]
    public void What_may_be_read_in_more_than_one_way_is_refused(string json) =>
        Producing.Resolve(Producing.Chat, json).ShouldBeOfType<OutputResolution.Refused>().Reason.ShouldBe(ReasonCodes.OutputAmbiguous);

    [Theory]
    [InlineData("""{"generationConfig":{"maxOutputTokens":1},"generation_config":{"maxOutputTokens":9}}""")]
    [InlineData("""{"generationConfig":{"maxOutputTokens":1,"max_output_tokens":9}}""")]
    [InlineData("""{"generationConfig":[{"maxOutputTokens":1}]}""")]
    public void Two_spellings_of_one_member_are_twice_the_same(string json) =>
        Producing.Resolve("/v1/models/gemini:generateContent", json).ShouldBeOfType<OutputResolution.Refused>().Reason.ShouldBe(ReasonCodes.OutputAmbiguous);

    [Theory]
    [InlineData(Producing.Chat, """{"stream":true}""", true)]
    [InlineData(Producing.Chat, "{}", false)]
    [InlineData("/api/chat", "{}", true)]
    [InlineData("/api/chat", """{"stream":false}""", false)]
    [InlineData("/v1/models/gemini:streamGenerateContent", "{}", true)]
    [InlineData("/model/x/converse-stream", "{}", true)]
    public void Whether_it_streams_is_said_by_the_body_or_the_path(string path, string json, bool expected) => Producing.Read(path, json).IsStreaming.ShouldBe(expected);

    [Fact]
    public void A_list_of_models_sends_nothing_and_a_body_that_nobody_read_is_asked_for()
    {
        OutputResolver.Resolve(Asking.Request("GET", "/v1/models", null)).ShouldBeOfType<OutputResolution.Nothing>();
        OutputResolver.Resolve(Asking.Request("POST", Producing.Chat, null)).ShouldBeOfType<OutputResolution.NeedsBody>();
    }

    [Fact]
    public void An_upgrade_is_a_session() =>
        OutputResolver.Resolve(Asking.Request("GET", "/v1/responses", null, new("connection", "upgrade"), new("upgrade", "websocket")))
            .ShouldBeOfType<OutputResolution.Produces>().Escapes.ShouldBe(OutputEscapes.Realtime);

    [Fact]
    public void Each_call_whose_body_says_the_model_has_a_form() =>
        Operations.All.Select(o => string.Join('/', o.Words)).Except(OutputCalls.All.Select(c => string.Join('/', c.Words))).ShouldBe([]);

    [Fact]
    public void A_call_that_is_not_known_has_no_limit_that_holds() => Producing.Read("/v1/else", """{"max_tokens":5}""").IsBound.ShouldBeFalse();

    [Fact]
    public void Each_clients_declared_limit_is_read()
    {
        int declared = 0;
        foreach (var request in ClientRequest.All.Where(r => !r.IsWebSocket && r.Method == "POST"))
        {
            long? expected = LimitByHand.Of(request.Body);
            var resolution = OutputResolver.Resolve(request.ToModelRequest());
            if (resolution is OutputResolution.Produces { Form.Kind: OutputKind.Text } output)
            {
                output.Limit.ShouldBe(expected, request.ToString());
                output.Form.ShouldNotBe(OutputCalls.Unknown, request.ToString());
            }

            resolution.ShouldBeOfType<OutputResolution.Produces>(request.ToString());
            declared += expected is null ? 0 : 1;
        }

        declared.ShouldBeGreaterThan(30);
    }
}
