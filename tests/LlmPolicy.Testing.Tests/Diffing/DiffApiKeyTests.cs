namespace LlmPolicy.Testing.Diffing;

/// <summary>Whom a change of API keys newly lets in, and whom it keeps out.</summary>
public sealed class DiffApiKeyTests
{
    private const string Policy = """
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: vs, namespace: default}
        spec:
          virtualHost:
            domains: ['*']
            options:
              extauth: {configRef: {name: keys, namespace: default}}
            routes:
              - matchers: [{prefix: /a}]
                routeAction: {single: {upstream: {name: up, namespace: default}}}
                options: {timeout: 5s}
              - matchers: [{prefix: /}]
                routeAction: {single: {upstream: {name: other, namespace: default}}}
        ---
        apiVersion: enterprise.gloo.solo.io/v1
        kind: AuthConfig
        metadata: {name: keys, namespace: default}
        spec:
          configs: [{apiKeyAuth: {labelSelector: {team: data}}}]
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: alice, namespace: default, labels: {team: data}}
        type: extauth.solo.io/apikey
        stringData: {api-key: key-of-alice, mail: a@a.example}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: bob, namespace: default, labels: {team: web}}
        type: extauth.solo.io/apikey
        stringData: {api-key: key-of-bob}
        """;

    private const string Jwt = "jwt: {providers: {idp: {issuer: https://idp, jwks: {remote: {url: https://idp/keys}}}}}";

    [Theory]
    [InlineData("{team: web}", "{team: data}", "NewlyAllowed: the API key of default/bob: 401 extauth.api_key_unknown")]
    [InlineData("labels: {team: data}", "labels: {team: none}", "NewlyRefused: the API key of default/alice: 401 extauth.api_key_unknown")]
    [InlineData("labelSelector: {team: data}", "apiKeySecretRefs: [{name: alice, namespace: default}, {name: bob, namespace: default}]", "NewlyAllowed: the API key of default/bob: 401 extauth.api_key_unknown")]
    [InlineData("options: {timeout: 5s}", "options: {timeout: 5s, extauth: {disable: true}}", "NewlyAllowed: no token: 401 extauth.api_key_missing; NewlyAllowed: what is no API key: 401 extauth.api_key_unknown")]
    [InlineData("{apiKeyAuth: {", "{apiKeyAuth: {headerName: x-key, ", "NewlyAllowed: the API key of default/alice, sent in x-key: 401 extauth.api_key_missing; NewlyRefused: the API key of default/alice: 401 extauth.api_key_missing")]
    [InlineData("key-of-alice", "another", "NewlyAllowed: the API key of default/alice: 401 extauth.api_key_unknown; NewlyRefused: the API key of default/alice: 401 extauth.api_key_unknown")]
    public void A_route_that_opens_to_a_key_or_closes_is_told_with_whose_it_is(string old, string @new, string expected)
    {
        var differences = PolicyDiff.Compare(Files(Policy), Files(Policy.Replace(old, @new, StringComparison.Ordinal)), DateTimeOffset.UnixEpoch);

        string.Join("; ", differences.Where(d => d.Kind is PolicyDifferenceKind.NewlyAllowed or PolicyDifferenceKind.NewlyRefused)
            .Select(d => $"{d.Kind}: {d.Caller}: {(d.Kind == PolicyDifferenceKind.NewlyAllowed ? d.Old : d.New)}").Distinct().Order(StringComparer.Ordinal)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("ratelimit: {localRatelimit: {maxTokens: 5}}")]
    [InlineData("rateLimitConfigs: {refs: [{name: limits, namespace: default}]}")]
    [InlineData("rateLimitEarlyConfigs: {refs: [{name: limits, namespace: default}]}")]
    public void One_that_opens_is_told_where_it_has_a_limit_too(string limit)
    {
        string limited = Policy.Replace("options: {timeout: 5s}", $"options: {{timeout: 5s, {limit}}}", StringComparison.Ordinal) + """

            ---
            apiVersion: ratelimit.solo.io/v1alpha1
            kind: RateLimitConfig
            metadata: {name: limits, namespace: default}
            spec:
              raw:
                descriptors: [{key: generic_key, value: all, rateLimit: {requestsPerUnit: 5, unit: MINUTE}}]
                rateLimits: [{actions: [{genericKey: {descriptorValue: all}}]}]
            """;

        var differences = PolicyDiff.Compare(Files(limited), Files(limited.Replace("{timeout: 5s, ", "{timeout: 5s, extauth: {disable: true}, ", StringComparison.Ordinal)), DateTimeOffset.UnixEpoch);

        differences.ShouldContain(d => d.Kind == PolicyDifferenceKind.NewlyAllowed && d.Old == "401 extauth.api_key_missing");
    }

    [Fact]
    public void What_stays_the_same_is_no_difference() => PolicyDiff.Compare(Files(Policy), Files(Policy), DateTimeOffset.UnixEpoch).ShouldBeEmpty();

    [Fact]
    public void The_digest_of_a_key_in_its_place_lets_the_same_callers_in()
    {
        string digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("key-of-alice"u8));

        var differences = PolicyDiff.Compare(
            Files(Policy), Files(Policy.Replace("key-of-alice", digest, StringComparison.Ordinal).Replace("{apiKeyAuth: {", "{apiKeyAuth: {digest: {}, ", StringComparison.Ordinal)), DateTimeOffset.UnixEpoch);

        differences.ShouldAllBe(d => d.Kind == PolicyDifferenceKind.NotCovered);
    }

    [Fact]
    public void A_token_beside_the_key_that_is_no_longer_asked_for_is_told()
    {
        string both = Policy.Replace("extauth: {configRef: {name: keys, namespace: default}}", $"extauth: {{configRef: {{name: keys, namespace: default}}}}\n      {Jwt}", StringComparison.Ordinal);

        var allowed = PolicyDiff.Compare(Files(both), Files(Policy), DateTimeOffset.UnixEpoch).First(d => d is { Kind: PolicyDifferenceKind.NewlyAllowed, Old: "401 jwt.missing" });

        allowed.Caller.ShouldBe("the API key of default/alice");
    }

    [Fact]
    public void A_key_beside_the_token_that_is_no_longer_asked_for_is_told()
    {
        string both = Policy.Replace("extauth: {configRef: {name: keys, namespace: default}}", $"extauth: {{configRef: {{name: keys, namespace: default}}}}\n      {Jwt}", StringComparison.Ordinal);

        var allowed = PolicyDiff.Compare(Files(both), Files(both.Replace("extauth: {configRef: {name: keys, namespace: default}}", "", StringComparison.Ordinal)), DateTimeOffset.UnixEpoch)
            .Where(d => d.Kind == PolicyDifferenceKind.NewlyAllowed).ToList();

        allowed.Select(d => $"{d.Old} {d.Caller}").ShouldContain(words => words.StartsWith("401 extauth.api_key_missing a token of idp", StringComparison.Ordinal));
    }

    [Fact]
    public void Another_entry_that_becomes_a_header_changes_the_request()
    {
        string mail = Policy.Replace("{apiKeyAuth: {", "{apiKeyAuth: {headersFromMetadataEntry: {x-mail: {name: mail}}, ", StringComparison.Ordinal);

        PolicyDiff.Compare(Files(mail), Files(mail.Replace("a@a.example", "b@b.example", StringComparison.Ordinal)), DateTimeOffset.UnixEpoch)
            .Select(d => (d.Kind, d.What, d.New)).Distinct().ShouldBe([(PolicyDifferenceKind.ChangedRequest, "header x-mail", "another value")]);
    }

    [Fact]
    public void Nothing_of_a_key_is_told()
    {
        var differences = PolicyDiff.Compare(Files(Policy), Files(Policy.Replace("key-of-alice", "another-key", StringComparison.Ordinal)), DateTimeOffset.UnixEpoch);

        string.Join("\n", differences).ShouldNotContain("key-of-alice");
        string.Join("\n", differences).ShouldNotContain("another-key");
    }

    private static IReadOnlyList<ManifestFile> Files(string text) => [new("policy.yaml", text)];
}
