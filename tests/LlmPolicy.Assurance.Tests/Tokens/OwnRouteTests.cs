using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using LlmPolicy.Assurance.Properties;

namespace LlmPolicy.Assurance.Tokens;

/// <summary>What a client sends under the name of a header that the policy makes, or takes off, picks no route of who has a good token: all is as if it had sent nothing there.</summary>
public sealed class OwnRouteTests
{
    private const string ApiKey = "the-api-key-of-ann-that-nobody-guesses";

    private static readonly SigningKey Key = SigningKey.Hmac();

    private static readonly string[] Early = ["x-team"];

    private static readonly string[] Late = ["x-role", "X-Plan"];

    /// <summary>A condition of a matcher's on a header.</summary>
    private sealed record Condition(string Header, string? Value, bool IsPattern, bool IsInverted)
    {
        public string Text => $"{{name: {Header}{(Value is null ? "" : $", value: '{Value}'")}{(IsPattern ? ", regex: true" : "")}{(IsInverted ? ", invertMatch: true" : "")}}}";

        public bool Fits(string? value) =>
            (value is not null && (Value is null || (IsPattern ? Regex.IsMatch(value, $"\\A(?:{Value})\\z") : value == Value))) != IsInverted;
    }

    /// <summary>A route: its path, what it asks of headers, and what it does.</summary>
    private sealed record RouteShape(string Prefix, Condition[] Conditions, int Kind)
    {
        public string Text(int index)
        {
            string options = Kind switch
            {
                0 => "rbac: {policies: {admins: {principals: [{jwtPrincipal: {claims: {role: admin}}}]}}}",
                1 => "headerManipulation: {requestHeadersToAdd: [{header: {key: x-mark, value: 'of %REQ(x-role)% %REQ(x-team)%'}}]}",
                2 => "prefixRewrite: /inner",
                _ => "",
            };
            string action = Kind switch
            {
                3 => "directResponseAction: {status: 200, body: here}",
                4 => "redirectAction: {hostRedirect: elsewhere.test}",
                5 => "routeAction: {single: {upstream: {name: other, namespace: default}}}",
                _ => "routeAction: {single: {upstream: {name: up, namespace: default}}}",
            };
            return $"{{name: r{index}, matchers: [{{prefix: {Prefix}, headers: [{string.Join(", ", Conditions.Select(condition => condition.Text))}]}}], options: {{{options}}}, {action}}}";
        }

        public bool Fits(string path, Func<string, string?> header) => path.StartsWith(Prefix, StringComparison.Ordinal) && Conditions.All(condition => condition.Fits(header(condition.Header)));
    }

    /// <summary>A policy whose every route asks for a token.</summary>
    /// <param name="Stage">Where; <see cref="PolicyShape.Both"/> has providers in both places.</param>
    /// <param name="HasKeys">Whether an API key is asked for, too, which says who it is in <c>x-user-id</c>.</param>
    /// <param name="Zone">What is made of <c>x-zone</c> before all else: nothing (null), it is taken off (empty), or set.</param>
    /// <param name="Routes">The routes before the one that takes the rest.</param>
    private sealed record Shape(string Stage, bool HasKeys, string? Zone, RouteShape[] Routes)
    {
        /// <summary>The headers that decide, and that no client has a say in.</summary>
        public string[] Made => [.. Early, .. Late, .. HasKeys && Stage != "beforeExtAuth" ? ["x-user-id"] : Array.Empty<string>(), .. Zone is null ? Array.Empty<string>() : ["x-zone"]];

        public RouteShape[] All => [.. Routes.Where(route => route.Conditions.All(condition => Made.Contains(condition.Header, StringComparer.OrdinalIgnoreCase))), new RouteShape("/", [], 6)];

        public string Manifest()
        {
            string tokens = Stage switch
            {
                "jwt" => $"jwt: {Tokens([.. Early, .. Late])}",
                PolicyShape.Both => $"jwtStaged: {{beforeExtAuth: {Tokens(Early)}, afterExtAuth: {Tokens(Late)}}}",
                _ => $"jwtStaged: {{{Stage}: {Tokens([.. Early, .. Late])}}}",
            };
            string keys = HasKeys ? ", extauth: {configRef: {name: keys, namespace: default}}" : "";
            string change = Zone is "" ? "headersToRemove: [x-zone]" : $"headers: {{x-zone: {{text: '{Zone}'}}}}";
            string first = Zone is null ? "" : $", stagedTransformations: {{early: {{requestTransforms: [{{clearRouteCache: true, requestTransformation: {{transformationTemplate: {{passthrough: {{}}, {change}}}}}}}]}}}}";
            return string.Join("\n---\n",
            [
                $"apiVersion: gateway.solo.io/v1\nkind: VirtualService\nmetadata: {{name: vs, namespace: default}}\nspec: {{virtualHost: {{domains: ['*'], options: {{{tokens}{keys}{first}}}, routes: [{string.Join(", ", All.Select((route, i) => route.Text(i)))}]}}}}",
                "apiVersion: enterprise.gloo.solo.io/v1\nkind: AuthConfig\nmetadata: {name: keys, namespace: default}\nspec: {configs: [{apiKeyAuth: {labelSelector: {team: all}}}]}",
                $"apiVersion: v1\nkind: Secret\nmetadata: {{name: ann, namespace: default, labels: {{team: all}}}}\ntype: extauth.solo.io/apikey\nstringData: {{api-key: {ApiKey}}}",
                PolicyShape.Up,
                PolicyShape.Up.Replace("name: up", "name: other", StringComparison.Ordinal),
            ]);
        }

        private static string Tokens(string[] headers) =>
            $"{{providers: {{one: {{keepToken: true, claimsToHeaders: [{string.Join(", ", headers.Select(header => $"{{claim: {ClaimOf(header)}, header: {header}}}"))}], jwks: {{local: {{key: '{Key.Jwk()}'}}}}}}}}}}";

        /// <summary>What a header says once the caller is known; null where it is not there.</summary>
        public string? Value(string header, JsonTree.Object claims) => header.ToLowerInvariant() switch
        {
            "x-user-id" => "ann",
            "x-zone" => Zone is { Length: > 0 } ? Zone : null,
            _ => claims.At(ClaimOf(header).Split('.')) is JsonTree.Text { Value: { Length: > 0 } text } ? text : null,
        };

        private static string ClaimOf(string header) => header.ToLowerInvariant() switch { "x-team" => "org.team", "x-role" => "role", _ => "plan" };

        public PolicyRequest Request(JsonTree.Object claims, string path, IEnumerable<HeaderField> feigned, int seed)
        {
            HeaderField[] own = [new("authorization", $"Bearer {Key.Sign(claims.ToString())}"), .. HasKeys ? [new("api-key", ApiKey)] : Array.Empty<HeaderField>()];
            HeaderField[] more = [.. feigned.Where(line => Made.Contains(line.Name, StringComparer.OrdinalIgnoreCase))];
            int at = new Random(seed).Next(own.Length + 1);
            return new() { Method = "GET", Target = path, Authority = "any.test", Headers = [.. own[..at], .. more, .. own[at..]] };
        }
    }

    private static readonly Gen<Condition> AnyCondition = Gen.OneOf(
        Gen.Select(Gen.OneOf("x-role", "X-ROLE"), Gen.OneOf<(string?, bool)>(("admin", false), ("admin", false), ("user", false), ("ad.*", true), (null, false))).Select(c => new Condition(c.Item1, c.Item2.Item1, c.Item2.Item2, false)),
        Gen.Select(Gen.OneOf("X-Team", "x-plan"), Gen.OneOf("a", "gold", null)).Select(c => new Condition(c.Item1, c.Item2, false, false)),
        Gen.Select(Gen.OneOf("x-user-id", "X-Zone"), Gen.OneOf("ann", "bob", "inner", "outer", null)).Select(c => new Condition(c.Item1, c.Item2, false, false)),
        Gen.OneOf("x-role", "x-team", "X-Zone", "x-user-id").Select(name => new Condition(name, null, false, true)));

    private static readonly Gen<Shape> AnyShape = Gen.Select(
        Gen.OneOf("jwt", "jwt", "afterExtAuth", "beforeExtAuth", PolicyShape.Both), Gen.Bool, Gen.Frequency((3, Gen.Const((string?)null)), (2, Gen.OneOf<string?>("", "inner"))),
        Gen.Select(Gen.OneOf("/", "/", "/a"), AnyCondition.Array[1, 2], Gen.Int[0, 6], (prefix, conditions, kind) => new RouteShape(prefix, conditions, kind)).Array[1, 5],
        (stage, keys, zone, routes) => new Shape(stage, keys, zone, routes));

    private static readonly Gen<JsonTree.Object> Claims = Gen.Select(Gen.OneOf<string?>(null, "", "admin", "user"), Gen.OneOf<string?>(null, "a", "b"), Gen.OneOf<string?>(null, "gold"), (role, team, plan) => new JsonTree.Object(
    [
        ("sub", "me"),
        .. role is null ? Array.Empty<(string, JsonTree)>() : [("role", role)],
        .. team is null ? Array.Empty<(string, JsonTree)>() : [("org", new JsonTree.Object(("team", team)))],
        .. plan is null ? Array.Empty<(string, JsonTree)>() : [("plan", plan)],
    ]));

    private static readonly Gen<HeaderField> Feigned = Gen.Select(
        Gen.OneOf("x-role", "x-role", "x-team", "x-plan", "x-user-id", "x-zone"), Gen.Bool.Array[9], Gen.OneOf("admin", "user", "a", "gold", "ann", "bob", "inner", "outer", ""),
        (name, upper, value) => new HeaderField(string.Concat(name.Select((c, i) => upper[i] ? char.ToUpperInvariant(c) : c)), value));

    [Fact]
    public void A_route_is_picked_by_what_the_policy_knows_and_by_nothing_that_came_under_that_name()
    {
        int byClaim = 0;
        Gen.Select(AnyShape, Gen.Select(Claims, Gen.OneOf("/", "/a/b"), Feigned.Array[1, 4], Gen.Int).Array[6]).Hold(
            one =>
            {
                var (shape, calls) = one;
                var policy = PolicyShape.Compile(shape.Manifest(), KeyRing.Options);
                var cache = new TokenCache(8);
                foreach (var (claims, path, feigned, seed) in calls)
                {
                    PolicyRequest honest = shape.Request(claims, path, [], seed), tricked = shape.Request(claims, path, feigned, seed);
                    int route = Array.FindIndex(shape.All, one => one.Fits(path, header => shape.Value(header, claims)));
                    string expected = Told(honest, policy.Evaluate(honest, PolicyFacts.None, AskShape.Now));
                    expected.ShouldStartWith($"r{route} ");

                    foreach (var decision in (PolicyDecision[])
                    [
                        policy.Evaluate(tricked, PolicyFacts.None, AskShape.Now), policy.Evaluate(tricked, new() { Tokens = cache }, AskShape.Now),
                        policy.Evaluate(tricked, new() { Tokens = cache }, AskShape.Now), policy.Explain(tricked, PolicyFacts.None, AskShape.Now).Decision,
                    ])
                    {
                        Told(tricked, decision).ShouldBe(expected, $"{claims} with {string.Join(", ", feigned)}\n{shape.Manifest()}");
                    }

                    Interlocked.Add(ref byClaim, route < shape.All.Length - 1 ? 1 : 0);
                }
            },
            250);

        byClaim.ShouldBeGreaterThan(300);
    }

    private static string Told(PolicyRequest request, PolicyDecision decision)
    {
        var text = new StringBuilder($"{decision.Route?.Name} {decision.Outcome} {decision.Reason} by {decision.Callers.Count}, {decision.ExtAuthCaller}\n");
        if (decision.Response is { } response)
        {
            text.Append(null, $"{response.StatusCode} {response.Body} {string.Join(", ", response.Headers)}");
        }

        if (decision.Forwarding is { } forwarding)
        {
            text.Append(null, $"{forwarding.Upstream} {forwarding.Host} {forwarding.Target} {string.Join(", ", Verdict.Sent(request, forwarding))}");
        }

        return text.ToString();
    }
}
