using CsCheck;
using LlmPolicy.Assurance.Properties;

namespace LlmPolicy.Assurance.Tokens;

/// <summary>Where a request has two tokens, of a stage each, a principal that names a provider is of that provider's alone.</summary>
public sealed class TwoCallersTests
{
    private const string Early = "p0";

    private const string Late = "p1";

    [Fact]
    public void A_principal_that_names_a_provider_has_the_claims_of_that_ones_token_alone()
    {
        long allowed = 0;
        long refused = 0;
        Gen.Select(Any.Accepted, Any.Claims, Any.Rule.Array[1, 4], Any.Provider, Gen.OneOf("GET", "POST")).Hold(
            one =>
            {
                var (asking, claims, rules, late, method) = one;
                var early = asking.Policy.Providers[0] with { Name = Early, Place = Place.Header };
                late = late with { Name = Late, Place = Place.Usual, Issuer = null, Audiences = [], Form = KeyForm.Jwk };
                var policy = asking.Policy with { Providers = [early, late], Stage = PolicyShape.Both, Tolerance = null, Rules = rules, OwnRules = null };
                var first = asking.Token! with { Provider = 0, KeyId = null, Claims = Good(asking.Token.Claims, early) };
                var second = first with { Provider = 1, Claims = Good(claims, late) };
                asking = asking with { Policy = policy, Token = first, Method = method };
                var request = asking.Request(first.Sign(policy, Spelling.Plain, Spelling.Plain), Carriage.Usual);
                request = request with { Headers = [.. request.Headers, .. Carriage.Usual.Carry(Place.Usual, second.Sign(policy, Spelling.Plain, Spelling.Plain)).Headers] };
                var compiled = policy.Compile();
                TokenCache cache = new(8);

                bool expected = Meaning.IsPermitted(asking, [(early, first), (late, second)]);
                foreach (var tokens in (TokenCache?[])[null, cache, cache])
                {
                    var decision = compiled.Evaluate(request, new PolicyFacts { Tokens = tokens }, AskShape.Now);
                    decision.Callers.Select(caller => caller.Provider).ShouldBe([Early, Late], ignoreOrder: true, decision.Reason);
                    decision.IsAllowed.ShouldBe(expected, decision.Reason);
                    compiled.Explain(request, new PolicyFacts { Tokens = tokens }, AskShape.Now).Decision.Reason.ShouldBe(decision.Reason);
                }

                Interlocked.Increment(ref expected ? ref allowed : ref refused);
            },
            3_000);

        allowed.ShouldBeGreaterThan(200);
        refused.ShouldBeGreaterThan(200);
    }

    /// <summary>Claims that the provider accepts, with those that principals ask for as they were.</summary>
    private static JsonTree.Object Good(JsonTree claims, ProviderShape provider) => new(
    [
        .. ((JsonTree.Object)claims).Members.Where(member => member.Name is not ("iss" or "aud" or "exp" or "nbf" or "iat")),
        .. provider.Issuer is null ? Array.Empty<(string, JsonTree)>() : [("iss", provider.Issuer)],
        .. provider.Audiences.Count == 0 ? Array.Empty<(string, JsonTree)>() : [("aud", provider.Audiences[0])],
    ]);
}
