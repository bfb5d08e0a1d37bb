using System.Text.Json;

namespace LlmPolicy.Tests;

/// <summary>What means nothing in JSON changes no verdict: white space, the order of members, escapes, the spelling of numbers (RFC 8259).</summary>
public sealed class JsonSpellingTests
{
    private const int Tokens = 1_000_000;

    private const int Spellings = 50;

    private const long Now = 1_700_000_000;

    private static readonly SigningKey Key = Keys.Hmac;

    private static readonly CompiledPolicy Plain = JwtPolicies.With(Key.PublicKey);

    private static readonly CompiledPolicy[] Policies =
    [
        Plain,
        JwtPolicies.With(Key.PublicKey, "issuer: https://me.example"),
        JwtPolicies.With(Key.PublicKey, "audiences: [us]\nclockSkewSeconds: 3600"),
        JwtPolicies.With(Key.PublicKey, "issuer: https://me.example\naudiences: [them, us]\nclaimsToHeaders: [{claim: sub, header: x-sub}, {claim: org.level, header: x-level}]"),
        Rbac.Policy("""
            team: {principals: [{jwtPrincipal: {claims: {org.team: a}}}], nestedClaimDelimiter: .}
            role: {principals: [{jwtPrincipal: {claims: {roles: reader}, matcher: LIST_CONTAINS}}]}
            admin: {principals: [{jwtPrincipal: {claims: {admin: 'true'}, matcher: BOOLEAN}}]}
            """),
        JwtPolicies.With($$"""{"keys":[{{Key.Jwk("\"kid\":\"k1\"")}},{{SigningKey.Hmac().Jwk("\"kid\":\"k2\"")}}]}"""),
    ];

    [Fact]
    public void A_million_tokens_get_the_verdict_of_their_plain_spelling()
    {
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        Parallel.For(0, Tokens / Spellings, i =>
        {
            var chance = new Random(i);
            var header = Header(chance);
            var claims = Claims(chance);
            string plainHeader = JsonSpelling.Write(header, null);
            string plainPayload = JsonSpelling.Write(claims, null);
            string[] expected = [.. Policies.Select(policy => Verdict(policy, Key.Sign(plainHeader, plainPayload)))];
            foreach (string verdict in expected)
            {
                seen.AddOrUpdate(verdict.Split('\n')[0], 1, (_, count) => count + 1);
            }

            for (int spelling = 0; spelling < Spellings; spelling++)
            {
                string otherHeader = JsonSpelling.Write(header, chance);
                string otherPayload = JsonSpelling.Write(claims, chance);
                int policy = spelling % Policies.Length;
                string verdict = Verdict(Policies[policy], Key.Sign(otherHeader, otherPayload));
                if (verdict != expected[policy])
                {
                    Assert.Fail($"Policy {policy}: {verdict}, but for its plain spelling {expected[policy]}:\n{otherHeader}\n{otherPayload}\n{plainPayload}");
                }
            }
        });

        // Each kind of verdict was among them, or the million would say little.
        string[] reasons =
        [
            ReasonCodes.Forwarded, ReasonCodes.JwtExpired, ReasonCodes.JwtNotYetValid, ReasonCodes.JwtIssuer, ReasonCodes.JwtAudience,
            ReasonCodes.RbacDenied, ReasonCodes.JwtClaimType, ReasonCodes.JwtSignature, ReasonCodes.JwtNoKey, ReasonCodes.JwtKid, ReasonCodes.JwtCritical,
        ];
        reasons.ShouldAllBe(reason => seen.Keys.Any(verdict => verdict.Contains(reason, StringComparison.Ordinal)), string.Join('\n', seen));
    }

    [Theory]
    [AbuseCase("T12")]
    [InlineData("""{"x":99999999999,"exp":1699990000}""", ReasonCodes.JwtExpired)]
    [InlineData("""{"exp":1699990000,"x":99999999999}""", ReasonCodes.JwtExpired)]
    [InlineData("""{"x":1,"y":12345678901,"nbf":1999990000}""", ReasonCodes.JwtNotYetValid)]
    [InlineData("""{"nbf":1999990000,"x":1111111111,"exp":1999990001}""", ReasonCodes.JwtNotYetValid)]
    [InlineData("""{"iss":"https://me.example","aud":["us"],"sub":"me","exp":1999990000}""", ReasonCodes.Forwarded)]
    public void However_much_white_space_is_before_the_claims_they_are_the_ones_that_count(string payload, string reason)
    {
        foreach (char space in " \t\r\n")
        {
            for (int count = 0; count <= 64; count++)
            {
                string padded = new string(space, count) + payload;

                Plain.Decide(Requests.WithToken(Key.Sign(padded))).Reason.ShouldBe(reason, $"{count} of {(int)space}");
                Plain.Decide(Requests.WithToken(Key.Sign(padded + new string(space, count)))).Reason.ShouldBe(reason, $"{count} of {(int)space}, behind too");
            }
        }
    }

    [Fact]
    public void White_space_in_front_of_a_token_that_nobody_signed_throws_nothing()
    {
        string[] members = ["\"iss\":\"me\"", "\"exp\":1", "\"aud\":\"us\"", "\"aud\":[\"us\"]", "\"nbf\":1", "\"sub\":\"me\""];

        foreach (string member in members)
        {
            foreach (var policy in Policies)
            {
                string token = SigningKey.Hmac().Sign($" {{{member}}}");

                policy.Decide(Requests.WithToken(token)).ShouldRespond(policy.Decide(Requests.WithToken(SigningKey.Hmac().Sign($"{{{member}}}"))).Response!.StatusCode);
            }
        }
    }

    [Fact]
    public void A_header_may_have_white_space_around_it_too()
    {
        Plain.Decide(Requests.WithToken(Key.Sign("\n\t { \"typ\" : \"JWT\" , \"alg\" : \"HS256\" }\r\n ", " {} "))).ShouldForward();
    }

    [Fact]
    public void The_claims_that_an_app_sees_are_the_same_ones()
    {
        var caller = Plain.Decide(Requests.WithToken(Key.Sign(" \n {\"a\" : [ 1 , {\"b\":2} ] , \"sub\":\"me\"}\t"))).Callers.ShouldHaveSingleItem();

        JsonElement.DeepEquals(caller.Claims, JsonElement.Parse("""{"sub":"me","a":[1,{"b":2}]}""")).ShouldBeTrue();
    }

    /// <summary>What was decided, and what claims put on the request.</summary>
    private static string Verdict(CompiledPolicy policy, string token)
    {
        var decision = policy.Decide(Requests.WithToken(token));
        return $"{decision.Outcome} {decision.Reason} {decision.Response?.StatusCode}\n{decision.Response?.Body}\n"
            + string.Join('\n', decision.Forwarding?.RequestHeaders.Select(h => $"{h.Kind} {h.Name} {h.Value}") ?? []);
    }

    private static List<(string Name, object? Value)> Header(Random chance)
    {
        List<(string, object?)> members = [("alg", "HS256")];
        Maybe("typ", "JWT");
        Maybe("kid", Any("k1", "k1", "k1", "k2", "k3", 1L));
        if (chance.Next(20) == 0)
        {
            members.Add(("crit", new object?[] { "x" }));
        }

        return members;

        void Maybe(string name, object? value)
        {
            if (chance.Next(2) == 0)
            {
                members.Add((name, value));
            }
        }

        object? Any(params object?[] values) => values[chance.Next(values.Length)];
    }

    private static List<(string Name, object? Value)> Claims(Random chance)
    {
        var members = new List<(string, object?)>();
        Maybe(2, "x", Any(99_999_999_999L, Now - 10_000, Now + 10_000, "y", "", null, new List<(string, object?)> { ("exp", 1L) }));
        Maybe(1, "iss", Any("https://me.example", "https://me.example", "https://me.example", "https://you.example"));
        Maybe(1, "aud", Any("us", new object?[] { "x", "us" }, new object?[] { "http://us/" }, "them/", "x", Array.Empty<object?>()));
        Maybe(1, "exp", Any(Now + 100_000, Now + 100_000, Now + 1, Now - 60, Now - 61, Now - 3_000, Now - 10_000, 0L));
        Maybe(2, "nbf", Any(Now - 100_000, Now, Now + 60, Now + 61, Now + 3_000, Now + 10_000));
        Maybe(2, "sub", Any("me", "", "a / b", "me"));
        Maybe(4, "iat", Any(Now, -1L, Now));
        Maybe(8, "jti", Any("j", "j", 1L));
        Maybe(2, "roles", Any("reader", new object?[] { "writer", "reader" }, new object?[] { new object?[] { "reader" } }, Array.Empty<object?>()));
        Maybe(2, "org", new List<(string, object?)> { ("level", Any(3L, "3", true)), ("team", Any("a", "b", new object?[] { "a" })), ("exp", 1L) });
        Maybe(4, "admin", Any(true, false, "true"));
        return members;

        void Maybe(int oneIn, string name, object? value)
        {
            if (chance.Next(oneIn + 4) >= oneIn)
            {
                members.Add((name, value));
            }
        }

        object? Any(params object?[] values) => values[chance.Next(values.Length)];
    }
}
