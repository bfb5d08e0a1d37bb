namespace LlmPolicy.Core.Tests.Outputs;

/// <summary>What a call is in the words of OpenTelemetry.</summary>
public sealed class LlmOperationTests
{
    [Theory]
    [InlineData("/v1/chat/completions", "chat", "openai")]
    [InlineData("/any/where/v1/chat/completions?api-version=1", "chat", "openai")]
    [InlineData("/v1/responses", "chat", "openai")]
    [InlineData("/v1/completions", "text_completion", "openai")]
    [InlineData("/openai/deployments/gpt/chat/completions?api-version=2024-10-21", "chat", "azure.ai.openai")]
    [InlineData("/v1/messages", "chat", "anthropic")]
    [InlineData("/v1beta/models/gemini-2.5-flash:generateContent", "generate_content", "gcp.gemini")]
    [InlineData("/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse", "generate_content", "gcp.gemini")]
    [InlineData("/v1/projects/p/locations/l/publishers/google/models/gemini-2.5-flash:generateContent", "generate_content", "gcp.vertex_ai")]
    [InlineData("/model/anthropic.claude-3-haiku-20240307-v1:0/converse", "chat", "aws.bedrock")]
    [InlineData("/model/anthropic.claude-3-haiku-20240307-v1:0/invoke-with-response-stream", "chat", "aws.bedrock")]
    [InlineData("/model/meta.llama3-8b-instruct-v1:0/invoke", "text_completion", "aws.bedrock")]
    [InlineData("/v2/chat", "chat", "cohere")]
    [InlineData("/v1/fim/completions", "text_completion", "mistral_ai")]
    [InlineData("/api/chat", "chat", "ollama")]
    [InlineData("/api/generate", "text_completion", "ollama")]
    [InlineData("/models/openai-community/gpt2", "text_completion", "hugging_face")]
    public void A_call_that_generates_something_has_an_operation_and_a_provider(string target, string name, string provider) =>
        LlmOperation.Of("POST", target).ShouldBe(new LlmOperation(name, provider));

    [Theory]
    [InlineData("POST", "/v1/embeddings")]
    [InlineData("POST", "/v1/batches")]
    [InlineData("POST", "/v1/messages/count_tokens")]
    [InlineData("POST", "/v1beta/models/gemini-embedding-001:embedContent")]
    [InlineData("POST", "/orders")]
    [InlineData("POST", "/")]
    [InlineData("POST", "")]
    [InlineData("GET", "/v1/chat/completions")]
    public void Any_other_has_none(string method, string target) => LlmOperation.Of(method, target).ShouldBeNull();
}
