using System.Net.Http.Headers;

namespace LlmPolicy.Benchmarks.Gateway;

/// <summary>The request that all gateways get: the lab's, with a body of 73 bytes that says it is JSON, as clients do.</summary>
internal static class LabRequest
{
    public const string Path = "/huggingface-gloo-gw";
    public const string UserAgent = "curl/8.5.0";
    public const string ContentType = "application/json";
    public const string Body = """{"model":"gpt-oss-20b","messages":[{"role":"user","content":"Hi there"}]}""";

    /// <summary>The request by an HttpClient: once before a measurement, and for streams.</summary>
    public static HttpRequestMessage To(Uri gateway, string token, string accept)
    {
        HttpRequestMessage request = new(HttpMethod.Post, new Uri(gateway, Path))
        {
            Content = new StringContent(Body, new MediaTypeHeaderValue(ContentType)),
        };
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        return request;
    }
}
