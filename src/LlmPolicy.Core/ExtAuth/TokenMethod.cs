using LlmPolicy.Exchanges;

namespace LlmPolicy.ExtAuth;

/// <summary><c>jwt: {}</c>, compiled: whether a token was verified before (<c>jwtStaged.beforeExtAuth</c>).</summary>
internal sealed class TokenMethod(string name, SourcePosition position) : IAuthMethod
{
    private readonly Refusal _missing = new(ReasonCodes.ExtAuthToken, 401, "", position);

    public string Name => name;

    public SourcePosition Position => position;

    public string Words => "a verified token";

    public string? CredentialHeader => null;

    public IEnumerable<string> MadeHeaders => [];

    public AuthVerdict Check(Exchange exchange)
    {
        bool verified = exchange.Callers.Count > 0;
        exchange.Findings?.TokenVerified(this, verified);
        return verified ? AuthVerdict.Pass(AuthGrant.Nothing) : AuthVerdict.Refuse(_missing);
    }
}
