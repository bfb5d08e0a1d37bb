using System.Reflection;
using System.Text;
using LlmPolicy.Assurance.Properties;
using LlmPolicy.Assurance.Tokens;
using LlmPolicy.Gateway;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>Whoever has not been let in may ask as often as he likes, each time with another text in whatever part of a request: nothing of it is kept.</summary>
[Collection(ManagedMemory.Collection)]
public sealed class StrangerTests
{
    /// <summary>Names of short texts, such as an origin's, are kept sooner than long ones.</summary>
    private static readonly int[] Lengths = [6_000, 300, 60];

    /// <summary>Each part of a request that a client makes up, with a text in it.</summary>
    private static readonly Dictionary<string, Func<string, Asked>> All = new()
    {
        ["the origin"] = text => Asked.With("Origin", $"https://{text}.test"),
        ["the origin of a preflight"] = text => new("OPTIONS", "/", null, "", ("Origin", $"https://{text}.test"), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", text)),
        ["the host"] = text => new("GET", "/", $"{text}.test", ""),
        ["the host's port"] = text => new("GET", "/", $"tokens.test:{int.Parse(text[..6], System.Globalization.CultureInfo.InvariantCulture) % 60_000}", "", ("x-more", text)),
        ["the path"] = text => new("GET", $"/{text}", null, ""),
        ["an escaped path"] = text => new("GET", $"/own/%61{text}", null, ""),
        ["a parameter"] = text => new("GET", $"/?a={text}", null, ""),
        ["a parameter's name"] = text => new("GET", $"/?{text}=a", null, ""),
        ["the method"] = text => new($"M{text}"[..Math.Min(text.Length, 60)], "/", null, ""),
        ["a cookie"] = text => Asked.With("Cookie", $"session={text}; {text}=a"),
        ["a token that is none"] = text => Asked.With("Authorization", $"Bearer {text}"),
        ["a token that nobody signed"] = text => Asked.With("Authorization", $"Bearer {Token($$"""{"alg":"HS256","kid":"a"}""", $$"""{"iss":"a","sub":"{{text}}"}""")}"),
        ["a key's id"] = text => Asked.With("Authorization", $"Bearer {Token($$"""{"alg":"HS256","kid":"{{text}}"}""", """{"iss":"a","sub":"b"}""")}"),
        ["an issuer"] = text => Asked.With("Authorization", $"Bearer {Token("""{"alg":"HS256"}""", $$"""{"iss":"{{text}}","sub":"b"}""")}"),
        ["an API key"] = text => Asked.With("api-key", text),
        ["a scheme"] = text => Asked.With("Authorization", $"{text} a"),
        ["the address before"] = text => new("GET", "/", null, "", ("X-Forwarded-For", text), ("Forwarded", $"for={text}"), ("X-Real-IP", text)),
        ["a header"] = text => new("GET", "/", null, "", ("x-team", text), ("x-user", text), ("x-user-id", text), ("User-Agent", text), ("Referer", text)),
        ["a header's name"] = text => Asked.With($"x-{text}", "a"),
        ["a request's id"] = text => new("GET", "/", null, "", ("x-request-id", text), ("traceparent", $"00-{text}-1-01"), ("tracestate", $"a={text}"), ("baggage", $"a={text}")),
        ["a type"] = text => new("POST", "/v1/chat/completions", null, "{}", ("Content-Type", $"application/{text}; charset={text}")),
        ["a coding"] = text => new("POST", "/v1/chat/completions", null, "{}", ("Content-Encoding", text)),
        ["a model"] = text => new("POST", "/v1/chat/completions", null, $$"""{"model":"{{text}}","user":"{{text}}"}""", ("Content-Type", "application/json")),
        ["a member's name"] = text => new("POST", "/v1/chat/completions", null, $$"""{"{{text}}":1,"model":"m"}""", ("Content-Type", "application/json")),
    };

    private static readonly string Manifest = string.Join(
        "\n---\n",
        Neighbourhood.Manifest,
        Policies.Service(
            "pages",
            "{cors: {allowOriginRegex: ['https://a[.]test'], allowHeaders: [x-a], allowMethods: [POST]}, csrf: {filterEnabled: {defaultValue: {numerator: 100}}, additionalOrigins: [{exact: b.test}]}, "
                + "jwt: {providers: {one: {issuer: a, tokenSource: {headers: [{header: authorization, prefix: 'Bearer '}], queryParams: [a]}, jwks: {local: {key: '" + SigningKey.Hmac().Jwk() + "'}}}}}}",
            "- matchers: [{regex: '/own/[a-z0-9%]*', headers: [{name: x-team, value: 'a.*', regex: true}], queryParameters: [{name: a, value: 'b.*', regex: true}]}]\n  routeAction: {single: {upstream: {name: up, namespace: default}}}",
            "- matchers: [{prefix: /}]\n  routeAction: {single: {upstream: {name: up, namespace: default}}}\n  options: {regexRewrite: {pattern: {regex: '^/(.*)$'}, substitution: '/a/\\1'}}"),
        """
        apiVersion: llmpolicy.dev/v1alpha1
        kind: ModelPolicy
        metadata: {name: models, namespace: default}
        spec: {targetRefs: [{kind: VirtualService, name: pages}], rules: [{models: ['gpt*']}]}
        """);

    public static TheoryData<string> Parts => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_policy_keeps_nothing_of_it(string part)
    {
        const int Many = 300;
        var policy = PolicyShape.Compile(Manifest, KeyRing.Options);
        object[] kept = [policy, new TokenCache(4_096), new OutputHistory()];
        PolicyFacts facts = new() { Tokens = (TokenCache)kept[1], Outputs = (OutputHistory)kept[2] };

        Decide(0, 20);
        long before = Kept();
        Decide(20, Many);

        // Of each at least one of the short texts would be there.
        (Kept() - before).ShouldBeLessThan(Many * Lengths[^1]);

        void Decide(int from, int count)
        {
            for (int i = from; i < from + count; i++)
            {
                foreach (int length in Lengths)
                {
                    Asked asked = All[part](Text(i, length));
                    foreach (string host in (string[])[Neighbourhood.Tokens, Neighbourhood.Keys, "pages.test"])
                    {
                        PolicyRequest request = new()
                        {
                            Method = asked.Method,
                            Target = asked.Target,
                            Authority = asked.Host ?? host,
                            Headers = [.. asked.Lines.Select(line => new HeaderField(line.Name, line.Value))],
                        };
                        policy.Evaluate(request, facts with { Body = BodyFact.Whole(Encoding.Latin1.GetBytes(asked.Body)) }, AskShape.Now);
                        if (i % 4 == 0)
                        {
                            policy.Explain(request, facts, AskShape.Now);
                        }
                    }
                }
            }
        }

        long Kept() => new Retained().Follow(kept).Follow(Retained.Spares(typeof(CompiledPolicy).Assembly)).Follow(Shared()).Bytes;
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task A_gateway_keeps_nothing_of_it(string part)
    {
        int many = Rounds.Of(200);
        Ceiling ceiling = Ceiling.Of("strangers, each request another");
        await using HostileServer upstream = HostileServer.Sound();
        await using HostileGateway gateway = await HostileGateway.StartAsync(new() { ["up.test"] = upstream.Port }, Manifest, new TestClock());
        await AskAsync(0, 30);
        long held = ManagedMemory.Held();
        long logged = gateway.Logs.Bytes;

        await AskAsync(30, many);

        ((gateway.Logs.Bytes - logged) / (many * 3)).ShouldBeLessThan(ceiling.Log, gateway.Logs.Last);
        (await ManagedMemory.StaysAsync(held, ceiling.Memory)).ShouldBeLessThan(ceiling.Memory);
        upstream.Arrivals.ShouldBe(ceiling.Arrivals);

        async Task AskAsync(int from, int count)
        {
            foreach (string host in (string[])[Neighbourhood.Tokens, Neighbourhood.Keys, "pages.test"])
            {
                Stream client = await gateway.ConnectAsync();
                for (int i = from; i < from + count; i++)
                {
                    Asked asked = All[part](Text(i, Lengths[0]));
                    await GatewayHost.WriteAsync(
                        client,
                        string.Join('\n', [$"{asked.Method} {asked.Target} HTTP/1.1", $"Host: {asked.Host ?? host}", $"Content-Length: {asked.Body.Length}", .. asked.Lines.Select(line => $"{line.Name}: {line.Value}")]),
                        asked.Body);
                    HttpMessage answer = (await gateway.BoundedAsync(HttpMessage.ReadAsync(client, TestContext.Current.CancellationToken))).ShouldNotBeNull();
                    if (answer["connection"].Contains("close"))
                    {
                        await client.DisposeAsync();
                        client = await gateway.ConnectAsync();
                    }
                }

                await client.DisposeAsync();
            }

            await gateway.QuietAsync();
        }
    }

    /// <summary>What all requests share, whatever the policy.</summary>
    private static IEnumerable<object> Shared() => typeof(CompiledPolicy).Assembly.GetTypes().Where(type => !type.ContainsGenericParameters)
        .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        .Where(field => !field.IsLiteral && !field.FieldType.IsPrimitive && !field.FieldType.IsByRefLike && !field.IsDefined(typeof(ThreadStaticAttribute))).Select(field => field.GetValue(null)).OfType<object>();

    /// <summary>A text of its own for each number.</summary>
    private static string Text(int number, int length) => $"{number:d6}{new string((char)('a' + (number % 26)), length - 6)}";

    private static string Token(string header, string payload) => $"{Base64(header)}.{Base64(payload)}.{Base64(new string('s', 32))}";

    private static string Base64(string text) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private sealed record Asked(string Method, string Target, string? Host, string Body, params (string Name, string Value)[] Lines)
    {
        public static Asked With(string name, string value) => new("GET", "/", null, "", (name, value));
    }
}
