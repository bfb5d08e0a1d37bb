using System.Collections.Concurrent;
using CsCheck;
using LlmPolicy.Assurance.Properties;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace LlmPolicy.Assurance.Tokens;

/// <summary>Beside Microsoft.IdentityModel.JsonWebTokens: what that refuses is refused, but for a closed list of what Envoy takes.</summary>
public sealed class BesideIdentityModelTests
{
    private const string Audience = "beside.audience";
    private const string Expiry = "beside.exp-zero";
    private const string Family = "beside.alg-family";
    private const string Type = "beside.typ";

    private static readonly string[] All = [Audience, Expiry, Family, Type];

    private static readonly JsonWebTokenHandler Handler = new();

    private static readonly Gen<string> Algorithm = Gen.Frequency(
        (12, Gen.OneOf("HS256", "HS384", "HS512")), (6, Gen.OneOf("ES256", "ES384", "ES512")), (1, Gen.OneOf("RS256", "RS512", "PS256")));

    /// <summary>Members of a header beside those that a token has to have, and others in their place.</summary>
    private static readonly Gen<(string Name, JsonTree Value)[]> Header = Gen.OneOf<(string, JsonTree)[]>(
        [], [], [], [], [("typ", "JWT")], [("typ", "at+jwt")], [("typ", 1L)], [("cty", "JWT")], [("kid", "k1")], [("kid", "k9")], [("kid", "")], [("kid", 1L)], [("alg", "none")], [("alg", "HS256")], [("alg", "RS256")], [("alg", "ES256")],
        [("alg", "ES384")], [("alg", "hs256")], [("alg", 256L)], [("crit", new JsonTree.List("exp"))], [("b64", false)], [("zip", "DEF")], [("x5u", "https://evil.test")], [("jku", "https://evil.test")], [("jwk", new JsonTree.Object())]);

    private static readonly Gen<(string Name, JsonTree Value)[]> Claims = Gen.OneOf<(string, JsonTree)[]>(
        [], [], [], [("exp", "1700100000")], [("exp", new JsonTree.Nothing())], [("exp", -1L)], [("exp", 0L)], [("nbf", "0")], [("nbf", -1L)], [("iss", new JsonTree.List("https://idp.test"))], [("iss", new JsonTree.Nothing())],
        [("aud", new JsonTree.List(new JsonTree.List("api")))], [("aud", 1L)], [("aud", new JsonTree.Object())], [("sub", 1L)], [("iat", "x")], [("iat", 1_900_000_000L)], [("jti", 1L)]);

    [Fact]
    public void What_it_refuses_is_refused_here_but_for_what_Envoy_takes_and_the_documentation_lists()
    {
        ConcurrentDictionary<string, int> only = new();
        int both = 0;
        Gen.Select(Any.Accepted, Any.Claims, Algorithm, Header, Claims, Spelling.Any, Gen.Bool, Gen.Int[0, 20]).Hold(
            one =>
            {
                var (asking, others, algorithm, header, more, spelling, isGood, forged) = one;
                var provider = asking.Policy.Providers[0] with { Algorithm = algorithm, Place = Place.Usual, Form = asking.Policy.Providers[0].Form is KeyForm.SetOfMany or KeyForm.SetOfTwo ? KeyForm.JwkWithBoth : asking.Policy.Providers[0].Form };
                var policy = (asking.Policy with { Providers = [provider], Tolerance = null }).Compile();
                var claims = Merged(isGood ? Good(provider, asking.Token!.Claims) : others, more);
                string head = spelling.Write(Merged(new JsonTree.Object(("alg", algorithm)), header));
                string token = provider.SigningKey.Sign(head, spelling.Write(claims));
                token = forged == 0 ? Signatures.With(token, [.. Signatures.Of(token)[..^1], 0]) : token;
                var request = new PolicyRequest { Method = "GET", Target = "/", Authority = "any.test", Headers = [new("authorization", $"Bearer {token}")] };

                bool accepted = policy.Evaluate(request, PolicyFacts.None, AskShape.Now) is { Forwarding: not null };

                if (accepted && !IsValid(provider, token))
                {
                    string? known = Known(provider, Merged(new JsonTree.Object(("alg", algorithm)), header), claims);
                    known.ShouldNotBeNull($"only here is accepted {head} {claims}");
                    only.AddOrUpdate(known, 1, (_, count) => count + 1);
                }
                else
                {
                    Interlocked.Add(ref both, accepted ? 1 : 0);
                }
            },
            4_000);

        both.ShouldBeGreaterThan(50);
        only.Keys.Except(All).ShouldBeEmpty();
        only.Count.ShouldBeGreaterThan(1);
    }

    [Fact]
    public void The_list_is_the_one_of_the_documentation()
    {
        string[] lines = File.ReadAllLines(RepositoryRoot.PathOf("docs", "differences.md"));

        lines.Where(line => line.StartsWith("| `beside.", StringComparison.Ordinal)).Select(line => line.Split('`')[1]).ShouldBe(All, ignoreOrder: true);
    }

    private static string? Known(ProviderShape provider, JsonTree.Object header, JsonTree.Object claims) =>
        claims["exp"] is JsonTree.Number { Value: 0 } ? Expiry
        : header["alg"] is JsonTree.Text { Value: var alg } && alg != provider.Algorithm && !provider.NamesAlgorithm ? Family
        : header["typ"] is not (null or JsonTree.Text) ? Type
        : provider.Audiences.Count > 0 && !Texts(claims["aud"]).Intersect(provider.Audiences).Any() && Texts(claims["aud"]).Select(Bare).Intersect(provider.Audiences.Select(Bare)).Any() ? Audience
        : null;

    private static IEnumerable<string> Texts(JsonTree? claim) => claim switch
    {
        JsonTree.Text { Value: var text } => [text],
        JsonTree.List { Items: var items } => items.OfType<JsonTree.Text>().Select(item => item.Value),
        _ => [],
    };

    private static string Bare(string audience) => audience.Replace("https://", "", StringComparison.Ordinal).Replace("http://", "", StringComparison.Ordinal).TrimEnd('/');

    private static bool IsValid(ProviderShape provider, string token)
    {
        TokenValidationParameters parameters = new()
        {
            IssuerSigningKey = new JsonWebKey(provider.SigningKey.Jwk([.. provider.NamesKeyId ? ["\"kid\":\"k1\""] : Array.Empty<string>(), .. provider.NamesAlgorithm ? [$"\"alg\":\"{provider.Algorithm}\""] : Array.Empty<string>()])),
            ValidateIssuer = provider.Issuer is not null,
            ValidIssuer = provider.Issuer,
            ValidateAudience = provider.Audiences.Count > 0,
            ValidAudiences = provider.Audiences,
            RequireExpirationTime = false,
            TryAllIssuerSigningKeys = true,
            LifetimeValidator = (before, expires, _, _) => IsInTime(before, expires, TimeSpan.FromSeconds(provider.Skew == 0 ? 60 : provider.Skew)),
        };
        return Handler.ValidateTokenAsync(token, parameters).GetAwaiter().GetResult().IsValid;
    }

    private static bool IsInTime(DateTime? before, DateTime? expires, TimeSpan skew) =>
        (before is null || before <= AskShape.Now.UtcDateTime + skew) && (expires is null || AskShape.Now.UtcDateTime <= expires + skew);

    private static JsonTree.Object Good(ProviderShape provider, JsonTree.Object claims) => Merged(claims, [
        .. provider.Issuer is null ? Array.Empty<(string, JsonTree)>() : [("iss", provider.Issuer)],
        .. provider.Audiences.Count == 0 ? Array.Empty<(string, JsonTree)>() : [("aud", provider.Audiences[0].Replace("https://", "http://", StringComparison.Ordinal))],
    ]);

    /// <summary>Members, and others that take the place of those of their names.</summary>
    private static JsonTree.Object Merged(JsonTree.Object members, (string Name, JsonTree Value)[] more) =>
        new([.. members.Members.Where(member => !more.Any(other => other.Name == member.Name)), .. more]);
}
