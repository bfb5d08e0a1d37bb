using System.Text;

namespace LlmPolicy.Assurance.Properties;

/// <summary>A token as it is meant.</summary>
/// <param name="Provider">Whose: an index among the policy's providers.</param>
/// <param name="IsSignedByOther">Whether another key of the same kind signs it.</param>
/// <param name="KeyId">Its <c>kid</c>; null for none.</param>
/// <param name="HasType">Whether it has <c>typ</c>.</param>
/// <param name="Claims">Its payload.</param>
/// <param name="Elsewhere">Where it is in the request instead of its provider's place; null for there.</param>
internal sealed record TokenShape(int Provider, bool IsSignedByOther, string? KeyId, bool HasType, JsonTree.Object Claims, Place? Elsewhere = null)
{
    public ProviderShape ProviderOf(PolicyShape policy) => policy.Providers[Provider % policy.Providers.Count];

    public Place PlaceIn(PolicyShape policy) => Elsewhere ?? ProviderOf(policy).Place;

    public int KeyOf(PolicyShape policy) => IsSignedByOther ? 1 - ProviderOf(policy).Key : ProviderOf(policy).Key;

    public SigningKey SigningKeyOf(PolicyShape policy) => KeyRing.Of(ProviderOf(policy).Algorithm, KeyOf(policy));

    public JsonTree Header(PolicyShape policy) => new JsonTree.Object(
    [
        ("alg", ProviderOf(policy).Algorithm),
        .. HasType ? [("typ", "JWT")] : Array.Empty<(string, JsonTree)>(),
        .. KeyId is null ? Array.Empty<(string, JsonTree)>() : [("kid", KeyId)],
    ]);

    /// <summary>The token, header and claims spelled so.</summary>
    public string Sign(PolicyShape policy, Spelling header, Spelling claims) => SigningKeyOf(policy).Sign(header.Write(Header(policy)), claims.Write(Claims));
}

/// <summary>A request as it is meant: what is asked for, and by whom.</summary>
/// <param name="Policy">The manifests.</param>
/// <param name="Token">Who asks; null for nobody.</param>
/// <param name="Method">The method.</param>
/// <param name="Path">The path.</param>
/// <param name="Feigned">What the client itself sends under the name of a claim's header; null for nothing.</param>
internal sealed record AskShape(PolicyShape Policy, TokenShape? Token, string Method, string Path, string? Feigned)
{
    public static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    /// <summary>As most clients would write it.</summary>
    public PolicyRequest Request() => Request(Token?.Sign(Policy, Spelling.Plain, Spelling.Plain), Carriage.Usual);

    /// <summary>The request with a token, carried so.</summary>
    public PolicyRequest Request(string? token, Carriage carriage, string authority = "any.test", PathSpelling path = PathSpelling.Plain)
    {
        var (headers, query) = token is null ? ([], "") : carriage.Carry(Token!.PlaceIn(Policy), token);
        return new PolicyRequest
        {
            Method = Method,
            Target = path.Write(Path) + query,
            Authority = authority,
            Headers = [new("accept", "*/*"), .. headers, .. Feigned is null ? Array.Empty<HeaderField>() : [new("x-TEAM", Feigned), new("x-level", Feigned)]],
        };
    }

    public override string ToString()
    {
        var text = new StringBuilder($"{Policy.Manifest()}{Method} {Path}");
        if (Token is { } token)
        {
            text.Append(null, $" by {(token.IsSignedByOther ? "another key of " : "")}{token.ProviderOf(Policy).Name} in {token.PlaceIn(Policy)}: {token.Header(Policy)} {token.Claims}");
        }

        return text.ToString();
    }
}
