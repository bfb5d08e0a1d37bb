namespace LlmPolicy;

/// <summary>An answer that the policy gives by itself: a refusal, a redirect or a direct response.</summary>
/// <param name="StatusCode">The HTTP status code.</param>
/// <param name="Body">The body (<c>text/plain</c>); empty for none. Chars are bytes (Latin-1).</param>
/// <param name="Headers">Headers to send, in order.</param>
public sealed record PolicyResponse(int StatusCode, string Body, IReadOnlyList<HeaderField> Headers);
