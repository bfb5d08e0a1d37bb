using LlmPolicy.Assurance.Properties;
using CsCheck;

namespace LlmPolicy.Assurance.Tokens;

/// <summary>Requests that mean the same get the same verdict from Core, and the one that the documentation's words give.</summary>
public sealed class SameMeaningTests
{
    private static readonly Gen<PathSpelling> Paths = Gen.Frequency((3, PathSpelling.Plain), (1, PathSpelling.Dots), (1, PathSpelling.Detour), (1, PathSpelling.EscapedDetour), (1, PathSpelling.AboveTheRoot), (1, PathSpelling.Backslashes));

    private static readonly Gen<(Spelling Header, Spelling Claims, Carriage Carriage, bool HasKeyId, PathSpelling Path)[]> Ways =
        Gen.Select(Spelling.Any, Spelling.Any, Carriage.Any, Gen.Bool, Paths, (header, claims, carriage, kid, path) => (header, claims, carriage, kid, path)).Array[1, 4];

    [Fact]
    public void What_means_the_same_gets_the_same_verdict_however_it_is_spelled_with_a_cache_and_without_one_and_in_an_explanation()
    {
        long forwarded = 0;
        long verified = 0;
        Gen.Select(Any.Request, Ways, Gen.Int[0, 1_000]).Hold(
            one =>
            {
                var (asking, ways, turn) = one;
                var policy = asking.Policy.Compile();
                var cache = new TokenCache(8);
                string? token = asking.Token?.Sign(asking.Policy, Spelling.Plain, Spelling.Plain);
                var plain = asking.Request(token, Carriage.Usual);
                var decision = policy.Evaluate(plain, PolicyFacts.None, AskShape.Now);

                decision.IsAllowed.ShouldBe(Meaning.IsForwarded(asking), decision.Reason);
                decision.Callers.Count.ShouldBe(Meaning.IsVerified(asking) ? 1 : 0, decision.Reason);
                string expected = Verdict.Of(decision, plain, token);
                Interlocked.Add(ref forwarded, decision.IsAllowed ? 1 : 0);
                Interlocked.Add(ref verified, decision.Callers.Count);

                foreach (var (header, claims, carriage, hasKeyId, path) in ways)
                {
                    // Of a key that does not fit, kid says which one did not; and another kid may be another provider's.
                    var spelled = asking with { Token = Meaning.IsVerified(asking) && asking.Token!.KeyId is (null or "" or ProviderShape.KeyId) && asking.Policy.Providers.All(provider => provider.Form != KeyForm.SetOfTwo) ? asking.Token! with { KeyId = hasKeyId ? ProviderShape.KeyId : null } : asking.Token };
                    string? other = spelled.Token?.Sign(spelled.Policy, header, claims);
                    var request = spelled.Request(other, carriage, path: path);

                    Of(policy, request, PolicyFacts.None, other).ShouldBe(expected);
                    var explanation = policy.Explain(request, new PolicyFacts { Tokens = cache }, AskShape.Now);
                    Verdict.Of(explanation.Decision, request, other).ShouldBe(expected);
                    for (int time = 0; time < (turn == 0 ? 1_000 : 3); time++)
                    {
                        Of(policy, request, new PolicyFacts { Tokens = cache }, other).ShouldBe(expected, $"with a cache, time {time}");
                    }
                }
            },
            3_000);

        forwarded.ShouldBeGreaterThan(100);
        verified.ShouldBeGreaterThan(200);
    }

    [Fact]
    public void What_a_caller_sends_under_the_name_of_a_claims_header_never_reaches_the_upstream_and_a_token_only_where_it_is_kept()
    {
        long seen = 0;
        Gen.Select(Any.Request, Spelling.Any, Carriage.Any).Where(c => c.Item1.Token is not null).Hold(
            one =>
            {
                var (asking, spelling, carriage) = one;
                string token = asking.Token!.Sign(asking.Policy, Spelling.Plain, spelling);
                var request = (asking with { Feigned = "feigned" }).Request(token, carriage);
                var decision = asking.Policy.Compile().Evaluate(request, PolicyFacts.None, AskShape.Now);
                if (decision.Forwarding is { } forwarding && Meaning.Accepting(asking) is { } provider && asking.Path != PolicyShape.Free)
                {
                    Interlocked.Increment(ref seen);
                    var sent = Verdict.Sent(request, forwarding);
                    sent.ShouldAllBe(header => header.Value != "feigned");
                    Verdict.Lines(sent, "x-team").ShouldBe(asking.Token.Claims["team"] switch
                    {
                        JsonTree.Text { Value: var text } => System.Text.Encoding.Latin1.GetString(System.Text.Encoding.UTF8.GetBytes(text)),
                        JsonTree.Number { Value: var number } => $"{number}",
                        JsonTree.Flag { Value: var flag } => flag ? "true" : "false",
                        JsonTree.List => Convert.ToBase64String("[\"a\"]"u8),
                        _ => "",
                    });
                    Verdict.Carries(sent, forwarding.Target, token).ShouldBe(provider.KeepsToken);
                }
            },
            1_500);

        seen.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void A_claim_fits_a_matcher_if_the_words_say_so_whatever_kind_of_value_it_is_and_whatever_it_holds()
    {
        long fits = 0;
        long differs = 0;
        Gen.Select(Any.Request, Any.Token, Any.Principal, Spelling.Any).SelectMany(one => one.Item3.Claims is [var claim, ..]
            ? Any.Holding(one.Item3.Matcher == "REGEX_MATCH" ? "a" : claim.Value).Select(value => (one.Item1, one.Item2, one.Item3, one.Item4, Value: value))
            : Gen.Const((one.Item1, one.Item2, one.Item3, one.Item4, Value: (JsonTree)"a"))).Hold(
            one =>
            {
                var (asking, token, principal, spelling, value) = one;
                var policy = asking.Policy with { Providers = [asking.Policy.Providers[0] with { Algorithm = "HS256" }], Tolerance = null, Rules = [new RuleShape(null, [], ".", [principal])], OwnRules = null };
                foreach (var (claim, _) in principal.Claims)
                {
                    token = token with { Claims = With(token.Claims, claim.Split('.'), value) };
                }

                asking = asking with { Policy = policy, Token = Any.Good(token, policy), Path = "/" };
                string text = asking.Token.Sign(policy, Spelling.Plain, spelling);
                var request = asking.Request(text, Carriage.Usual);
                var compiled = policy.Compile();

                compiled.Evaluate(request, PolicyFacts.None, AskShape.Now).IsAllowed.ShouldBe(Meaning.IsForwarded(asking));
                compiled.Explain(request, PolicyFacts.None, AskShape.Now).Decision.IsAllowed.ShouldBe(Meaning.IsForwarded(asking));
                Interlocked.Increment(ref Meaning.IsForwarded(asking) ? ref fits : ref differs);
            },
            2_000);

        fits.ShouldBeGreaterThan(100);
        differs.ShouldBeGreaterThan(500);
    }

    /// <summary>The claims with another value at a path.</summary>
    private static JsonTree.Object With(JsonTree? claims, ReadOnlySpan<string> path, JsonTree value)
    {
        string name = path[0];
        JsonTree inner = path.Length == 1 ? value : With(claims?[name], path[1..], value);
        return new JsonTree.Object([.. ((claims as JsonTree.Object)?.Members ?? []).Where(member => member.Name != name), (name, inner)]);
    }

    private static string Of(CompiledPolicy policy, PolicyRequest request, PolicyFacts facts, string? token) =>
        Verdict.Of(policy.Evaluate(request, facts, AskShape.Now), request, token);
}
