using System.Buffers;
using System.Collections.Frozen;

namespace LlmPolicy.Http;

/// <summary>What Envoy's HTTP/1 parser takes as a request line and headers; everything else is 400 <c>Bad Request</c> before any policy.</summary>
internal static class HttpSyntax
{
    private static readonly FrozenSet<string> Methods = FrozenSet.ToFrozenSet(
        [
            "ACL", "BIND", "CHECKOUT", "CONNECT", "COPY", "DELETE", "GET", "HEAD", "LINK", "LOCK", "MERGE", "MKACTIVITY", "MKCALENDAR", "MKCOL",
            "MOVE", "MSEARCH", "NOTIFY", "OPTIONS", "PATCH", "POST", "PROPFIND", "PROPPATCH", "PURGE", "PUT", "QUERY", "REBIND", "REPORT", "SEARCH",
            "SOURCE", "SUBSCRIBE", "TRACE", "UNBIND", "UNLINK", "UNLOCK", "UNSUBSCRIBE",
        ],
        StringComparer.Ordinal);

    /// <summary>Visible ASCII. The parser ends the target at the space and at every char below it, tab and form feed too.</summary>
    private static readonly SearchValues<char> TargetChars = SearchValues.Create([.. Enumerable.Range('!', 94).Select(c => (char)c)]);

    /// <summary>Control chars, tab left out.</summary>
    private static readonly SearchValues<char> NotInHeaderValues =
        SearchValues.Create([.. Enumerable.Range(0, ' ').Select(c => (char)c).Where(c => c != '\t'), '\x7f']);

    private static readonly SearchValues<char> AuthorityChars =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%!$&'()*+,;=:@[]");

    /// <summary>What may stand in <c>Host</c>; everything else is 400.</summary>
    public static bool IsAuthority(string authority) => !authority.AsSpan().ContainsAnyExcept(AuthorityChars);

    public static bool IsMethod(string method) => Methods.Contains(method);

    /// <summary>A token that is none of the methods, in whatever case: .NET's client sends <c>get</c> as <c>GET</c>, which would not be what was decided on.</summary>
    public static bool IsOtherMethod(string method) => HeaderSyntax.IsName(method) && !Methods.Contains(method.ToUpperInvariant());

    public static bool IsHeader(HeaderField header) =>
        HeaderSyntax.IsName(header.Name) && !header.Value.AsSpan().ContainsAny(NotInHeaderValues);

    public static bool IsTarget(ReadOnlySpan<char> target) => target.Length > 0 && !target.ContainsAnyExcept(TargetChars);

    /// <summary>Whether a protocol is HTTP/2 or HTTP/3, where any token is a method and no header speaks of the connection.</summary>
    public static bool IsBinary(string protocol) => protocol.StartsWith("HTTP/2", StringComparison.Ordinal) || protocol.StartsWith("HTTP/3", StringComparison.Ordinal);
}
