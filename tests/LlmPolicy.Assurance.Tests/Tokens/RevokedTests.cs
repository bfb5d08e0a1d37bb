using System.Security.Cryptography;
using System.Text;
using CsCheck;
using LlmPolicy.Assurance.Properties;

namespace LlmPolicy.Assurance.Tokens;

/// <summary>A good token is refused by a list that has it, by its hash or by any of its claims, and by no other; whether it is remembered or not.</summary>
public sealed class RevokedTests
{
    private static readonly Gen<(string, JsonTree)[]> More = Gen.OneOf<(string, JsonTree)[]>(
        [], [("https://claims.test/sid", "s1")], [("a.b", new JsonTree.List("x", 7L))], [("org.sid", "s2"), ("session", new JsonTree.Object(("id", "s3"), ("n", 12L)))], [("", "empty")]);

    [Fact]
    public void A_token_is_refused_by_each_claim_that_it_has_and_by_none_that_it_has_not()
    {
        long refused = 0;
        Gen.Select(Any.Accepted, More, Gen.Int[0, 100]).Hold(
            one =>
            {
                var (asking, more, choice) = one;
                var token = asking.Token! with { Claims = new JsonTree.Object([.. asking.Token!.Claims.Members, .. more]) };
                // What one provider refuses another may take: so there is one.
                asking = asking with { Token = token, Policy = asking.Policy with { Providers = [token.ProviderOf(asking.Policy)] } };
                if (Meaning.Accepting(asking) is not { } provider || Said(token.Claims).ToArray() is not { Length: > 0 } said)
                {
                    return;
                }

                var policy = asking.Policy.Compile();
                string text = token.Sign(asking.Policy, Spelling.Plain, Spelling.Plain);
                var request = asking.Request(text, Carriage.Usual);
                string allowed = Verdict.Of(policy.Evaluate(request, PolicyFacts.None, AskShape.Now), request, text);
                var (claim, value) = said[choice % said.Length];
                TokenCache cache = new(8);

                foreach (var remembered in (TokenCache?[])[null, cache, cache])
                {
                    PolicyFacts facts = new() { Tokens = remembered };
                    foreach (var other in (RevokedToken[])[RevokedToken.ByClaim(provider.Name, claim, value + "x"), RevokedToken.ByClaim(provider.Name, claim + "x", value), RevokedToken.ByClaim("p9", claim, value), RevokedToken.BySha256(Hash(text + "x"))])
                    {
                        Verdict.Of(policy.Evaluate(request, facts with { Revoked = new([other]) }, AskShape.Now), request, text).ShouldBe(allowed, $"{claim} {value}");
                    }

                    foreach (var its in (RevokedToken[])[RevokedToken.ByClaim(provider.Name, claim, value), RevokedToken.BySha256(Hash(text)), RevokedToken.BySha256(Hash(text[..text.LastIndexOf('.')]))])
                    {
                        var decision = policy.Evaluate(request, facts with { Revoked = new([RevokedToken.ByClaim("p9", "sub", "me"), its]) }, AskShape.Now);

                        // Who may come without a token may come without a good one; but nobody knows him.
                        decision.Callers.ShouldBeEmpty();
                        (decision.IsAllowed || decision.Reason is ReasonCodes.JwtRevoked or ReasonCodes.RbacDenied).ShouldBeTrue(decision.Reason);
                        (decision.IsAllowed && asking.Policy.Tolerance != "ALLOW_MISSING_OR_FAILED").ShouldBeFalse($"{claim} {value}");
                    }
                }

                Interlocked.Increment(ref refused);
            },
            1_000);

        refused.ShouldBeGreaterThan(300);
    }

    /// <summary>Each claim by its name, or its path with dots, and a value that it holds.</summary>
    private static IEnumerable<(string Claim, string Value)> Said(JsonTree claims) => claims is JsonTree.Object { Members: var members }
        ? members.SelectMany(member => member.Value is JsonTree.Object
            ? Said(member.Value).Where(inner => !inner.Claim.Contains('.', StringComparison.Ordinal)).Select(inner => ($"{member.Name}.{inner.Claim}", inner.Value))
            : Values(member.Value).Select(value => (member.Name, value))).Where(claim => claim.Item1.Length > 0)
        : [];

    private static IEnumerable<string> Values(JsonTree value) => value switch
    {
        JsonTree.Text { Value: var text } => [text],
        JsonTree.Number { Value: var number } => [$"{number}"],
        JsonTree.Flag { Value: var flag } => [flag ? "true" : "false"],
        JsonTree.List { Items: var items } => items.Where(item => item is not JsonTree.List).SelectMany(Values),
        _ => [],
    };

    private static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.Latin1.GetBytes(text)));
}
