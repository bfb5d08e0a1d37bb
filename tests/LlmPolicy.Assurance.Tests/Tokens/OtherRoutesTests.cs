using System.Globalization;
using LlmPolicy.Assurance.Properties;

namespace LlmPolicy.Assurance.Tokens;

/// <summary>What a route says of its requests is its own, however much the routes beside it have in common with it.</summary>
public sealed class OtherRoutesTests
{
    private static readonly SigningKey Key = SigningKey.Hmac();

    /// <summary>Options that differ from their neighbours in one thing.</summary>
    private static readonly string[] Options =
    [
        "",
        "cors: {allowOrigin: ['https://a.test']}",
        "cors: {allowOrigin: ['https://a.test'], allowCredentials: true}",
        "cors: {allowOrigin: ['https://a.test'], exposeHeaders: [x-a]}",
        "cors: {allowOrigin: ['https://a.test'], exposeHeaders: [x-b]}",
        "cors: {allowOrigin: ['https://a.test'], maxAge: '1'}",
        "cors: {allowOrigin: ['https://a.test'], allowMethods: [GET]}",
        "cors: {allowOrigin: ['https://a.test'], allowHeaders: [x-a]}",
        "cors: {allowOrigin: ['https://a.test'], disableForRoute: true}",
        "cors: {allowOrigin: ['https://b.test']}",
        "cors: {allowOriginRegex: ['https://a.test']}",
        "cors: {allowOriginRegex: ['https://[ab].test']}",
        "csrf: {filterEnabled: {defaultValue: {numerator: 100}}}",
        "csrf: {filterEnabled: {defaultValue: {numerator: 100}}, additionalOrigins: [{exact: a.test}]}",
        "csrf: {filterEnabled: {defaultValue: {numerator: 100}}, additionalOrigins: [{prefix: a.test}]}",
        "headerManipulation: {responseHeadersToAdd: [{header: {key: x-r, value: '1'}}]}",
        "headerManipulation: {responseHeadersToAdd: [{header: {key: x-r, value: '2'}}]}",
        "headerManipulation: {responseHeadersToAdd: [{header: {key: x-r, value: '1'}, append: false}]}",
        "headerManipulation: {responseHeadersToRemove: [x-r]}",
        "headerManipulation: {requestHeadersToAdd: [{header: {key: x-q, value: '1'}}]}",
        "headerManipulation: {requestHeadersToAdd: [{header: {key: x-q, value: '1'}, append: false}]}",
        "headerManipulation: {requestHeadersToRemove: [x-q]}",
        "rbac: {policies: {a: {principals: [{jwtPrincipal: {claims: {sub: me}}}]}}}",
        "rbac: {policies: {a: {principals: [{jwtPrincipal: {claims: {sub: you}}}]}}}",
        "rbac: {policies: {a: {principals: [{jwtPrincipal: {claims: {sub: me}, provider: other}}]}}}",
        "rbac: {policies: {a: {principals: [{jwtPrincipal: {claims: {sub: me}}}], permissions: {methods: [GET]}}}}",
        "rbac: {policies: {a: {principals: [{jwtPrincipal: {claims: {sub: me}}}], permissions: {pathPrefix: /b/c}}}}",
        "rbac: {disable: true}",
        "jwtStaged: {beforeExtAuth: {disable: true}}",
        "prefixRewrite: /one",
        "prefixRewrite: /two",
        "regexRewrite: {pattern: {regex: '/b'}, substitution: /three}",
        "hostRewrite: one.test",
        "timeout: 1s",
        "timeout: 2s",
        "retries: {retryOn: 5xx, numRetries: 1}",
        "retries: {retryOn: 5xx, numRetries: 2}",
        "retries: {retryOn: reset, numRetries: 1}",
    ];

    private static readonly HeaderField Caller = new("authorization", $"Bearer {Key.Sign("""{"sub":"me"}""")}");

    private static readonly PolicyRequest[] Requests =
    [
        Request("GET"),
        Request("GET", Caller, new("origin", "https://a.test"), new("x-q", "0")),
        Request("GET", Caller) with { Target = "/b/c" },
        Request("POST", Caller, new("origin", "https://a.test")),
        Request("POST", Caller, new("origin", "https://b.test")),
        Request("POST", Caller, new("origin", "https://a.test.b")),
        Request("OPTIONS", new("origin", "https://a.test"), new("access-control-request-method", "PUT"), new("access-control-request-headers", "x-b")),
        Request("OPTIONS", new("origin", "https://b.test"), new("access-control-request-method", "GET")),
    ];

    /// <summary>In each order; first and second time.</summary>
    [Fact]
    public void Each_route_decides_as_it_does_alone()
    {
        string[][] alone = [.. Options.Select(options => Told(Compile(Route("/b", options))))];
        foreach (int other in Enumerable.Range(0, Options.Length))
        {
            foreach (int own in Enumerable.Range(0, Options.Length))
            {
                foreach (var policy in (CompiledPolicy[])[Compile(Route("/a", Options[other]), Route("/b", Options[own])), Compile(Route("/b", Options[own]), Route("/a", Options[other]))])
                {
                    Told(policy).ShouldBe(alone[own], $"{Options[own]} beside {Options[other]}");
                    Told(policy).ShouldBe(alone[own], $"once more: {Options[own]} beside {Options[other]}");
                }
            }
        }
    }

    /// <summary>Else nothing above could be told apart.</summary>
    [Fact]
    public void The_options_that_differ_decide_otherwise()
    {
        string[] all = [.. Options.Select(options => string.Join('\n', Told(Compile(Route("/b", options)))))];

        // What switches off what is not there says nothing, a regex may be a name, and of two rules neither is for this caller.
        all.Distinct().Count().ShouldBeGreaterThan(Options.Length - 6, string.Join('\n', all.Select((told, i) => (told, Options[i])).GroupBy(one => one.told, one => one.Item2).Where(same => same.Count() > 1).Select(same => string.Join(" = ", same))));
    }

    private static PolicyRequest Request(string method, params HeaderField[] headers) => new() { Method = method, Target = "/b", Authority = "own.test", Headers = headers };

    private static string Route(string prefix, string options) => $"{{matchers: [{{prefix: {prefix}}}], options: {{{options}}}, {PolicyShape.ToUp}}}";

    private static CompiledPolicy Compile(params string[] routes) => PolicyShape.Compile(
        $"{PolicyShape.OneHost($"{{jwt: {{validationPolicy: ALLOW_MISSING, providers: {{one: {{jwks: {{local: {{key: '{Key.Jwk()}'}}}}}}}}}}}}", routes)}\n---\n{PolicyShape.Up}", KeyRing.Options);

    private static string[] Told(CompiledPolicy policy) => [.. Requests.Select(request => Told(request, policy.Evaluate(request, PolicyFacts.None, AskShape.Now)))];

    private static string Told(PolicyRequest request, PolicyDecision decision)
    {
        List<string> told = [$"{request.Method} {string.Join(' ', request.Headers.Where(header => header.Name != "authorization"))}: {decision.Outcome} {decision.Reason}"];
        if (decision.Response is { } response)
        {
            told.Add($"{response.StatusCode} {response.Body} {string.Join(' ', response.Headers)}");
        }

        if (decision.Forwarding is { } forwarding)
        {
            UpstreamAnswer answer = new(200, [new("x-r", "0"), new("x-s", "0")]);
            told.Add(string.Create(CultureInfo.InvariantCulture, $"{forwarding.Host}{forwarding.Target} {forwarding.Timeout} {forwarding.Retries?.Limit} {forwarding.Retries?.Conditions}"));
            told.AddRange(Verdict.Sent(request, forwarding).Select(header => $"> {header.Name}: {header.Value}"));
            told.AddRange(forwarding.ResponseHeaders(answer).Select(change => $"< {change.Kind} {change.Name}: {change.Value}"));
        }

        return string.Join('\n', told);
    }
}
