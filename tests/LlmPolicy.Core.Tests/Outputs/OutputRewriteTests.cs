namespace LlmPolicy.Tests.Outputs;

/// <summary>A limit in the body: in the provider's own member, all else byte by byte.</summary>
public sealed class OutputRewriteTests
{
    private const string Gemini = "/v1/models/gemini:generateContent";

    [Theory]
    [AbuseCase("B5")]
    [InlineData(Producing.Chat, "{ \"max_tokens\" : 500 ,\"x\":1.50}\n", "{ \"max_tokens\" : 100 ,\"x\":1.50}\n")]
    [InlineData(Producing.Chat, """{"max_tokens":500,"max_completion_tokens":50}""", """{"max_tokens":100,"max_completion_tokens":50}""")]
    [InlineData(Producing.Chat, """{"max_tokens":500,"max_completion_tokens":600}""", """{"max_tokens":100,"max_completion_tokens":100}""")]
    [InlineData(Producing.Chat, """{"max_tokens":100}""", """{"max_tokens":100}""")]
    [InlineData(Producing.Chat, """{"max_tokens":5}""", """{"max_tokens":5}""")]
    [InlineData(Producing.Chat, """{"n":3,"max_tokens":500}""", """{"n":3,"max_tokens":33}""")]
    [InlineData("/v1/messages", """{"max_tokens":0}""", """{"max_tokens":100}""")]
    [InlineData(Producing.Chat, """{"max_tokens":0,"max_completion_tokens":50}""", """{"max_tokens":100,"max_completion_tokens":50}""")]
    [InlineData(Gemini, """{"generationConfig":{"maxOutputTokens":101,"candidateCount":1}}""", """{"generationConfig":{"maxOutputTokens":100,"candidateCount":1}}""")]
    public void What_is_declared_higher_or_as_no_end_is_lowered(string path, string json, string expected) => Producing.Limited(path, json, 100).ShouldBe(expected);

    [Theory]
    [InlineData(Producing.Chat, "{}", """{"max_completion_tokens":100}""")]
    [InlineData(Producing.Chat, """{"a":[{}] }""", """{"a":[{}] ,"max_completion_tokens":100}""")]
    [InlineData(Producing.Chat, """{"max_completion_tokens":null,"a":1}""", """{"max_completion_tokens":100,"a":1}""")]
    [InlineData(Producing.Chat, """{"max_tokens":null}""", """{"max_tokens":null,"max_completion_tokens":100}""")]
    [InlineData("/v1/responses", """{"a":1}""", """{"a":1,"max_output_tokens":100}""")]
    [InlineData("/v1/messages", """{"a":1}""", """{"a":1,"max_tokens":100}""")]
    [InlineData(Gemini, """{"a":1}""", """{"a":1,"generationConfig":{"maxOutputTokens":100}}""")]
    [InlineData(Gemini, """{"generationConfig":{},"a":1}""", """{"generationConfig":{"maxOutputTokens":100},"a":1}""")]
    [InlineData(Gemini, """{"generation_config":{"topK":2}}""", """{"generation_config":{"topK":2,"maxOutputTokens":100}}""")]
    [InlineData(Gemini, """{"generationConfig":null}""", """{"generationConfig":{"maxOutputTokens":100}}""")]
    [InlineData(Gemini, """{"generationConfig":{"maxOutputTokens":null}}""", """{"generationConfig":{"maxOutputTokens":100}}""")]
    [InlineData("/model/x/converse", """{"messages":[]}""", """{"messages":[],"inferenceConfig":{"maxTokens":100}}""")]
    [InlineData("/model/meta.llama3/invoke", """{"prompt":"x"}""", """{"prompt":"x","max_gen_len":100}""")]
    [InlineData("/model/arn%3Aaws%2Fopaque/invoke", """{"anthropic_version":"b"}""", """{"anthropic_version":"b","max_tokens":100}""")]
    [InlineData("/api/generate", """{"prompt":"x"}""", """{"prompt":"x","options":{"num_predict":100}}""")]
    [InlineData("/api/generate", """{"options":{"num_predict":-1,"top_k":1}}""", """{"options":{"num_predict":100,"top_k":1}}""")]
    [InlineData("/models/org/m", """{"inputs":"x"}""", """{"inputs":"x","parameters":{"max_new_tokens":100}}""")]
    [InlineData("/models/org/m/v1/chat/completions", """{"a":1}""", """{"a":1,"max_tokens":100}""")]
    [InlineData("/v2/chat", """{"a":1}""", """{"a":1,"max_tokens":100}""")]
    [InlineData("/v1/fim/completions", """{"a":1}""", """{"a":1,"max_tokens":100}""")]
    public void What_is_missing_is_put_in(string path, string json, string expected) => Producing.Limited(path, json, 100).ShouldBe(expected);

    [Theory]
    [InlineData(Producing.Chat, """{"n":101}""")]
    [InlineData(Producing.Chat, """{"max_tokens":5,"fallbacks":["x"]}""")]
    [InlineData("/v1/responses", """{"max_output_tokens":5,"tools":[{"type":"web_search"}]}""")]
    [InlineData("/model/arn%3Aaws%2Fopaque/invoke", """{"max_tokens":5}""")]
    [InlineData("/v1/conversations", """{"inputs":"x"}""")]
    [InlineData("/v1/audio/speech", """{"input":"x"}""")]
    [InlineData("/v1/else", "{}")]
    public void Where_no_limit_holds_none_is_set(string path, string json) => Producing.Limited(path, json, 100).ShouldBe("null");

    [Theory]
    [InlineData("/v1/embeddings", """{"input":"x"}""")]
    [InlineData("/v1/responses", """{"background":true,"previous_response_id":"r","max_output_tokens":50}""")]
    public void What_produces_nothing_or_no_more_stays(string path, string json) => Producing.Limited(path, json, 100).ShouldBe(json);
}
