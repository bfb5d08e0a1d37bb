namespace LlmPolicy.Conformance;

/// <summary>
/// What LlmPolicy did with a request. Strings are bytes (Latin-1). The body is that of an answer of its own, and empty if the request
/// went upstream; there is no upstream request if it did not.
/// </summary>
internal sealed record Answer(int Status, IReadOnlyList<HeaderField> Headers, string Body, UpstreamRequest? Upstream);

internal sealed record UpstreamRequest(string Method, string Target, string Host, IReadOnlyList<HeaderField> Headers);
