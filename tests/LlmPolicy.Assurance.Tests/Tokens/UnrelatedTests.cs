using System.Globalization;
using System.Text;
using CsCheck;
using LlmPolicy.Assurance.Properties;

namespace LlmPolicy.Assurance.Tokens;

/// <summary>What has nothing to do with a request changes nothing of it, however much there is of it: no verdict, no header, no bucket, no descriptor, no budget.</summary>
public sealed class UnrelatedTests
{
    private static readonly SigningKey Key = SigningKey.Hmac();

    private static readonly JsonTree ToUp = new JsonTree.Object(("single", new JsonTree.Object(("upstream", new JsonTree.Object(("name", "up"), ("namespace", "default"))))));

    private static readonly JsonTree ByTeam = new JsonTree.Object(("requestHeaders", new JsonTree.Object(("headerName", "x-team"), ("descriptorKey", "team"))));

    /// <summary>The matchers of routes that requests come to.</summary>
    private static readonly Gen<JsonTree> Matcher = Gen.OneOf<JsonTree>(
        Prefix("/a"), Prefix("/a/b"), Prefix("/v1"), Prefix("/"), Only("exact", "/a"), Only("exact", "/own/c"), Only("regex", "/[av].*"), Prefix("/own", ("methods", new JsonTree.List("POST"))),
        Prefix("/", ("headers", new JsonTree.List(new JsonTree.Object(("name", "x-k"), ("value", "1"))))), Prefix("/a", ("queryParameters", new JsonTree.List(new JsonTree.Object(("name", "q"), ("value", "1"))))));

    /// <summary>What no request here fits.</summary>
    private static readonly Gen<JsonTree> Never = Gen.Select(Gen.Int[0, 5], Gen.Int[0, 99], (kind, n) => (JsonTree)(kind switch
    {
        0 => Prefix($"/never/{n}"),
        1 => Only("exact", $"/a/{n}"),
        2 => Only("regex", $"/n{n}.*"),
        3 => Prefix("/a", ("methods", new JsonTree.List("DELETE"))),
        4 => Prefix("/", ("headers", new JsonTree.List(new JsonTree.Object(("name", $"x-never-{n}"))))),
        _ => Prefix("/v1", ("queryParameters", new JsonTree.List(new JsonTree.Object(("name", $"n{n}"), ("value", "1"))))),
    }));

    private static readonly Gen<JsonTree[]> NeverMatching = Gen.Frequency((1, Gen.Const(0)), (2, Gen.Int[0, 9]), (1, Gen.Int[10, 40])).SelectMany(count => Never.Array[count]);

    /// <summary>A route's matchers and which options it has.</summary>
    private static readonly Gen<(JsonTree[] Matchers, int Options)> OwnRoute = Gen.Select(Matcher.Array[1, 3], Gen.Int[0, 15], (matchers, options) => (matchers, options));

    private sealed record Call(string Method, string Target, string? Subject, bool HasHeader)
    {
        public PolicyRequest Request => new()
        {
            Method = Method,
            Target = Target,
            Authority = "mine.test",
            Headers =
            [
                new("x-team", "t"), .. HasHeader ? [new("x-k", "1")] : Array.Empty<HeaderField>(),
                .. Subject is null ? Array.Empty<HeaderField>() : [new("authorization", $"Bearer {Key.Sign($$"""{"sub":"{{Subject}}"}""")}")],
            ],
        };
    }

    private static readonly Gen<Call> AnyCall = Gen.Select(
        Gen.OneOf("GET", "POST"), Gen.OneOf("/a", "/a?q=1", "/a/b/c", "/", "/own/c", "/v1/chat/completions", "/other"), Gen.OneOf<string?>(null, "me", "you"), Gen.Bool,
        (method, target, subject, header) => new Call(method, target, subject, header));

    [Fact]
    public void Routes_hosts_and_resources_that_no_request_meets_change_nothing_of_those_that_there_are()
    {
        long limited = 0;
        Gen.Select(OwnRoute.Array[1, 4], NeverMatching, NeverMatching, Gen.Int[0, 7], AnyCall.Array[2, 8]).Hold(
            one =>
            {
                var (routes, before, behind, others, calls) = one;
                var alone = PolicyShape.Compile(Manifest(routes, [], [], 0), KeyRing.Options);
                var among = PolicyShape.Compile(Manifest(routes, before, behind, others), KeyRing.Options);
                string[] expected = [.. calls.Select(call => Told(alone, call.Request, explained: false))];

                // In another order: what a thread keeps of the request before is another one's.
                for (int i = calls.Length - 1; i >= 0; i--)
                {
                    Told(among, calls[i].Request, explained: false).ShouldBe(expected[i], $"{calls[i]}");
                }

                for (int i = 0; i < calls.Length; i++)
                {
                    Told(among, calls[i].Request, explained: false).ShouldBe(expected[i], $"{calls[i]}");
                }

                foreach (int i in Enumerable.Range(0, calls.Length))
                {
                    Told(among, calls[i].Request, explained: true).ShouldBe(expected[i], $"explained: {calls[i]}");
                    Told(alone, calls[^(i + 1)].Request, explained: true).ShouldBe(expected[^(i + 1)], $"explained: {calls[^(i + 1)]}");
                }

                Interlocked.Add(ref limited, expected.Count(told => told.Contains("bucket", StringComparison.Ordinal)));
            },
            400);

        limited.ShouldBeGreaterThan(100);
    }

    private static string Manifest((JsonTree[] Matchers, int Options)[] own, JsonTree[] before, JsonTree[] behind, int others)
    {
        JsonTree[] routes =
        [
            .. before.Chunk(3).Select((matchers, i) => Route($"before-{i}", matchers, 0)),
            .. own.Select((route, i) => Route($"own-{i}", route.Matchers, route.Options)),
            .. behind.Chunk(3).Select((matchers, i) => Route($"behind-{i}", matchers, 3)),
        ];
        string text = $"{Service("mine", "mine.test", routes)}\n---\n{Attached("TokenBudget", "budget", "mine", "key: [{claim: sub}], limits: [{requests: 9, per: DAY}]")}\n---\n{PolicyShape.Up}"
            + "\n---\napiVersion: gloo.solo.io/v1\nkind: Settings\nmetadata: {name: default, namespace: default}\nspec: {ratelimit: {descriptors: [{key: team, rateLimit: {requestsPerUnit: 3, unit: DAY}}]}}";
        for (int i = 0; i < others; i++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"other-{i}");
            text += $"\n---\n{Service(name, $"{name}.test", [Route("own-0", [Prefix("/a"), Prefix("/")], 15)])}\n---\n{Attached("TokenBudget", name, name, "shared: true, limits: [{requests: 1, per: DAY}]")}"
                + $"\n---\napiVersion: gloo.solo.io/v1\nkind: Upstream\nmetadata: {{name: {name}, namespace: default}}\nspec: {{static: {{hosts: [{{addr: {name}.test, port: 80}}]}}}}"
                + $"\n---\napiVersion: v1\nkind: Secret\nmetadata: {{name: {name}, namespace: default}}\ntype: gloo.solo.io/header\nstringData: {{x-key: a}}\n---\n{Limits(name)}";
        }

        return text;
    }

    private static JsonTree.Object Route(string name, JsonTree[] matchers, int options) => new JsonTree.Object(
        ("name", name),
        ("matchers", new JsonTree.List(matchers)),
        ("routeAction", ToUp),
        ("options", new JsonTree.Object(
        [
            .. (options & 1) == 0 ? Array.Empty<(string, JsonTree)>() : [("ratelimit", Bucket(2))],
            .. (options & 2) == 0 ? Array.Empty<(string, JsonTree)>() : [("headerManipulation", new JsonTree.Object(("requestHeadersToAdd", new JsonTree.List(new JsonTree.Object(("header", new JsonTree.Object(("key", "x-route"), ("value", "%ROUTE_NAME%"))))))))],
            .. (options & 4) == 0 ? Array.Empty<(string, JsonTree)>() : [("ratelimitRegular", new JsonTree.Object(("rateLimits", new JsonTree.List(new JsonTree.Object(("actions", new JsonTree.List(ByTeam)))))))],
            .. (options & 8) == 0 ? Array.Empty<(string, JsonTree)>() : [("rbac", new JsonTree.Object(("policies", new JsonTree.Object(("known", new RuleShape(null, [], null, [new PrincipalShape(null, "EXACT_STRING", [("sub", "me")])]).ToJson())))))],
        ])));

    private static string Service(string name, string domain, JsonTree[] routes)
    {
        JsonTree.Object keys = new(("local", new JsonTree.Object(("key", Key.Jwk()))));
        JsonTree.Object tokens = new(("validationPolicy", "ALLOW_MISSING"), ("providers", new JsonTree.Object(("one", new JsonTree.Object(("jwks", keys))))));
        JsonTree.Object host = new(("domains", new JsonTree.List(domain)), ("options", new JsonTree.Object(("ratelimit", Bucket(9)), ("jwt", tokens))), ("routes", new JsonTree.List(routes)));
        return new JsonTree.Object(
            ("apiVersion", "gateway.solo.io/v1"), ("kind", "VirtualService"), ("metadata", new JsonTree.Object(("name", name), ("namespace", "default"))),
            ("spec", new JsonTree.Object(("virtualHost", host)))).ToString();
    }

    private static JsonTree.Object Bucket(long tokens) => new JsonTree.Object(("localRatelimit", new JsonTree.Object(("maxTokens", tokens), ("fillInterval", "3600s"))));

    private static string Limits(string name) =>
        $"apiVersion: ratelimit.solo.io/v1alpha1\nkind: RateLimitConfig\nmetadata: {{name: {name}, namespace: default}}\nspec: {{raw: {{descriptors: [{{key: team, rateLimit: {{requestsPerUnit: 3, unit: DAY}}}}], rateLimits: [{{actions: [{{requestHeaders: {{headerName: x-team, descriptorKey: team}}}}]}}]}}}}";

    private static string Attached(string kind, string name, string service, string spec) =>
        $"apiVersion: llmpolicy.dev/v1alpha1\nkind: {kind}\nmetadata: {{name: {name}, namespace: default}}\nspec: {{targetRefs: [{{kind: VirtualService, name: {service}}}], {spec}}}";

    private static JsonTree.Object Prefix(string path, params (string, JsonTree)[] more) => new JsonTree.Object([("prefix", path), .. more]);

    private static JsonTree.Object Only(string kind, string path) => new JsonTree.Object((kind, path));

    /// <summary>What is decided and counted, with each limit that is asked on the way; it has room.</summary>
    private static string Told(CompiledPolicy policy, PolicyRequest request, bool explained)
    {
        var text = new StringBuilder();
        PolicyFacts facts = new() { Body = BodyFact.Whole("{}"u8.ToArray()) };
        var decision = Decide();
        while (decision.Need is { } need)
        {
            text.Append(null, $"{need switch { LocalRateLimitNeed local => $"bucket {local.Limit}", RateLimitNeed limit => string.Join(';', limit.Request.Descriptors.Select(d => string.Join(',', d.Entries))), _ => "?" }}\n");
            facts = facts with
            {
                RateLimits = need switch
                {
                    LocalRateLimitNeed local => facts.RateLimits.WithTaken(local, fits: true),
                    RateLimitNeed limit => facts.RateLimits.With(limit, new RateLimitResponse(false)),
                    _ => throw new InvalidOperationException(need.ToString()),
                },
            };
            decision = Decide();
        }

        text.Append(null, $"{decision.Outcome} {decision.Reason} {decision.Route?.Name} {decision.Response?.StatusCode} {decision.Response?.Body} {decision.Callers.Count}\n");
        if (decision.Forwarding is { } forwarding)
        {
            text.Append(null, $"{forwarding.Upstream} {forwarding.Target}\n");

            // Gloo's name of a route says its place, and behind that its own name and its matcher's place.
            text.AppendJoin('\n', Verdict.Sent(request, forwarding).Select(header => $"{header.Name}: {(header.Name == "x-route" ? header.Value[header.Value.IndexOf("own-", StringComparison.Ordinal)..] : header.Value)}"));
            text.AppendJoin('\n', forwarding.Effects.OfType<BudgetDemand>().SelectMany(demand => demand.Counters).Select(counter => $"{counter.Key} {counter.Amount} of {counter.Limit}"));
        }

        return text.ToString();

        PolicyDecision Decide() => explained ? policy.Explain(request, facts, AskShape.Now).Decision : policy.Evaluate(request, facts, AskShape.Now);
    }
}
