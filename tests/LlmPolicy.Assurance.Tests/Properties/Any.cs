using CsCheck;

namespace LlmPolicy.Assurance.Properties;

/// <summary>Policies, callers and requests by chance. All load; most tokens are good, so that what comes behind them is reached.</summary>
internal static class Any
{
    private const string Issuer = "https://idp.test";

    private const string OtherIssuer = "https://other.test";

    private static readonly long Now = Properties.AskShape.Now.ToUnixTimeSeconds();

    /// <summary>Mostly what costs little to sign.</summary>
    public static readonly Gen<string> Algorithm = Gen.Frequency(
        (40, Gen.OneOf("HS256", "HS384", "HS512")), (4, Gen.OneOf("ES256", "ES384")), (1, Gen.OneOf("ES512", "EdDSA", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512")));

    public static readonly Gen<ProviderShape> Provider = Gen.Select(
        Algorithm,
        Gen.Int[0, KeyRing.Keys - 1],
        Gen.OneOf(KeyForm.Jwk, KeyForm.JwkWithAlg, KeyForm.JwkWithKid, KeyForm.JwkWithBoth, KeyForm.Set, KeyForm.SetOfMany, KeyForm.SetOfTwo, KeyForm.Pem),
        Gen.OneOf(Issuer, Issuer, Issuer, OtherIssuer, null),
        Gen.OneOf<string[]>([], [], ["api"], ["https://api.test/", "b"]),
        Gen.OneOf(0L, 0L, 1L, 3_600L),
        Gen.Frequency((5, Place.Usual), (1, Place.Header), (1, Place.Prefixed), (1, Place.Query)),
        Gen.Bool,
        (algorithm, key, form, issuer, audiences, skew, place, keeps) => new ProviderShape("p0", algorithm, key, form, issuer, audiences, skew, place, keeps));

    public static readonly Gen<PrincipalShape> Principal = Gen.Select(
        Gen.OneOf(null, null, null, null, "p0", "p1"),
        Gen.OneOf<(string Matcher, (string, string)[] Claims)>(
            ("EXACT_STRING", []),
            ("EXACT_STRING", [("team", "a")]),
            ("EXACT_STRING", [("team", "ä")]),
            ("EXACT_STRING", [("team", "b"), ("sub", "me")]),
            ("EXACT_STRING", [("org.team", "a")]),
            ("EXACT_STRING", [("org.team", "b")]),
            ("EXACT_STRING", [("org/team", "b")]),
            ("EXACT_STRING", [("note", "a\"b\\c/d\n😀")]),
            ("EXACT_STRING", [("admin", "true")]),
            ("BOOLEAN", [("admin", "true")]),
            ("BOOLEAN", [("admin", "false"), ("org.new", "true")]),
            ("LIST_CONTAINS", [("roles", "reader")]),
            ("LIST_CONTAINS", [("org.roles", "a")]),
            ("LIST_CONTAINS", [("team", "a")]),
            ("LIST_CONTAINS", [("org", "a")]),
            ("EXACT_STRING", [("roles", "reader")]),
            ("REGEX_MATCH", [("roles", "reader|a")]),
            ("BOOLEAN", [("roles", "true")]),
            ("REGEX_MATCH", [("team", "a|b")]),
            ("REGEX_MATCH", [("team", "[ab].*")]),
            ("REGEX_MATCH", [("org.team", "b?"), ("sub", "m.")])),
        (provider, claims) => new PrincipalShape(provider, claims.Matcher, claims.Claims));

    public static readonly Gen<RuleShape> Rule = Gen.Select(
        Gen.OneOf(null, null, null, "/", "/own", "/own/a", "/v1"),
        Gen.OneOf<string[]>([], [], ["GET"], ["POST", "PUT"], ["GET", "POST"]),
        Gen.OneOf(null, ".", ".", "/"),
        Principal.Array[1, 3],
        (prefix, methods, delimiter, principals) => new RuleShape(prefix, methods, delimiter, principals));

    /// <summary>Two rules that name one claim, which is a path to one of them and a name with dots to the other.</summary>
    private static readonly Gen<RuleShape[]> TwoReadings = Gen.Select(
        Rule,
        Rule,
        Principal.Where(principal => principal.Claims.Any(claim => claim.Claim.Contains('.', StringComparison.Ordinal))),
        Gen.Bool,
        (one, other, principal, isPathFirst) =>
        {
            RuleShape path = one with { Principals = [principal], Delimiter = "." }, name = other with { Principals = [principal], Delimiter = null };
            return isPathFirst ? new[] { path, name } : [name, path];
        });

    private static readonly Gen<RuleShape[]?> Rules = Gen.Frequency(
        (1, Rule.Array[0].Select(_ => (RuleShape[]?)null)),
        (3, Rule.Array[0, 4].Select(rules => (RuleShape[]?)rules)),
        (1, TwoReadings.Select(rules => (RuleShape[]?)rules)));

    public static readonly Gen<PolicyShape> Policy = Gen.Select(
        Gen.OneOf(Provider.Select(p => new[] { p }), Provider.Select(p => new[] { p }), Gen.Select(Provider, Provider, (p, q) => new[] { p, q with { Name = "p1" } })),
        Gen.OneOf(null, null, null, null, "REQUIRE_VALID", "ALLOW_MISSING", "ALLOW_MISSING_OR_FAILED"),
        Gen.OneOf("jwt", "jwt", "afterExtAuth", "beforeExtAuth"),
        Rules,
        Rules,
        (providers, tolerance, stage, rules, own) => new PolicyShape(providers, tolerance, stage, rules, own));

    public static readonly Gen<JsonTree.Object> Claims = Gen.Select(
        Members(
            One("x", 3, Now - 10_000, 99_999_999_999L, "y", "", new JsonTree.Nothing(), new JsonTree.Object(("exp", 1L), ("iss", "no")), new JsonTree.List(1L, new JsonTree.List(), new JsonTree.Object())),
            One("iss", 9, Issuer, Issuer, Issuer, Issuer, Issuer, Issuer, Issuer, "https://idp.test/", OtherIssuer, OtherIssuer, "https://IDP.test", ""),
            One("aud", 8, "api", "api", new JsonTree.List("x", "api"), "https://api.test", new JsonTree.List("http://api.test/", "api"), new JsonTree.List("b", "api"), "x", "api//", "API", "api/v1", "https://api.test/v1", new JsonTree.List())),
        Members(
            One("exp", 8, Now + 100_000, Now + 100_000, Now + 100_000, Now + 1, Now - 60, Now - 61, Now - 3_000, Now - 10_000, 0L),
            One("nbf", 3, Now - 100_000, Now, Now + 1, Now + 60, Now + 61, Now + 3_000, Now + 10_000),
            One("iat", 3, Now, 0L, 17L)),
        Members(
            One("sub", 7, "me", "mü", "", "a / b"),
            One("team", 8, "a", "b", "ä", "ab", "A", "", new JsonTree.List("a"), 7L, true),
            One("roles", 4, new JsonTree.List("writer", "reader"), new JsonTree.List("READER", "readers"), new JsonTree.List(new JsonTree.List("reader")), "reader", new JsonTree.List(), new JsonTree.List(1L, new JsonTree.Nothing(), "reader")),
            One("roles", 5, Holding("reader"))),
        Members(
            One("org", 6,
                new JsonTree.Object(("team", "a"), ("level", 3L), ("new", true)), new JsonTree.Object(("roles", new JsonTree.List("a", "b")), ("team", "b"), ("level", "top")),
                new JsonTree.Object(), "a", new JsonTree.Object(("level", false), ("iss", "x"), ("team", new JsonTree.Object(("team", "a"))))),
            One("org", 4, Gen.Select(Holding("a"), Holding("a"), (roles, team) => (JsonTree)new JsonTree.Object(("roles", roles), ("team", team)))),
            One("org", 1, Holding("a")),
            One("org.team", 4, "a", "b", 1L),
            One("admin", 4, true, false, "true"),
            One("note", 3, "a\"b\\c/d\n😀", "plain", "\u0001\u007f\ud83d\ude00"),
            One("jti", 4, "j1", "j2")),
        (a, b, c, d) => new JsonTree.Object([.. a.Concat(b).Concat(c).Concat(d).DistinctBy(member => member.Item1)]));

    public static readonly Gen<TokenShape> Token = Gen.Select(
        Gen.Int[0, 1],
        Gen.Frequency((8, false), (1, true)),
        Gen.OneOf(null, null, ProviderShape.KeyId, ProviderShape.KeyId, ProviderShape.KeyId, ProviderShape.OtherKeyId, "k9", "K1", ""),
        Gen.Bool,
        Claims,
        Gen.Frequency((10, (Place?)null), (1, Place.Usual), (1, Place.Header), (1, Place.Prefixed), (1, Place.Query)),
        (provider, other, kid, type, claims, elsewhere) => new TokenShape(provider, other, kid, type, claims, elsewhere));

    private static readonly Gen<TokenShape?> Nobody = Gen.Bool.Select(_ => (TokenShape?)null);

    public static readonly Gen<AskShape> Request = Gen.Select(
        Policy,
        Gen.Frequency((1, Nobody), (12, Token.Select(token => (TokenShape?)token))),
        Gen.OneOf("GET", "POST", "PUT", "OPTIONS", "DELETE"),
        Gen.OneOf("/", "/v1/chat", PolicyShape.Own, "/own/a/b", "/own/c", "/OWN/a", PolicyShape.Free, "/free/more", "/a%20b/c"),
        Gen.OneOf(null, null, "a", "feigned"),
        (policy, token, method, path, feigned) => new AskShape(policy, token, method, path, feigned));

    /// <summary>Requests whose token is good and whose caller may do anything: what is changed of them is what decides.</summary>
    public static readonly Gen<AskShape> Accepted = Gen.Select(Request, Token, (asking, token) => asking with
    {
        Policy = asking.Policy with { Rules = null, OwnRules = null },
        Path = asking.Path == PolicyShape.Free ? "/" : asking.Path,
        Token = Good(token, asking.Policy),
    });

    /// <summary>Any kind of value: what is looked for is in it as a value, as a member's name, or not at all, at any depth.</summary>
    public static Gen<JsonTree> Holding(string wanted, int depth = 3)
    {
        JsonTree[] plain = [wanted, wanted, $"{wanted}s", "", new JsonTree.Nothing(), 1L, true, false];
        if (depth == 0)
        {
            return Gen.OneOf(plain);
        }

        var inner = Holding(wanted, depth - 1);
        return Gen.Frequency(
            (2, Gen.OneOf(plain)),
            (4, inner.Array[0, 4].Select(items => (JsonTree)new JsonTree.List(items))),
            (2, Gen.Select(Gen.OneOf(wanted, "x", "team"), inner, (name, value) => (name, value)).Array[0, 3].Select(members => (JsonTree)new JsonTree.Object([.. members.DistinctBy(member => member.name)]))));
    }

    /// <summary>A token made good: its provider's key signs it, at its provider's place, with the claims that are asked for.</summary>
    public static TokenShape Good(TokenShape token, PolicyShape policy) =>
        token with { IsSignedByOther = false, Elsewhere = null, KeyId = token.KeyId == ProviderShape.KeyId ? token.KeyId : null, Claims = GoodClaims(token, policy) };

    private static JsonTree.Object GoodClaims(TokenShape token, PolicyShape policy)
    {
        var provider = token.ProviderOf(policy);
        string[] decided = ["iss", "aud", "exp", "nbf"];
        return new JsonTree.Object(
        [
            .. token.Claims.Members.Where(member => !decided.Contains(member.Name)),
            .. provider.Issuer is null ? Array.Empty<(string, JsonTree)>() : [("iss", provider.Issuer)],
            .. provider.Audiences.Count == 0 ? Array.Empty<(string, JsonTree)>() : [("aud", new JsonTree.List("x", provider.Audiences[^1]))],
            ("exp", Now + 100_000),
            ("nbf", Now - 10),
        ]);
    }

    /// <summary>A member that is there so many times of ten, with one of the values.</summary>
    private static Gen<(string, JsonTree)[]> One(string name, int ofTen, params JsonTree[] values) =>
        Gen.Frequency((10 - ofTen, Gen.Const(Array.Empty<(string, JsonTree)>())), (ofTen, Gen.OneOf(values).Select(value => new[] { (name, value) })));

    /// <summary>The same with any of the values that somebody makes.</summary>
    private static Gen<(string, JsonTree)[]> One(string name, int ofTen, Gen<JsonTree> values) =>
        Gen.Frequency((10 - ofTen, Gen.Const(Array.Empty<(string, JsonTree)>())), (ofTen, values.Select(value => new[] { (name, value) })));

    private static Gen<(string, JsonTree)[]> Members(params Gen<(string, JsonTree)[]>[] members) =>
        members.Aggregate((all, one) => Gen.Select(all, one, ((string, JsonTree)[] a, (string, JsonTree)[] b) => ((string, JsonTree)[])[.. a, .. b]));
}
