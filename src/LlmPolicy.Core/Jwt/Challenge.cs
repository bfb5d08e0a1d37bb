using LlmPolicy.Exchanges;
using LlmPolicy.Jwt.Tokens;

namespace LlmPolicy.Jwt;

/// <summary>The <c>WWW-Authenticate</c> header (RFC 6750, 3) as Envoy writes it: the realm is the address asked for.</summary>
internal static class Challenge
{
    private const int MaxPath = 256;

    /// <param name="exchange">The request.</param>
    /// <param name="pathAndQuery">The path before any token was taken off it.</param>
    /// <param name="status">What is wrong.</param>
    public static string For(Exchange exchange, string pathAndQuery, JwtStatus status)
    {
        string path = pathAndQuery.Length > MaxPath ? pathAndQuery[..MaxPath] : pathAndQuery;
        string realm = $"{exchange.Scheme}://{exchange.Target.Authority}{path}";
        return status == JwtStatus.Missing ? $"Bearer realm=\"{realm}\"" : $"Bearer realm=\"{realm}\", error=\"invalid_token\"";
    }
}
