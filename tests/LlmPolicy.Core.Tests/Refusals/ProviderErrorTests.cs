using System.Text;
using System.Text.Json;
using LlmPolicy.Refusals;

namespace LlmPolicy.Tests.Refusals;

/// <summary>The forms, as the providers document them and their SDKs read them.</summary>
public sealed class ProviderErrorTests
{
    private const string OpenAI = """{"error":{"message":"Jwt is missing","type":"invalid_request_error","param":null,"code":"jwt.missing"},"message":"Jwt is missing"}""";
    private const string Anthropic = """{"type":"error","error":{"type":"authentication_error","message":"Jwt is missing"}}""";
    private const string Google = """{"error":{"code":401,"message":"Jwt is missing","status":"UNAUTHENTICATED"}}""";
    private const string Bedrock = """{"message":"Jwt is missing"}""";
    private const string Text = """{"error":"Jwt is missing"}""";

    [Theory]
    [InlineData("POST", "/v1/chat/completions", OpenAI)]
    [InlineData("POST", "/openai/deployments/m/chat/completions?api-version=1", OpenAI)]
    [InlineData("POST", "/v1/responses", OpenAI)]
    [InlineData("POST", "/models/org/name/v1/chat/completions", OpenAI)]
    [InlineData("POST", "/v1/fim/completions", OpenAI)]
    [InlineData("POST", "/v2/chat", OpenAI)]
    [InlineData("POST", "/nobody/knows", OpenAI)]
    [InlineData("GET", "/v1/models", OpenAI)]
    [InlineData("GET", "", OpenAI)]
    [InlineData("POST", "/anthropic/v1/messages?beta=true", Anthropic)]
    [InlineData("POST", "/v1/messages/count_tokens", Anthropic)]
    [InlineData("POST", "/v1/projects/p/locations/l/publishers/anthropic/models/claude:rawPredict", Anthropic)]
    [InlineData("POST", "/v1beta/models/gemini:streamGenerateContent?alt=sse", Google)]
    [InlineData("POST", "/v1/models/gemini:generateContent", Google)]
    [InlineData("GET", "/v1beta/models", Google)]
    [InlineData("POST", "/model/anthropic.claude-v1%3A0/converse", Bedrock)]
    [InlineData("POST", "/model/anthropic.claude-v1%3A0/invoke", Bedrock)]
    [InlineData("POST", "/ollama/api/chat", Text)]
    [InlineData("GET", "/api/tags", Text)]
    [InlineData("DELETE", "/api/delete", Text)]
    [InlineData("POST", "/models/org/name", Text)]
    public void The_path_tells_whose_form_a_refusal_has(string method, string target, string body)
    {
        var error = ProviderErrors.For(method, target, 401, "jwt.missing", "Jwt is missing");

        error.Text.ShouldBe(body);
        error.Headers.ShouldContain(new HeaderField("content-type", "application/json"));
    }

    [Theory]
    [InlineData(400, "invalid_request_error")]
    [InlineData(401, "authentication_error")]
    [InlineData(403, "permission_error")]
    [InlineData(404, "not_found_error")]
    [InlineData(413, "request_too_large")]
    [InlineData(429, "rate_limit_error")]
    [InlineData(500, "api_error")]
    [InlineData(503, "api_error")]
    public void Anthropic_names_the_kind_of_an_error_by_its_status(int status, string type) =>
        Error("/v1/messages", status).GetProperty("type").GetString().ShouldBe(type);

    [Theory]
    [InlineData(400, "INVALID_ARGUMENT")]
    [InlineData(403, "PERMISSION_DENIED")]
    [InlineData(404, "NOT_FOUND")]
    [InlineData(429, "RESOURCE_EXHAUSTED")]
    [InlineData(500, "INTERNAL")]
    [InlineData(503, "UNAVAILABLE")]
    [InlineData(504, "DEADLINE_EXCEEDED")]
    public void Google_says_the_status_as_a_number_and_as_a_word(int status, string word)
    {
        var error = Error("/v1beta/models/m:generateContent", status);

        (error.GetProperty("code").GetInt32(), error.GetProperty("status").GetString()).ShouldBe((status, word));
    }

    [Theory]
    [InlineData(400, "invalid_request_error")]
    [InlineData(403, "invalid_request_error")]
    [InlineData(429, "rate_limit_error")]
    [InlineData(503, "server_error")]
    public void OpenAI_has_the_reason_as_a_text(int status, string type)
    {
        var error = Error("/v1/chat/completions", status);

        (error.GetProperty("type").GetString(), error.GetProperty("code").GetString()).ShouldBe((type, "a.reason"));
    }

    [Theory]
    [InlineData(400, "ValidationException")]
    [InlineData(401, "AccessDeniedException")]
    [InlineData(403, "AccessDeniedException")]
    [InlineData(404, "ResourceNotFoundException")]
    [InlineData(429, "ThrottlingException")]
    [InlineData(500, "InternalServerException")]
    [InlineData(503, "ServiceUnavailableException")]
    public void Amazons_SDKs_find_the_class_of_the_error_in_a_header(int status, string type) =>
        ProviderErrors.For("POST", "/model/m/converse", status, "a.reason", "words").Headers.ShouldContain(new HeaderField("x-amzn-errortype", type));

    [Fact]
    public void Words_stay_readable_and_are_UTF_8_on_the_wire()
    {
        const string Words = """Jwks doesn't have <key> "ü" & more""";

        string text = ProviderErrors.For("POST", "/api/chat", 401, "jwt.no_key", Words).Text;

        text.ShouldStartWith("{\"error\":\"Jwks doesn't have <key> ");
        JsonDocument.Parse(Encoding.Latin1.GetBytes(text)).RootElement.GetProperty("error").GetString().ShouldBe(Words);
    }

    private static JsonElement Error(string target, int status) =>
        JsonDocument.Parse(ProviderErrors.For("POST", target, status, "a.reason", "words").Text).RootElement.GetProperty("error");
}
