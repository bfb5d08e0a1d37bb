using System.Collections.Frozen;

namespace LlmPolicy.Http;

/// <summary>
/// Headers that Envoy keeps on one line: repeated ones are joined by a comma when they are read, and appended to on the same line
/// (its inline headers, and those that its filters register).
/// </summary>
internal static class InlineHeaders
{
    private static readonly FrozenSet<string> Names = FrozenSet.ToFrozenSet(
        [
            "accept", "accept-encoding", "access-control-request-headers", "access-control-request-method", "authorization",
            "cache-control", "cdn-loop", "connection", "content-length", "content-type", "etag", "expect", "expires", "grpc-accept-encoding", "grpc-message",
            "grpc-status", "grpc-timeout", "if-match", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since", "keep-alive",
            "last-modified", "location", "origin", "pragma", "proxy-connection", "proxy-status", "referer", "server", "te", "transfer-encoding", "upgrade",
            "user-agent", "vary", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-port", "x-forwarded-proto", "x-request-id",
        ],
        StringComparer.OrdinalIgnoreCase);

    public static bool Contains(string name) => Names.Contains(name);

    /// <summary>Lines as one; of an empty line nothing is left.</summary>
    public static string Join(string name, IEnumerable<string> lines) =>
        string.Join(string.Equals(name, "cookie", StringComparison.OrdinalIgnoreCase) ? "; " : ",", lines.Where(line => line.Length > 0));
}
