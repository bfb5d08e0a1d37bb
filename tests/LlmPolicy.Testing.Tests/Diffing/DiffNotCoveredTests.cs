namespace LlmPolicy.Testing.Diffing;

/// <summary>What no request shows is never called equal, and what only looks different is.</summary>
public sealed class DiffNotCoveredTests
{
    private const string Policy = """
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: vs}
        spec:
          virtualHost:
            options:
              jwt:
                providers:
                  idp: {issuer: https://idp, audiences: [api, web], jwks: {remote: {url: https://idp/keys, cacheDuration: 60s}}}
                  other: {issuer: https://other, jwks: {remote: {url: https://other/keys}}}
            routes:
              - matchers: [{prefix: /a}]
                routeAction: {single: {upstream: {name: a}}}
                options: {headerManipulation: {requestHeadersToAdd: [{header: {key: x-one, value: one}}, {header: {key: x-two, value: two}}]}}
              - matchers: [{prefix: /b/c}]
                routeAction: {single: {upstream: {name: b}}}
              - matchers: [{prefix: /b}]
                routeAction: {single: {upstream: {name: c}}}
        """;

    [Fact]
    public void A_field_that_no_request_shows_is_told_with_its_place_and_both_values()
    {
        var difference = Compare(("cacheDuration: 60s", "cacheDuration: 1h")).ShouldHaveSingleItem();

        difference.Kind.ShouldBe(PolicyDifferenceKind.NotCovered);
        difference.What.ShouldBe("VirtualService default/vs spec.virtualHost.options.jwt.providers.idp.jwks.remote.cacheDuration");
        (difference.Old, difference.New).ShouldBe(("\"60s\"", "\"3600s\""));
        (difference.OldPosition!.Line, difference.NewPosition!.Line).ShouldBe((9, 9));
        (difference.MayLoosen, difference.Requests, difference.Request, difference.Caller).ShouldBe((true, 0, null, null));
    }

    [Fact]
    public void Of_two_edits_one_that_is_shown_does_not_cover_for_the_other()
    {
        var differences = Compare(("cacheDuration: 60s", "cacheDuration: 1h"), ("audiences: [api, web]", "audiences: [api, web, more]"));

        differences.ShouldContain(d => d.Kind == PolicyDifferenceKind.NewlyAllowed);
        differences.Where(d => d.Kind == PolicyDifferenceKind.NotCovered).ShouldHaveSingleItem().What.ShouldEndWith("cacheDuration");
    }

    [Fact]
    public void Edits_that_only_load_together_are_shown_together()
    {
        var differences = Compare(("prefix: /a}", "exact: /a}"), ("audiences: [api, web]", "audiences: [api]"));

        differences.ShouldContain(d => d.Kind == PolicyDifferenceKind.NewlyRefused);
        differences.ShouldNotContain(d => d.Kind == PolicyDifferenceKind.NotCovered);
    }

    [Fact]
    public void An_expression_without_examples_is_not_covered_by_what_it_refuses_now()
    {
        string old = Policy.Replace("prefix: /a}", "regex: '/a'}", StringComparison.Ordinal);
        string @new = Policy.Replace("prefix: /a}", @"regex: '/other\b.*'}", StringComparison.Ordinal);

        var differences = PolicyDiff.Compare([new("old.yaml", old)], [new("new.yaml", @new)], Lab.Now);

        differences.ShouldContain(d => d.Kind == PolicyDifferenceKind.NewlyRefused);
        differences.Where(d => d.Kind == PolicyDifferenceKind.NotCovered).ShouldHaveSingleItem().What.ShouldEndWith("routes[0].matchers[0].regex");
    }

    [Theory]
    [InlineData("kind: VirtualService", "kind: VirtualService # as it was")]
    [InlineData("cacheDuration: 60s", "cacheDuration: 1m")]
    [InlineData("audiences: [api, web]", "audiences: ['web', \"api\"]")]
    [InlineData("issuer: https://other,", "issuer: https://other, keepToken: false, clockSkewSeconds: 60, audiences: [],")]
    [InlineData("metadata: {name: vs}", "metadata: {name: vs, namespace: default, annotations: {by: me}}\nstatus: {}")]
    [InlineData("value: one}}, {header: {key: x-two, value: two}}", "value: one}, append: true}, {header: {key: x-two, value: two}}")]
    [InlineData("{header: {key: x-one, value: one}}, {header: {key: x-two, value: two}}", "{header: {key: x-two, value: two}}, {header: {key: x-one, value: one}}")]
    public void What_is_read_alike_is_equal(string old, string @new) => Compare((old, @new)).ShouldBeEmpty();

    [Fact]
    public void Routes_that_no_request_fits_both_of_may_change_places()
    {
        string[] parts = Policy.Split("      - matchers: ");

        PolicyDiff.Compare(Old, [new("new.yaml", string.Join("      - matchers: ", parts[0], parts[2] + "\n", parts[3].TrimEnd() + "\n", parts[1].TrimEnd()))], Lab.Now).ShouldBeEmpty();
        PolicyDiff.Compare(Old, [new("new.yaml", string.Join("      - matchers: ", parts[0], parts[1], parts[3].TrimEnd() + "\n", parts[2].TrimEnd()))], Lab.Now)
            .ShouldContain(d => d.Kind == PolicyDifferenceKind.OtherUpstream);
    }

    [Fact]
    public void A_value_that_may_be_a_secret_is_not_shown()
    {
        const string Secret = "\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {authorization: one-secret}\n";

        var differences = PolicyDiff.Compare([new("old.yaml", Policy + Secret)], [new("new.yaml", Policy + Secret.Replace("one-secret", "other-secret", StringComparison.Ordinal))], Lab.Now);

        var difference = differences.ShouldHaveSingleItem();
        difference.Kind.ShouldBe(PolicyDifferenceKind.NotCovered);
        $"{difference}".ShouldNotContain("-secret");
    }

    [Fact]
    public void Another_value_of_a_secret_that_is_sent_is_another_secret()
    {
        string policy = Policy.Replace("{header: {key: x-one, value: one}}", "{headerSecretRef: {name: s, namespace: default}}", StringComparison.Ordinal);
        const string Secret = "\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {authorization: one-secret}\n";

        var differences = PolicyDiff.Compare([new("old.yaml", policy + Secret)], [new("new.yaml", policy + Secret.Replace("one-secret", "other-secret", StringComparison.Ordinal))], Lab.Now);

        var difference = differences.ShouldHaveSingleItem();
        (difference.Kind, difference.New).ShouldBe((PolicyDifferenceKind.OtherSecret, "another value"));
        $"{difference}".ShouldNotContain("-secret");
    }

    [Fact]
    public void Documents_in_other_files_and_another_order_are_the_same()
    {
        const string Upstream = "apiVersion: gloo.solo.io/v1\nkind: Upstream\nmetadata: {name: a}\nspec: {static: {hosts: [{addr: a.example, port: 443}]}}\n";

        PolicyDiff.Compare([new("all.yaml", $"{Policy}\n---\n{Upstream}")], [new("upstream.yaml", Upstream), new("vs.yaml", Policy)], Lab.Now).ShouldBeEmpty();
    }

    private static ManifestFile[] Old => [new("old.yaml", Policy)];

    private static IReadOnlyList<PolicyDifference> Compare(params (string Old, string New)[] edits)
    {
        string changed = Policy;
        foreach (var (old, @new) in edits)
        {
            changed.ShouldContain(old);
            changed = changed.Replace(old, @new, StringComparison.Ordinal);
        }

        return PolicyDiff.Compare(Old, [new("new.yaml", changed)], Lab.Now);
    }
}
