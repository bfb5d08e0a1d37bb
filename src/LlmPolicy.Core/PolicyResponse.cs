namespace LlmPolicy;

/// <summary>An answer that the policy gives by itself: a refusal, a redirect or a direct response.</summary>
/// <param name="statusCode">The HTTP status code.</param>
/// <param name="body">The body (<c>text/plain</c>); empty for none. Chars are bytes (Latin-1).</param>
/// <param name="headers">Headers to send, in order.</param>
public sealed class PolicyResponse(int statusCode, string body, IReadOnlyList<HeaderField> headers) : DecisionResult
{
    /// <summary>The HTTP status code.</summary>
    public int StatusCode { get; } = statusCode;

    /// <summary>The body (<c>text/plain</c>, unless a header says otherwise); empty for none. Chars are bytes (Latin-1).</summary>
    public string Body { get; } = body;

    /// <summary>Headers to send, in order.</summary>
    public IReadOnlyList<HeaderField> Headers { get; } = headers;

    /// <summary>An answer whose body is a text, unless its headers say otherwise; without one, Envoy takes any type off.</summary>
    internal static PolicyResponse Text(int statusCode, string body, IReadOnlyList<HeaderField> headers) => new(
        statusCode,
        body,
        body.Length == 0 ? [.. headers.Where(h => !IsType(h))]
        : headers.Any(IsType) ? headers
        : [.. headers, new("content-type", "text/plain")]);

    private static bool IsType(HeaderField header) => header.Name.Equals("content-type", StringComparison.OrdinalIgnoreCase);
}
