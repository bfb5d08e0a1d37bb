using LlmPolicy.Gateway;

namespace LlmPolicy.Assurance.Pipelines;

/// <summary>
/// A header is what the policy says of it, also where HTTP, the server, YARP or .NET's client have a word of their own on its name: set, added to, taken off, made of a claim or a secret, with a
/// token in it. The caller's own lines are there where it is added to, or nothing is said.
/// </summary>
public sealed class SpecialHeaderTests
{
    private const string Key = "a-key-of-carol-1234";

    /// <summary>Names that something on the way has a word on, and a plain one. How a message is framed and where it goes no manifest says.</summary>
    private static readonly string[] Names =
    [
        "x-plain", "Proxy-Authorization", "Proxy-Authenticate", "Proxy-Authentication-Info", "Proxy-Features", "Proxy-Instruction", "Security-Scheme", "ALPN", "Close", "Upgrade-Insecure-Requests",
        "Alt-Svc", "Alt-Used", "User-Agent", "Keep-Alive", "Proxy-Connection", "Proxy-Status", "TE", "Trailer", "Upgrade", "HTTP2-Settings", "Max-Forwards", "Forwarded", "Via", "Warning", "From", "Referer", "Origin",
        "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "X-Original-Host", "X-Real-IP", "Request-Id", "Correlation-Context", "traceparent", "tracestate", "baggage", "Cookie", "Cookie2",
        "Set-Cookie", "Accept", "Accept-Encoding", "Accept-Language", "Authorization", "WWW-Authenticate", "Date", "Age", "Server", "Location", "Retry-After", "Vary", "ETag", "Pragma", "Range", "If-Match",
        "If-None-Match", "If-Modified-Since", "If-Range", "Content-Type", "Content-Encoding", "Content-Language", "Content-Location", "Content-MD5", "Content-Disposition", "Content-Range", "Expires",
        "Last-Modified", "Allow", "Link", "Priority", "Early-Data", "Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions", "Sec-Fetch-Site", "Strict-Transport-Security", "X-Powered-By", "X-HTTP-Method-Override",
        "Access-Control-Request-Headers", "api-key", "x-api-key",
    ];

    /// <summary>What is for this hop alone, or (<c>baggage</c>) kept from providers: of the caller's own nothing arrives.</summary>
    private static readonly string[] OfThisHop = ["Keep-Alive", "Proxy-Connection", "TE", "Upgrade", "HTTP2-Settings", "baggage", "Correlation-Context"];

    /// <summary>What no <c>Connection</c> may name.</summary>
    private static readonly string[] MustStay = ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"];

    private static readonly SigningKey Signer = SigningKey.Ec();

    private static readonly string Jwks = "jwks: {local: {key: \"" + Signer.PublicKey.ReplaceLineEndings("\\n") + "\"}}";

    private static readonly string Token = Signer.Sign("""{"iss":"test","sub":"alice"}""");

    /// <summary>What may be said of a header: the host that says it, and the lines that arrive of the caller's own.</summary>
    private static readonly Dictionary<string, Func<string[], string[]>> Rules = new()
    {
        ["unsaid"] = own => own,
        ["set"] = _ => ["policy"],
        ["added"] = own => [.. own, "policy"],
        ["removed"] = _ => [],
        ["secret"] = _ => ["policy"],
        ["claim"] = _ => ["alice"],
        ["absent"] = _ => [],
        ["token"] = _ => [],
        ["key"] = _ => [],
    };

    /// <summary>Where it arrives.</summary>
    public enum Place
    {
        Gateway,
        GatewayBehindGuard,
        Endpoint,
    }

    [Theory]
    [InlineData(Place.Gateway, "unsaid", "set", "added", "removed", "secret")]
    [InlineData(Place.Gateway, "claim", "absent")]
    [InlineData(Place.Gateway, "token")]
    [InlineData(Place.Gateway, "key")]
    [InlineData(Place.GatewayBehindGuard, "unsaid", "set", "added", "removed", "secret")]
    [InlineData(Place.GatewayBehindGuard, "claim", "absent")]
    [InlineData(Place.GatewayBehindGuard, "token")]
    [InlineData(Place.GatewayBehindGuard, "key")]
    [InlineData(Place.Endpoint, "set", "removed")]
    [InlineData(Place.Endpoint, "claim", "absent")]
    [InlineData(Place.Endpoint, "token")]
    [InlineData(Place.Endpoint, "key")]
    public async Task It_arrives_as_the_policy_says(Place place, params string[] rules)
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            Manifests(rules),
            new LoopbackDialer(upstream.Port),
            use: app =>
            {
                // In front of routing, too: a gateway makes the guard's changes its own.
                app.UseWhen(_ => place != Place.Gateway, branch => branch.UseLlmPolicy());
            },
            map: app =>
            {
                if (place == Place.Endpoint)
                {
                    app.Map("/", (HttpContext context) => string.Join(',', context.Request.Headers[context.Request.Headers["x-name"].ToString()].ToArray()));
                }
                else
                {
                    app.MapLlmPolicy();
                }
            });
        List<string> broken = [];
        foreach ((int i, string rule, string[] own, string connection, string body) in from i in Enumerable.Range(0, Names.Length) from rule in rules from brought in Brought(Names[i], rule) select (i, rule, brought.Own, brought.Connection, brought.Body))
        {
            string[] sent = rule switch { "token" => [$"Key {Token}"], "key" => [Key], _ => own };
            string bearer = rule is "claim" or "absent" ? $"\nx-token: {Token}" : "";
            HttpMessage answer = await gateway.SendAsync($"{(body.Length > 0 ? "POST" : "GET")} / HTTP/1.1\nHost: {rule}-{i}.test\nx-name: {Names[i]}{bearer}{string.Concat(sent.Select(line => $"\n{Names[i]}: {line}"))}{connection}{(body.Length > 0 ? $"\nContent-Length: {body.Length}" : "")}", body);
            if (connection.Length > 0 && MustStay.Contains(Names[i]))
            {
                broken.AddRange(answer.Status == 400 ? [] : [$"{Names[i]} in Connection: {answer.Status}"]);
                continue;
            }

            if (answer.Status != 200)
            {
                broken.Add($"{Names[i]} {rule}: {answer.Status} {answer.Body}");
                continue;
            }

            string[] expected = Rules[rule](connection.Length > 0 || OfThisHop.Contains(Names[i]) ? [] : own);
            string arrived = place == Place.Endpoint ? answer.Body : string.Join(',', (await upstream.NextRequestAsync())[Names[i]]);
            broken.AddRange(Same(arrived) == Same(string.Join(',', expected)) ? [] : [$"{Names[i]} {rule}, sent {string.Join('|', sent)}{connection.Replace("\n", "; ", StringComparison.Ordinal)}: {arrived}"]);
        }

        broken.ShouldBeEmpty();
    }

    /// <summary>What is made of a claim or holds a key on one route is nobody's own on any: those have manifests of their own.</summary>
    private static string Manifests(string[] rules) => string.Join(
        "\n---\n",
        [
            .. Names.SelectMany((name, i) => rules.Select(rule => Service($"{rule}-{i}", rule, name))),
            .. Names.Select((name, i) => Gateway.Manifests.Secret($"secret-{i}", name, "policy")),
            .. rules.Contains("key") ? Names.Select((name, i) => $"apiVersion: enterprise.gloo.solo.io/v1\nkind: AuthConfig\nmetadata: {{name: key-{i}, namespace: default}}\nspec: {{configs: [{{apiKeyAuth: {{headerName: {name}, labelSelector: {{team: data}}}}}}]}}") : [],
            $"apiVersion: v1\nkind: Secret\nmetadata: {{name: carol, namespace: default, labels: {{team: data}}}}\ntype: extauth.solo.io/apikey\nstringData: {{api-key: {Key}}}",
            Gateway.Manifests.Upstream(),
        ]);

    private static string Same(string lines) => lines.Replace(" ", "", StringComparison.Ordinal).Replace(';', ',');

    /// <summary>Lines of the caller's own, and whether <c>Connection</c> names them. Some names there are words about the connection.</summary>
    private static IEnumerable<(string[] Own, string Connection, string Body)> Brought(string name, string rule)
    {
        yield return ([], "", "");
        if (rule is "token" or "key")
        {
            yield break;
        }

        yield return (["mine-1", "mine-2"], "", "");
        // Some headers are a body's to .NET's client.
        yield return (["mine-1", "mine-2"], "", "hello");
        if (name is not ("Upgrade" or "Close" or "Keep-Alive"))
        {
            yield return (["mine"], $"\nConnection: keep-alive, {name}", "");
        }
    }

    private static string Service(string host, string rule, string name) => Gateway.Manifests.Guarded(
        rule switch
        {
            "claim" or "absent" => $"{{jwt: {{providers: {{p: {{issuer: test, claimsToHeaders: [{{claim: {(rule == "claim" ? "sub" : "absent")}, header: {name}}}], tokenSource: {{headers: [{{header: x-token}}]}}, {Jwks}}}}}}}}}",
            "token" => $"{{jwt: {{providers: {{p: {{issuer: test, tokenSource: {{headers: [{{header: {name}, prefix: 'Key '}}]}}, {Jwks}}}}}}}}}",
            "key" => $"{{extauth: {{configRef: {{name: key-{host[(host.LastIndexOf('-') + 1)..]}, namespace: default}}}}}}",
            _ => "{}",
        },
        Gateway.Manifests.Route("/", options: rule switch
        {
            "set" => $"headerManipulation: {{requestHeadersToAdd: [{{header: {{key: {name}, value: policy}}, append: false}}]}}",
            "added" => $"headerManipulation: {{requestHeadersToAdd: [{{header: {{key: {name}, value: policy}}}}]}}",
            "removed" => $"headerManipulation: {{requestHeadersToRemove: [{name}]}}",
            "secret" => $"headerManipulation: {{requestHeadersToAdd: [{{headerSecretRef: {{name: {host}, namespace: default}}, append: false}}]}}",
            _ => "{}",
        }))
        .Replace("name: gateway", $"name: {host}", StringComparison.Ordinal).Replace("\"*\"", $"{host}.test", StringComparison.Ordinal);
}
