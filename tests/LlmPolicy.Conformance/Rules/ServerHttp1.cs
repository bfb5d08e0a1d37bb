using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Rules;

/// <summary>What Kestrel has read as one well-formed request by the time that the gateway sees it, and Envoy's codec refuses: each kind by itself, seen from the raw request.</summary>
internal static class ServerHttp1
{
    /// <summary>What Envoy takes of headers, and of trailers.</summary>
    private const int LongestHead = 60 * 1024;

    private const int MostHeaders = 100;

    public static DifferenceRule Rule { get; } = new(
        "server.http1",
        "Kestrel passes over an empty Host beside :authority, and over what stands in trailers, which are not sent on.",
        difference => difference.Ours.Requests.Count <= 1 && difference.Ours.More.Count == 0
            && (HasEmptyHost(difference.Request.Http2) || HasUnsoundTrailers(difference.Request.Http2)))
    { OfMessages = true };

    private static bool HasEmptyHost(Http2Request? block) =>
        block?.Header(":authority") is { Length: > 0 } && block.Headers.Any(header => header[0] == "host" && header[1].Length == 0);

    private static bool HasUnsoundTrailers(Http2Request? block) =>
        block?.Trailers is { } trailers
        && (trailers.Count > MostHeaders || trailers.Any(trailer => trailer[0] == "content-length") || trailers.Sum(trailer => trailer[0].Length + trailer[1].Length) > LongestHead);
}
