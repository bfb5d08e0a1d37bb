using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LlmPolicy.Outputs;

namespace LlmPolicy.Refusals;

/// <summary>
/// What each provider's errors look like, as far as its clients need it. OpenAI's object with a text as <c>code</c> and a <c>message</c> beside it is shown by nearly
/// all others, too. docs/refusals.md has the same table.
/// </summary>
internal static class ProviderErrorForms
{
    // A client that shows the body as it is shows no \u0027.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly HeaderField Json = new("content-type", "application/json");

    public static ProviderErrorBody Write(OutputProvider provider, int status, string code, string message) => provider switch
    {
        OutputProvider.Anthropic => Body(json => Anthropic(json, status, message)),
        OutputProvider.Google => Body(json => Google(json, status, message)),
        OutputProvider.Bedrock => Body(json => json.WriteString("message", message), new HeaderField("x-amzn-errortype", AmazonType(status))),
        OutputProvider.Ollama or OutputProvider.HuggingFace => Body(json => json.WriteString("error", message)),
        _ => Body(json => OpenAI(json, status, code, message)),
    };

    private static ProviderErrorBody Body(Action<Utf8JsonWriter> write, params HeaderField[] headers)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, Readable))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return new ProviderErrorBody(Encoding.Latin1.GetString(buffer.WrittenSpan), [Json, .. headers]);
    }

    private static void OpenAI(Utf8JsonWriter json, int status, string code, string message)
    {
        json.WriteStartObject("error");
        json.WriteString("message", message);
        json.WriteString("type", status switch { 429 => "rate_limit_error", < 500 => "invalid_request_error", _ => "server_error" });
        json.WriteNull("param");
        json.WriteString("code", code);
        json.WriteEndObject();
        json.WriteString("message", message);
    }

    private static void Anthropic(Utf8JsonWriter json, int status, string message)
    {
        json.WriteString("type", "error");
        json.WriteStartObject("error");
        json.WriteString("type", AnthropicType(status));
        json.WriteString("message", message);
        json.WriteEndObject();
    }

    private static void Google(Utf8JsonWriter json, int status, string message)
    {
        json.WriteStartObject("error");
        json.WriteNumber("code", status);
        json.WriteString("message", message);
        json.WriteString("status", GoogleStatus(status));
        json.WriteEndObject();
    }

    private static string AnthropicType(int status) => status switch
    {
        401 => "authentication_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        < 500 => "invalid_request_error",
        _ => "api_error",
    };

    /// <summary>As google.rpc.Code maps to HTTP.</summary>
    private static string GoogleStatus(int status) => status switch
    {
        401 => "UNAUTHENTICATED",
        403 => "PERMISSION_DENIED",
        404 => "NOT_FOUND",
        429 => "RESOURCE_EXHAUSTED",
        < 500 => "INVALID_ARGUMENT",
        503 => "UNAVAILABLE",
        504 => "DEADLINE_EXCEEDED",
        _ => "INTERNAL",
    };

    /// <summary>The class of the error that Amazon's SDKs throw.</summary>
    private static string AmazonType(int status) => status switch
    {
        401 or 403 => "AccessDeniedException",
        404 => "ResourceNotFoundException",
        429 => "ThrottlingException",
        < 500 => "ValidationException",
        503 => "ServiceUnavailableException",
        _ => "InternalServerException",
    };
}
