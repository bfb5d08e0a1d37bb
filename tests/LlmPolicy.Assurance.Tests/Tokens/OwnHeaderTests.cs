using CsCheck;
using LlmPolicy.Assurance.Properties;

namespace LlmPolicy.Assurance.Tokens;

/// <summary>A header that the policy makes is never the client's own: on no host or route of the listener, in no spelling, whether or not there is a value for this caller.</summary>
public sealed class OwnHeaderTests
{
    private const string Feigned = "feigned";

    private static readonly SigningKey Key = SigningKey.Hmac();

    private static readonly string[] Hosts = ["open.test", "tokens.test", "keys.test", "either.test", "weighted.test"];

    /// <summary>The Secrets, and which entries each has.</summary>
    private static readonly Dictionary<string, (string Name, string Value)[]> Secrets = new()
    {
        ["ann"] = [("plan", "gold"), ("mail", "ann@a.test"), ("seat", "7")],
        ["bob"] = [("plan", "tin"), ("other", "1")],
        ["eve"] = [],
    };

    /// <summary>Whoever stands first, on one host or on two.</summary>
    [Theory]
    [InlineData("append: true", "")]
    [InlineData("", "append: true")]
    [InlineData("", "")]
    [InlineData("append: true", "append: false")]
    public void A_provider_that_adds_to_a_header_leaves_no_clients_line_to_one_that_makes_it(string first, string second)
    {
        string[] both = [first, second];
        string hosts = string.Join("\n---\n", both.Select((append, i) => Host($"h{i}", $"jwt: {{providers: {{p{i}: {Provider(i, append)}}}}}")));
        string one = Host("h", $"jwt: {{providers: {{p0: {Provider(0, first)}, p1: {Provider(1, second)}}}}}");
        var policy = PolicyShape.Compile($"{hosts}\n---\n{one}\n---\n{PolicyShape.Up}", KeyRing.Options);
        foreach (int i in (int[])[0, 1])
        {
            foreach (string host in (string[])[$"h{i}", "h"])
            {
                foreach (string name in (string[])["x-user", "X-USER"])
                {
                    PolicyRequest request = new()
                    {
                        Method = "GET",
                        Target = "/",
                        Authority = $"{host}.test",
                        Headers = [new(name, Feigned), new("authorization", $"Bearer {Key.Sign($$"""{"iss":"p{{i}}","sub":"me"}""")}"), new(name, Feigned)],
                    };
                    string[] sent = [.. Verdict.Sent(request, policy.Evaluate(request, PolicyFacts.None, AskShape.Now).Forwarding.ShouldNotBeNull()).Where(header => header.Name.Equals("x-user", StringComparison.OrdinalIgnoreCase)).Select(header => header.Value)];

                    sent.ShouldContain(value => value.Contains("me", StringComparison.Ordinal));
                    if (!both[i].Contains("true", StringComparison.Ordinal))
                    {
                        sent.ShouldBe(["me"], $"{host} by p{i}");
                    }
                }
            }
        }

        string Provider(int i, string append) => $"{{issuer: p{i}, jwks: {{local: {{key: '{Key.Jwk()}'}}}}, claimsToHeaders: [{{claim: sub, header: x-user{(append.Length > 0 ? ", " : "")}{append}}}]}}";

        static string Host(string name, string options) =>
            PolicyShape.OneRoute($"{{{options}}}").Replace("name: vs", $"name: {name}", StringComparison.Ordinal).Replace("'*'", $"{name}.test", StringComparison.Ordinal);
    }

    /// <summary>Who asks for what, and what else it sends.</summary>
    /// <param name="Host">The host.</param>
    /// <param name="Path">The path.</param>
    /// <param name="Claims">The token's claims; null for none.</param>
    /// <param name="Secret">Whose API key it shows; null for none.</param>
    /// <param name="Spelling">Decides how it writes the policy's own headers.</param>
    private sealed record Call(string Host, string Path, JsonTree.Object? Claims, string? Secret, int Spelling);

    /// <summary>A policy.</summary>
    /// <param name="Stage">Where <c>tokens.test</c> asks for tokens.</param>
    /// <param name="UserIdHeader">What the Settings call the user's header; null for nothing.</param>
    private sealed record Shape(string Stage, string? UserIdHeader)
    {
        public string UserId => UserIdHeader ?? "x-user-id";

        /// <summary>All headers that it makes, each with the claim or the Secret's entry that it is made of.</summary>
        public (string Header, string? Claim, string? Entry)[] Made =>
        [
            (UserId, null, null), ("x-sub", "sub", null), ("X-Level", "org.level", null), ("x_seen_as", "as", null), ("y-sub", "sub", null), ("Y_Level", "org.level", null), ("x-plan", null, "plan"), ("X-Mail", null, "mail"), ("x_seat", null, "seat"), ("x-either", null, "plan"),
        ];

        public string Manifest()
        {
            string tokens = Tokens('x'), early = Tokens('y');
            string entries = string.Join(", ", Made.Where(made => made.Entry is not null && made.Header != "x-either").Select(made => $"{made.Header}: {{name: {made.Entry}}}"));
            return string.Join("\n---\n",
            [
                Service("open", "{}", Routes("{}")),
                Service("tokens", Stage == "jwt" ? $"{{jwt: {tokens}}}" : $"{{jwtStaged: {{{Stage}: {tokens}}}}}", Routes(Stage == "jwt" ? "{jwt: {disable: true}}" : $"{{jwtStaged: {{{Stage}: {{disable: true}}}}}}")),
                Service("keys", "{extauth: {configRef: {name: keys, namespace: default}}}", Routes("{extauth: {disable: true}}")),
                Service("either", $"{{jwtStaged: {{beforeExtAuth: {early}}}, extauth: {{configRef: {{name: either, namespace: default}}}}}}", Routes("{extauth: {disable: true}}")),
                Service("weighted", "{}", "[{routeAction: {multi: {destinations: [{weight: 1, destination: {upstream: {name: up, namespace: default}}, options: {extauth: {configRef: {name: keys, namespace: default}}}}]}}}]"),
                $"apiVersion: enterprise.gloo.solo.io/v1\nkind: AuthConfig\nmetadata: {{name: keys, namespace: default}}\nspec: {{configs: [{{apiKeyAuth: {{labelSelector: {{team: all}}, headersFromMetadataEntry: {{{entries}}}}}}}]}}",
                "apiVersion: enterprise.gloo.solo.io/v1\nkind: AuthConfig\nmetadata: {name: either, namespace: default}\nspec: {booleanExpr: key || token, configs: [{name: key, apiKeyAuth: {labelSelector: {team: all}, headersFromMetadata: {x-either: {name: plan}}}}, {name: token, jwt: {}}]}",
                .. Secrets.Select(secret => $"apiVersion: v1\nkind: Secret\nmetadata: {{name: {secret.Key}, namespace: default, labels: {{team: all}}}}\ntype: extauth.solo.io/apikey\nstringData: {{api-key: {ApiKey(secret.Key)}{string.Concat(secret.Value.Select(entry => $", {entry.Name}: '{entry.Value}'"))}}}"),
                .. UserIdHeader is null ? Array.Empty<string>() : [$"apiVersion: gloo.solo.io/v1\nkind: Settings\nmetadata: {{name: default, namespace: default}}\nspec: {{extauth: {{userIdHeader: {UserIdHeader}}}}}"],
                PolicyShape.Up,
            ]);
        }

        /// <summary>What asks for tokens, and makes the headers that begin so.</summary>
        private string Tokens(char start)
        {
            string claims = string.Join(", ", Made.Where(made => made.Claim is not null && char.ToLowerInvariant(made.Header[0]) == start).Select(made => $"{{claim: {made.Claim}, header: {made.Header}}}"));
            return $"{{validationPolicy: ALLOW_MISSING, providers: {{one: {{claimsToHeaders: [{claims}], jwks: {{local: {{key: '{Key.Jwk()}'}}}}}}}}}}";
        }

        /// <summary>What a header is to say, by the documentation's words; nothing where the policy knows nothing for it.</summary>
        public string Expected(Call call, string header, string? claim, string? entry)
        {
            bool isFree = call.Path == "/free";
            if (claim is not null)
            {
                bool isAsked = header[0] is 'x' or 'X' ? call.Host == "tokens.test" && !isFree : call.Host == "either.test";
                return isAsked && call.Claims?.At(claim.Split('.')) is JsonTree.Text { Value: var text } ? text : "";
            }

            bool makes = header == "x-either" ? call.Host == "either.test" : call.Host is "keys.test" or "weighted.test" || (header == UserId && call.Host == "either.test");
            return !makes || call.Secret is null || (isFree && call.Host != "weighted.test") ? ""
                : entry is null ? call.Secret
                : Secrets[call.Secret].FirstOrDefault(one => one.Name == entry).Value ?? "";
        }

        public PolicyRequest Request(Call call, bool twins)
        {
            var chance = new Random(call.Spelling);
            List<HeaderField> headers = [];
            foreach (var (header, _, _) in Made)
            {
                for (int lines = chance.Next(3); lines > 0; lines--)
                {
                    string name = chance.Next(4) switch { 0 => header.ToUpperInvariant(), 1 => header.ToLowerInvariant(), 2 => string.Concat(header.Select(c => chance.Next(2) == 0 ? char.ToUpperInvariant(c) : c)), _ => header };
                    headers.Add(new(twins && chance.Next(2) == 0 ? string.Concat(name.Select(c => c is '-' or '_' ? "-_"[chance.Next(2)] : c)) : name, chance.Next(5) == 0 ? "" : Feigned));
                }
            }

            headers.AddRange(call.Claims is null ? [] : [new("authorization", $"Bearer {Key.Sign(call.Claims.ToString())}")]);
            headers.AddRange(call.Secret is null ? [] : [new("api-key", ApiKey(call.Secret))]);
            HeaderField[] shuffled = [.. headers];
            chance.Shuffle(shuffled);
            return new PolicyRequest { Method = "GET", Target = call.Path, Authority = call.Host, Headers = shuffled };
        }
    }

    private static readonly Gen<Shape> AnyShape = Gen.Select(Gen.OneOf("jwt", "beforeExtAuth", "afterExtAuth"), Gen.OneOf(null, null, "x-caller", "X_Caller"), (stage, header) => new Shape(stage, header));

    private static readonly Gen<JsonTree.Object?> Claims = Gen.Frequency(
        (1, Gen.Const((JsonTree.Object?)null)),
        (4, Gen.OneOf<(string, JsonTree)[]>([], [("sub", "me")], [("sub", "")], [("sub", "me"), ("org", new JsonTree.Object(("level", "top")))], [("org", new JsonTree.Object())], [("as", "somebody")], [("as", new JsonTree.Nothing()), ("sub", "you")])
            .Select(members => (JsonTree.Object?)new JsonTree.Object(members))));

    private static readonly Gen<Call> AnyCall = Gen.Select(
        Gen.OneOf(Hosts), Gen.OneOf("/", "/free", "/v1/models"), Claims, Gen.OneOf(null, "ann", "bob", "eve"), Gen.Int, (host, path, claims, secret, spelling) => new Call(host, path, claims, secret, spelling));

    [Fact]
    public void A_made_header_says_what_the_policy_knows_and_nothing_of_what_came()
    {
        int forwarded = 0;
        Gen.Select(AnyShape, AnyCall.Array[8]).Hold(
            one =>
            {
                var (shape, calls) = one;
                var policy = PolicyShape.Compile(shape.Manifest(), KeyRing.Options);
                foreach (var call in calls)
                {
                    var request = shape.Request(call, twins: false);
                    foreach (var decision in (PolicyDecision[])[policy.Evaluate(request, PolicyFacts.None, AskShape.Now), policy.Explain(request, PolicyFacts.None, AskShape.Now).Decision])
                    {
                        if (decision.Forwarding is not { } forwarding)
                        {
                            decision.Response.ShouldNotBeNull().StatusCode.ShouldBeOneOf(401, 403);
                            continue;
                        }

                        Interlocked.Increment(ref forwarded);
                        var sent = Verdict.Sent(request, forwarding);
                        foreach (var (header, claim, entry) in shape.Made)
                        {
                            Verdict.Lines(sent, header).ShouldBe(shape.Expected(call, header, claim, entry), $"{header} of {call}");
                            forwarding.OwnedHeaders.Contains(header, StringComparer.OrdinalIgnoreCase).ShouldBeTrue($"{header} of {call} is the policy's alone");
                        }
                    }
                }
            },
            200);

        forwarded.ShouldBeGreaterThan(500);
    }

    [Fact]
    public async Task Guard_and_gateway_hand_on_none_of_what_came_under_a_made_headers_name_or_its_twins()
    {
        Shape shape = new("afterExtAuth", null);
        await using var guard = await HostedPolicy.GuardAsync(shape.Manifest(), caches: true, ("LlmPolicy:StripUnderscoreTwins", "true"));
        await using var gateway = await HostedPolicy.GatewayAsync(shape.Manifest(), caches: true, ("LlmPolicy:StripUnderscoreTwins", "true"));
        int arrived = 0;
        AnyCall.Hold(
            call =>
            {
                foreach (var hosted in (HostedPolicy[])[guard, gateway])
                {
                    foreach (var answer in hosted.AskAsync(shape.Request(call, twins: true), "").GetAwaiter().GetResult().Where(answer => answer.Status == 200))
                    {
                        arrived++;
                        var headers = HostedPolicy.Read(answer.Body).Headers;
                        headers.Where(header => header.Value == Feigned).ShouldBeEmpty($"{hosted.Name}: {call}");
                        foreach (var (header, claim, entry) in shape.Made)
                        {
                            Verdict.Lines(headers, header).ShouldBe(shape.Expected(call, header, claim, entry), $"{hosted.Name}: {header} of {call}");
                        }
                    }
                }
            },
            60,
            threads: 1);

        arrived.ShouldBeGreaterThan(60);
    }

    public static TheoryData<string> Providers =>
        ["openai: TOKEN", "mistral: TOKEN", "anthropic: TOKEN", "gemini: TOKEN", "azureOpenai: {authToken: {secretRef: {name: key, namespace: default}}, endpoint: 'https://mine.openai.azure.com', deploymentName: m, apiVersion: '2024-06-01'}"];

    [Theory]
    [MemberData(nameof(Providers))]
    public void A_provider_that_has_a_key_gets_nothing_that_the_caller_sent_in_any_keys_place(string provider)
    {
        string[] places = ["authorization", "x-api-key", "api-key", "x-goog-api-key"];
        var policy = PolicyShape.Compile(
            string.Join("\n---\n",
            [
                Service("ai", "{}", Routes("{}")), "apiVersion: v1\nkind: Secret\nmetadata: {name: key, namespace: default}\ntype: gloo.solo.io/header\nstringData: {authorization: the-key}",
                $"apiVersion: gloo.solo.io/v1\nkind: Upstream\nmetadata: {{name: up, namespace: default}}\nspec: {{ai: {{{provider.Replace("TOKEN", "{authToken: {secretRef: {name: key, namespace: default}}}", StringComparison.Ordinal)}}}}}",
            ]),
            KeyRing.Options);
        Gen.Select(Gen.OneOf(places), Gen.Bool.Array[20], Gen.Int[1, 2]).Array[1, 6].Hold(
            lines =>
            {
                PolicyRequest request = new()
                {
                    Method = "POST",
                    Target = "/v1/chat/completions?key=feigned&KEY=1",
                    Authority = "ai.test",
                    Headers = [new("content-type", "application/json"), .. lines.SelectMany(line => Enumerable.Repeat(new HeaderField(string.Concat(line.Item1.Select((c, i) => line.Item2[i] ? char.ToUpperInvariant(c) : c)), Feigned), line.Item3))],
                };
                var decision = policy.Evaluate(request, new PolicyFacts { Body = BodyFact.Whole("{\"model\":\"m\",\"messages\":[]}"u8.ToArray()) }, AskShape.Now);
                var forwarding = decision.Forwarding.ShouldNotBeNull(decision.Reason);
                Verdict.Sent(request, forwarding).ShouldAllBe(header => header.Value != Feigned);
                if (provider.StartsWith("gemini", StringComparison.Ordinal))
                {
                    forwarding.Target.ShouldNotContain(Feigned);
                }
            },
            100);
    }

    private static string ApiKey(string name) => $"the-api-key-of-{name}-that-nobody-guesses";

    private static string Routes(string free) =>
        $"[{{matchers: [{{exact: /free}}], options: {free}, routeAction: {{single: {{upstream: {{name: up, namespace: default}}}}}}}}, {{routeAction: {{single: {{upstream: {{name: up, namespace: default}}}}}}}}]";

    private static string Service(string name, string options, string routes) =>
        $"apiVersion: gateway.solo.io/v1\nkind: VirtualService\nmetadata: {{name: {name}, namespace: default}}\nspec: {{virtualHost: {{domains: [{name}.test], options: {options}, routes: {routes}}}}}";
}
