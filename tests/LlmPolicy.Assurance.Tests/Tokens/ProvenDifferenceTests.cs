using CsCheck;
using LlmPolicy.Assurance.Properties;
using LlmPolicy.Testing;

namespace LlmPolicy.Assurance.Tokens;

/// <summary>What a comparison of two policies calls newly allowed is so, and what is so it says.</summary>
public sealed class ProvenDifferenceTests
{
    private static readonly Gen<(PolicyShape Old, PolicyShape New, AskShape[] Sample)> AnyChange = Gen.Select(
        Any.Policy, Any.Policy, Gen.Int[0, 4], Any.Accepted.Array[4, 8],
        (policy, other, what, sample) =>
        {
            // Keys are the same: what differs is who may.
            var old = policy with { Providers = [policy.Providers[0] with { Algorithm = "HS256", Key = 0, Form = KeyForm.JwkWithAlg, Place = Place.Usual, Audiences = [], Issuer = "https://idp.test" }], Tolerance = null };
            var @new = what switch
            {
                0 => old with { Rules = other.Rules },
                1 => old with { OwnRules = other.OwnRules },
                2 => old with { Rules = other.Rules, OwnRules = other.OwnRules },
                3 => old with { Tolerance = "ALLOW_MISSING" },
                _ => old with { Rules = old.Rules is { } rules ? [.. rules.Skip(1)] : null },
            };
            return (old, @new, (AskShape[])[.. sample.Select((asking, i) => asking with { Policy = old, Token = i == 0 ? null : Signed(asking.Token!), Method = asking.Method is "DELETE" ? "GET" : asking.Method })]);
        });

    [Fact]
    public void Of_given_requests_it_says_newly_allowed_if_and_only_if_one_of_them_is_refused_by_the_old_policy_and_not_by_the_new_one()
    {
        int proven = 0;
        AnyChange.Hold(
            change =>
            {
                var (old, @new, sample) = change;
                CompiledPolicy before = old.Compile(), after = @new.Compile();
                bool[] was = [.. sample.Select(asking => IsAllowed(before, asking))];
                bool[] @is = [.. sample.Select(asking => IsAllowed(after, asking with { Policy = @new }))];

                var told = PolicyDiff.CompareOn([File(old)], [File(@new)], new ManifestFile("cases.yaml", CaseText(sample)), AskShape.Now);

                bool allows = was.Zip(@is).Any(pair => !pair.First && pair.Second);
                told.Any(d => d.Kind == PolicyDifferenceKind.NewlyAllowed).ShouldBe(allows);
                told.Any(d => d.Kind == PolicyDifferenceKind.NewlyRefused).ShouldBe(was.Zip(@is).Any(pair => pair.First && !pair.Second));
                Interlocked.Add(ref proven, allows ? 1 : 0);
            },
            250);

        proven.ShouldBeGreaterThan(3);
    }

    [Fact]
    public void Of_requests_that_it_makes_itself_it_overlooks_nothing_that_the_sample_proves()
    {
        AnyChange.Hold(
            change =>
            {
                var (old, @new, sample) = change;
                CompiledPolicy before = old.Compile(), after = @new.Compile();
                bool allows = sample.Any(asking => !IsAllowed(before, asking) && IsAllowed(after, asking with { Policy = @new }));

                var told = PolicyDiff.Compare([File(old)], [File(@new)], AskShape.Now);

                (allows && !told.Any(d => d.MayLoosen)).ShouldBeFalse(string.Join('\n', told));
                if (old == @new)
                {
                    told.ShouldBeEmpty();
                }
            },
            40);
    }

    private static TokenShape Signed(TokenShape token) => token with { Claims = new JsonTree.Object([.. token.Claims.Members.Where(m => m.Name is not ("iss" or "aud")), ("iss", "https://idp.test")]) };

    private static bool IsAllowed(CompiledPolicy policy, AskShape asking) => policy.Evaluate(asking.Request(), PolicyFacts.None, AskShape.Now).IsAllowed;

    private static ManifestFile File(PolicyShape policy) => new("policy.yaml", policy.Manifest());

    private static string CaseText(AskShape[] sample) => new JsonTree.Object(("cases", new JsonTree.List([.. sample.Select((asking, i) => (JsonTree)new JsonTree.Object(
    [
        ("name", $"c{i}"),
        ("request", new JsonTree.Object(("method", asking.Method), ("url", $"http://any.test{asking.Path}"))),
        .. asking.Token is { } token ? [("claims", token.Claims)] : Array.Empty<(string, JsonTree)>(),
        ("expect", new JsonTree.Object(("outcome", "forward"))),
    ]))]))).ToString();
}
