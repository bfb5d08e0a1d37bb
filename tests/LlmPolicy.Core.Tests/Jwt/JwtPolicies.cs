namespace LlmPolicy.Tests;

/// <summary>Policies that ask for a token and forward.</summary>
internal static class JwtPolicies
{
    /// <summary>One provider with this key (PEM, JWK or JWKS), and more fields of its own.</summary>
    public static CompiledPolicy With(string key, string provider = "", string extension = "", PolicyCompilerOptions? options = null) =>
        Compiling.Policy(Manifest.Service(Manifest.ForwardAll, Manifest.Jwt(key, provider, extension)), options);

    /// <summary>The words that a token is refused with; <c>null</c> where it is let through.</summary>
    public static string? Refusal(this CompiledPolicy policy, string token) => policy.Decide(Requests.WithToken(token)).Response?.Body;
}
