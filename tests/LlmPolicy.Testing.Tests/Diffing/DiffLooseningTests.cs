namespace LlmPolicy.Testing.Diffing;

/// <summary>Kinds of loosenings that only a request made for them shows.</summary>
public sealed class DiffLooseningTests
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
                  idp:
                    issuer: https://idp
                    claimsToHeaders: [{claim: sub, header: x-user}, {claim: role, header: x-role}]
                    jwks: {remote: {url: https://idp/keys}}
            routes:
              - matchers: [{prefix: /api/v1/admin}]
                directResponseAction: {status: 403}
              - matchers: [{prefix: /claims, headers: [{name: x-role, value: admin}]}]
                routeAction: {single: {upstream: {name: a}}}
              - matchers: [{prefix: /header, headers: [{name: x-team, value: 'red|blue', regex: true}]}]
                routeAction: {single: {upstream: {name: a}}}
              - matchers: [{prefix: /query, queryParameters: [{name: v, value: '[0-9]', regex: true}]}]
                routeAction: {single: {upstream: {name: a}}}
              - matchers: [{regex: '/path/[a-f]+'}]
                routeAction: {single: {upstream: {name: a}}}
              - matchers: [{prefix: /api/v1}]
                routeAction: {single: {upstream: {name: a}}}
                options:
                  rbac:
                    policies:
                      writers:
                        permissions: {methods: [PUT], pathPrefix: /api/v1/chat}
                        principals: [{jwtPrincipal: {claims: {team: a}}}]
                      mail:
                        principals: [{jwtPrincipal: {matcher: REGEX_MATCH, claims: {mail: '[a-c]+@example\.org'}}}]
        """;

    [Theory]
    [InlineData("{claims: {team: a}}}]", "{claims: {team: a}}}, {jwtPrincipal: {claims: {team: b}}}]", "PUT http://any.example/api/v1/chat")]
    [InlineData("methods: [PUT]", "methods: [PUT, PATCH]", "PATCH http://any.example/api/v1/chat")]
    [InlineData("pathPrefix: /api/v1/chat", "pathPrefix: /api/v1/c", "PUT http://any.example/api/v1/c")]
    [InlineData("value: admin", "value: 'admin|user', regex: true", "POST http://any.example/claims")]
    [InlineData("value: admin", "value: guest", "POST http://any.example/claims")]
    [InlineData("[{name: x-role, value: admin}]", "[{name: x-user, value: admin}]", "POST http://any.example/claims")]
    [InlineData("red|blue", "red|blue|green", "POST http://any.example/header")]
    [InlineData("red|blue", "red|blu.", "POST http://any.example/header")]
    [InlineData("red|blue", "(?i)red|blue", "POST http://any.example/header")]
    [InlineData("'[0-9]'", "'[0-9]{1,3}'", "POST http://any.example/query")]
    [InlineData("'[0-9]'", @"'\w'", "POST http://any.example/query")]
    [InlineData("'/path/[a-f]+'", "'/path/[a-g]+'", "POST http://any.example/path/g")]
    [InlineData(@"[a-c]+@example\.org", @"[a-d]+@example\.org", "POST http://any.example/api/v1")]
    [InlineData(@"[a-c]+@example\.org", "[a-c]+@example.org", "POST http://any.example/api/v1")]
    [InlineData("prefix: /api/v1}", "prefix: /api/v1, caseSensitive: false}", "POST http://any.example/API/V1")]
    [InlineData("prefix: /api/v1/admin", "prefix: /api/v1/admin/keys", "POST http://any.example/api/v1/admin")]
    [InlineData("prefix: /api/v1/admin", "prefix: /api/v1/admin, methods: [GET]", "POST http://any.example/api/v1/admin")]
    [InlineData("prefix: /api/v1/admin", "prefix: /api/v1/admin, headers: [{name: x-internal}]", "POST http://any.example/api/v1/admin")]
    [InlineData("directResponseAction: {status: 403}", "routeAction: {single: {upstream: {name: a}}}", "POST http://any.example/api/v1/admin")]
    public void What_is_newly_allowed_is_told(string old, string @new, string request)
    {
        Policy.ShouldContain(old);

        var allowed = Compare(Policy.Replace(old, @new, StringComparison.Ordinal)).First(d => d.Kind == PolicyDifferenceKind.NewlyAllowed);

        allowed.Request.ShouldStartWith(request);
        allowed.MayLoosen.ShouldBeTrue();
    }

    [Fact]
    public void A_deny_route_that_goes_lets_its_requests_through()
    {
        string open = Policy.Replace("      - matchers: [{prefix: /api/v1/admin}]\n        directResponseAction: {status: 403}\n", "", StringComparison.Ordinal);
        open.ShouldNotBe(Policy);

        var allowed = Compare(open).First(d => d.Kind == PolicyDifferenceKind.NewlyAllowed);

        (allowed.Request, allowed.Old, allowed.New).ShouldBe(("POST http://any.example/api/v1/admin", "403 route.direct_response", "forwarded to default/a"));
    }

    [Fact]
    public void A_route_that_comes_to_answer_with_an_error_refuses() =>
        Compare(Policy.Replace("- matchers: [{prefix: /claims", "- matchers: [{prefix: /header}]\n        directResponseAction: {status: 404}\n      - matchers: [{prefix: /claims", StringComparison.Ordinal))
            .Select(d => (d.Kind, d.MayLoosen)).Distinct().ShouldBe([(PolicyDifferenceKind.NewlyRefused, false), (PolicyDifferenceKind.ChangedAnswer, false)], ignoreOrder: true);

    private static IReadOnlyList<PolicyDifference> Compare(string @new) => PolicyDiff.Compare([new("old.yaml", Policy)], [new("new.yaml", @new)], Lab.Now);
}
