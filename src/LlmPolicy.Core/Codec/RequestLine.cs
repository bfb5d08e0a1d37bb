using LlmPolicy.Exchanges;
using LlmPolicy.Http;

namespace LlmPolicy.Codec;

/// <summary>Reads a request line by Envoy's rules: method, target, authority.</summary>
internal static class RequestLine
{
    private static readonly Refusal BadRequest = new(ReasonCodes.TargetInvalid, 400, "Bad Request");
    private static readonly Refusal Invalid = new(ReasonCodes.TargetInvalid, 400, "");
    private static readonly Refusal NotAPath = new(ReasonCodes.TargetNotAPath, 404, "");
    private static readonly Refusal NoHost = new(ReasonCodes.NoHost, 400, "");
    private static readonly Refusal Connect = new(ReasonCodes.MethodConnect, 400, "");

    /// <summary>Reads the request line; <paramref name="refusal"/> says why it can't be read.</summary>
    public static RequestTarget? Read(PolicyRequest request, out Refusal? refusal)
    {
        string target = request.Target;
        string authority = request.Authority;
        if (!IsMethod(request) || !HttpSyntax.IsTarget(target))
        {
            refusal = BadRequest;
            return null;
        }

        if (request.Method is "CONNECT")
        {
            // The form of a path or an address is not CONNECT's (RFC 9112, 3.2.3).
            refusal = !HttpSyntax.IsBinary(request.Protocol) && target.Contains('/', StringComparison.Ordinal) ? BadRequest : Connect;
            return null;
        }

        // Not among the methods that Envoy 1.40 forwards, though its parser knows it.
        if (request.Method is "QUERY")
        {
            refusal = Invalid;
            return null;
        }

        if (target[0] != '/' && !(target is "*" && request.Method is "OPTIONS"))
        {
            if (!TryReadAbsolute(target, out authority, out target))
            {
                refusal = BadRequest;
                return null;
            }
        }

        refusal = Check(authority, target);
        return refusal is null ? Normalised(authority, target, out refusal) : null;
    }

    /// <summary>HTTP/1.1's parser knows its methods; HTTP/2 takes any, but those that a client would send as another.</summary>
    private static bool IsMethod(PolicyRequest request) =>
        HttpSyntax.IsMethod(request.Method) || (HttpSyntax.IsBinary(request.Protocol) && HttpSyntax.IsOtherMethod(request.Method));

    private static Refusal? Check(string authority, string target) =>
        authority.Length == 0 ? NoHost
        : !HttpSyntax.IsAuthority(authority) ? Invalid
        : target[0] != '/' ? NotAPath
        : target.Contains('#') ? Invalid
        : null;

    private static RequestTarget? Normalised(string authority, string target, out Refusal? refusal)
    {
        int question = target.IndexOf('?', StringComparison.Ordinal);
        string path = question < 0 ? target : target[..question];
        string query = question < 0 ? "" : target[question..];
        string? normalised = PathNormalizer.Normalize(path);
        refusal = normalised is null ? Invalid : null;
        return normalised is null ? null : new RequestTarget(authority, normalised, query);
    }

    /// <summary>The absolute form (RFC 9112, 3.2.2): its own authority counts, not <c>Host</c>.</summary>
    private static bool TryReadAbsolute(string target, out string authority, out string pathAndQuery)
    {
        authority = "";
        pathAndQuery = "";
        int scheme = target.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0 || !target.AsSpan(0, scheme).Equals("http", StringComparison.OrdinalIgnoreCase)
            && !target.AsSpan(0, scheme).Equals("https", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        string rest = target[(scheme + 3)..];
        int end = rest.AsSpan().IndexOfAny('/', '?', '#');
        string host = end < 0 ? rest : rest[..end];
        authority = host[(host.LastIndexOf('@') + 1)..];
        pathAndQuery = end < 0 ? "/" : rest[end] is '/' or '?' ? rest[end..] : "/" + rest[end..];
        return authority.Length > 0;
    }
}
