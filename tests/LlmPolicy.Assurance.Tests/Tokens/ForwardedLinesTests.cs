using System.Text;
using CsCheck;
using LlmPolicy.Assurance.Properties;

namespace LlmPolicy.Assurance.Tokens;

/// <summary>What proxies in front say of a client means the same on one line and on many; the address is the last one, which the proxy nearest to us wrote.</summary>
public sealed class ForwardedLinesTests
{
    private const string Connection = "198.51.100.9";

    private static readonly string[] Addresses = ["10.0.0.1", "192.0.2.7", "203.0.113.250", "2001:db8::1"];

    private static readonly SigningKey Key = SigningKey.Hmac();

    private static readonly CompiledPolicy Policy = PolicyShape.Compile(
        $$$"""
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: { name: vs, namespace: default }
        spec:
          virtualHost:
            domains: ['*']
            options:
              jwtStaged: { afterExtAuth: { validationPolicy: ALLOW_MISSING, providers: { one: { jwks: { local: { key: '{{{Key.Jwk()}}}' } } } } } }
              ratelimitEarly: { rateLimits: [{ actions: [{ genericKey: { descriptorValue: early } }, { remoteAddress: {} }] }] }
              ratelimitRegular: { rateLimits: [{ actions: [{ remoteAddress: {} }, { requestHeaders: { headerName: x-forwarded-proto, descriptorKey: scheme } }] }, { setActions: [{ remoteAddress: {} }] }] }
              ratelimit: { rateLimits: [{ actions: [{ headerValueMatch: { descriptorValue: secure, headers: [{ name: x-forwarded-proto, exactMatch: https }] } }, { remoteAddress: {} }] }] }
              ratelimitBasic: { anonymousLimits: { requestsPerUnit: 3, unit: DAY } }
              headerManipulation:
                requestHeadersToAdd:
                - { header: { key: x-address, value: '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%' } }
                - { header: { key: x-scheme, value: '%REQ(:scheme)% %REQ(x-forwarded-proto)% %REQ(x-forwarded-for)%' } }
            routes:
            - { name: moved, matchers: [{ prefix: /moved }], redirectAction: { hostRedirect: elsewhere.test } }
            - { name: asked, matchers: [{ prefix: /asked }], options: { rbac: { policies: { known: { principals: [{ jwtPrincipal: { claims: { sub: me } } }] } } } }, routeAction: { single: { upstream: { name: up, namespace: default } } } }
            - { name: near, matchers: [{ prefix: /, headers: [{ name: X-Forwarded-For, value: '.*192\.0\.2\.7', regex: true }] }], routeAction: { single: { upstream: { name: up, namespace: default } } } }
            - { name: secure, matchers: [{ prefix: /, headers: [{ name: x-forwarded-proto, value: https }] }], routeAction: { single: { upstream: { name: up, namespace: default } } } }
            - { name: rest, matchers: [{ prefix: / }], routeAction: { single: { upstream: { name: up, namespace: default } } } }
        ---
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: { name: tokens, namespace: default }
        spec:
          virtualHost:
            domains: [tokens.test]
            options: { jwt: { providers: { one: { jwks: { local: { key: '{{{Key.Jwk()}}}' } } } } } }
            routes: [{ name: told, routeAction: { single: { upstream: { name: up, namespace: default } } } }]
        ---
        apiVersion: gloo.solo.io/v1
        kind: Settings
        metadata: { name: default, namespace: default }
        spec: { ratelimit: { descriptors: [{ key: remote_address, rateLimit: { requestsPerUnit: 3, unit: DAY } }] } }
        ---
        {{{PolicyShape.Up}}}
        """,
        KeyRing.Options);

    /// <summary>A header's entries, and how they are put on lines: whether a line ends behind each, what stands between two on one, and how the name is written.</summary>
    private static Gen<(string[] Entries, HeaderField[] Lines)> Spread(string name, params string[] values) =>
        Gen.Select(Gen.OneOf(values).Array[0, 4], Gen.Int).Select(one =>
        {
            var (entries, chance) = (one.Item1, new Random(one.Item2));
            List<string> lines = [];
            foreach (string entry in entries)
            {
                if (lines.Count == 0 || chance.Next(2) == 0)
                {
                    lines.Add(entry);
                }
                else
                {
                    lines[^1] += (chance.Next(2) == 0 ? "," : ", ") + entry;
                }
            }

            return (entries, lines.Select(line => new HeaderField(chance.Next(3) switch { 0 => name.ToUpperInvariant(), 1 => name.ToLowerInvariant(), _ => name }, line)).ToArray());
        });

    [Fact]
    public void Split_over_lines_or_joined_they_say_the_same_and_of_addresses_the_last_counts()
    {
        int addressed = 0;
        Gen.Select(
            Spread("X-Forwarded-For", [.. Addresses, .. Addresses, "unknown", "1", "0x7f.1", "10.0.0.1:80", "for=10.0.0.1"]),
            Spread("X-Forwarded-Proto", "https", "http", "HTTPS", "Http", "wss"),
            Gen.OneOf("/", "/moved", "/asked"), Gen.OneOf("any.test", "tokens.test"), Gen.OneOf("http", "https"), Gen.Int).Hold(
            one =>
            {
                var (address, proto, path, host, scheme, seed) = one;
                HeaderField[] Together((string[] Entries, HeaderField[] Lines) header) => header.Lines.Length == 0 ? [] : [new(header.Lines[0].Name, string.Join(',', header.Lines.Select(line => line.Value)))];
                var split = Request(path, host, scheme, Mixed(address.Lines, proto.Lines, seed));
                var joined = Request(path, host, scheme, Mixed(Together(address), Together(proto), seed));

                string told = Told(split);

                told.ShouldBe(Told(joined));
                string last = address.Entries.Length > 0 && Addresses.Contains(address.Entries[^1]) ? address.Entries[^1] : Connection;
                string shown = proto.Entries is [var said] && said.ToLowerInvariant() is "http" or "https" ? proto.Entries[0].ToLowerInvariant() : proto.Entries is [_] or [] ? scheme : "";
                foreach (string line in told.Split('\n'))
                {
                    if (line.StartsWith("remote_address=", StringComparison.Ordinal) || line.StartsWith("x-address: ", StringComparison.Ordinal))
                    {
                        line.ShouldEndWith(last);
                        Interlocked.Increment(ref addressed);
                    }
                    else if (line.StartsWith("location: ", StringComparison.Ordinal))
                    {
                        line.ShouldStartWith($"location: {shown}");
                    }
                }
            },
            1_500);

        addressed.ShouldBeGreaterThan(800);
    }

    private static PolicyRequest Request(string path, string host, string scheme, HeaderField[] headers) =>
        new() { Method = "GET", Target = path, Authority = host, Scheme = scheme, RemoteAddress = Connection, Headers = headers };

    /// <summary>Lines of two headers among each other and others, each one's in their order.</summary>
    private static HeaderField[] Mixed(HeaderField[] one, HeaderField[] other, int seed)
    {
        var chance = new Random(seed);
        List<HeaderField> mixed = [new("accept", "*/*")];
        Queue<HeaderField> first = new(one), second = new(other);
        while (first.Count + second.Count > 0)
        {
            mixed.Add((second.Count == 0 || (first.Count > 0 && chance.Next(2) == 0) ? first : second).Dequeue());
        }

        mixed.Insert(chance.Next(mixed.Count + 1), new("forwarded", "for=192.0.2.1;proto=https"));
        mixed.Insert(chance.Next(mixed.Count + 1), new("x-real-ip", "192.0.2.1"));
        return [.. mixed];
    }

    /// <summary>What is decided, counted and shown; of the headers that go on, not those that came so.</summary>
    private static string Told(PolicyRequest request)
    {
        var text = new StringBuilder();
        var facts = PolicyFacts.None;
        var decision = Policy.Evaluate(request, facts, AskShape.Now);
        while (decision.Need is RateLimitNeed need)
        {
            foreach (var descriptor in need.Request.Descriptors)
            {
                text.Append(null, $"of {need.Option}\n").AppendJoin('\n', descriptor.Entries.Select(entry => $"{entry.Key}={entry.Value}")).Append('\n');
            }

            facts = facts with { RateLimits = facts.RateLimits.With(need, new RateLimitResponse(false)) };
            decision = Policy.Evaluate(request, facts, AskShape.Now);
        }

        text.Append(null, $"{decision.Route?.Name} {decision.Outcome} {decision.Reason}\n");
        var headers = decision.Forwarding is { } forwarding
            ? Verdict.Sent(request, forwarding).Where(header => header.Name is "x-address" or "x-scheme")
            : decision.Response?.Headers ?? [];
        return text.AppendJoin('\n', headers.Select(header => $"{header.Name}: {header.Value}")).ToString();
    }
}
