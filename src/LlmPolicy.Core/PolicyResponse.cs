namespace LlmPolicy;

/// <summary>An answer that the policy gives by itself: a refusal, a redirect or a direct response.</summary>
/// <param name="StatusCode">The HTTP status code.</param>
/// <param name="Body">The body (<c>text/plain</c>); empty for none. Chars are bytes (Latin-1).</param>
/// <param name="Headers">Headers to send, in order.</param>
public sealed record PolicyResponse(int StatusCode, string Body, IReadOnlyList<HeaderField> Headers)
{
    /// <summary>An answer whose body is a text, unless its headers say otherwise; without one, Envoy takes any type off.</summary>
    internal static PolicyResponse Text(int statusCode, string body, IReadOnlyList<HeaderField> headers) => new(
        statusCode,
        body,
        body.Length == 0 ? [.. headers.Where(h => !IsType(h))]
        : headers.Any(IsType) ? headers
        : [.. headers, new("content-type", "text/plain")]);

    private static bool IsType(HeaderField header) => header.Name.Equals("content-type", StringComparison.OrdinalIgnoreCase);
}
