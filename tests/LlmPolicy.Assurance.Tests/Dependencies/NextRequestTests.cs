using System.Net.Sockets;
using System.Text;
using LlmPolicy.Gateway;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>
/// What a client sends behind a request for another protocol, or as a body that nobody has read, is not its next request, whoever refuses and with whatever status, unless it was asked for HTTP
/// again: 426 (RFC 9110, 15.5.22).
/// </summary>
public sealed class NextRequestTests
{
    private const string Smuggled = "GET /smuggled HTTP/1.1\r\nHost: plain.test\r\n\r\n";

    private static readonly SigningKey Key = SigningKey.Ec();

    private static readonly string Token = "\r\nAuthorization: Bearer " + Key.Sign("""{"iss":"test","sub":"caller"}""");

    private static readonly int[] Statuses = [200, 202, 204, 205, 301, 304, 307, 400, 401, 403, 404, 405, 407, 408, 409, 413, 417, 418, 421, 423, 425, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505, 511];

    private static readonly string Manifests = string.Join(
        "\n---\n",
        Policies.Service(
            "plain", Policies.Jwt(Key),
            [
                .. Statuses.Append(426).Select(status => $"- matchers: [{{exact: /direct/{status}}}]\n  directResponseAction: {{status: {status}}}"),
                "- matchers: [{exact: /redirect}]\n  redirectAction: {hostRedirect: other.test}",
                Policies.Route("/rbac", "rbac: {policies: {p: {principals: [{jwtPrincipal: {claims: {sub: other}}}]}}}"),
                Policies.Route("/closed", "upgrades: [{websocket: {enabled: false}}]"),
                Policies.Route("/csrf", "csrf: {filterEnabled: {defaultValue: {numerator: 100}}}"),
                Policies.Route("/fault", "faults: {abort: {percentage: 100, httpStatus: 401}}"),
                Policies.Route("/answer"),
                Gateway.Manifests.Route("/gone", "gone"),
                Policies.Route("/withheld", secret: "missing"),
                Policies.Route("/smuggled", "jwt: {disable: true}"),
            ]),
        Policies.Upstream,
        Gateway.Manifests.Upstream("gone", "{hosts: [{addr: gone.test, port: 80}]}"),
        Gateway.Manifests.Secret("key", "x-key", "c4nary"));

    /// <summary>A target, and what has to come with the request for it.</summary>
    private static readonly (string Target, string More)[] Refused =
    [
        .. Statuses.Select(status => ($"/direct/{status}", Token)),
        .. Statuses.Where(status => status is not (204 or 205 or 304)).Select(status => ($"/answer/{status}", Token)),
        ("/answer/200", ""),
        ("/answer/200", Token + "x"),
        ("/redirect", Token),
        ("/rbac", Token),
        ("/closed", Token),
        ("/csrf", Token + "\r\nOrigin: http://other.test"),
        ("/fault", Token),
        ("/gone", Token),
        ("/withheld", Token),
        ("/none", Token),
    ];

    /// <summary>What asks for something behind which no request stands, and what follows it.</summary>
    private static readonly (string Named, string Method, string Headers, string Behind)[] Asking =
    [
        ("a WebSocket", "GET", "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", Smuggled),
        ("a WebSocket beside keep-alive", "GET", "\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket", Smuggled),
        ("another protocol", "GET", "\r\nConnection: Upgrade\r\nUpgrade: other/1", Smuggled),
        ("two protocols", "GET", "\r\nConnection: Upgrade\r\nUpgrade: other, websocket", Smuggled),
        ("a body that is not there whole", "POST", "\r\nContent-Length: 1000", Smuggled),
        ("a chunk that is not there whole", "POST", "\r\nTransfer-Encoding: chunked", "fff\r\n" + Smuggled),
        ("a chunk that is none", "POST", "\r\nTransfer-Encoding: chunked", "x\r\n" + Smuggled),
        ("a body that is asked for", "POST", "\r\nExpect: 100-continue\r\nContent-Length: 1000", Smuggled),
    ];

    /// <summary>How often what follows has reached an upstream.</summary>
    private int _smuggled;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_follows_a_refusal_is_no_request(bool isGuarded)
    {
        await using HostileServer upstream = new(ServeAsync);
        await using HostileGateway gateway = await StartAsync(upstream, isGuarded);
        List<string> broken = [];
        foreach (var (named, method, headers, behind) in Asking)
        {
            // For the rest of a body an upstream may wait.
            foreach ((string target, string more) in Refused.Where(refused => method == "GET" || refused.More != Token || !IsSent(refused.Target)))
            {
                string after = await AfterAsync(gateway, $"{method} {target} HTTP/1.1\r\nHost: plain.test{more}{headers}\r\n\r\n{behind}");
                broken.AddRange(after.Length == 0 ? [] : [$"{named}, {target}{(more.Length == 0 ? " without a token" : "")}: {after}"]);
                Volatile.Write(ref _smuggled, 0);
            }
        }

        broken.ShouldBeEmpty();
    }

    /// <summary>Who is told to ask in another way may do so; so may who offers what is passed over.</summary>
    [Theory]
    [InlineData("/direct/426", "websocket", 426)]
    [InlineData("/answer/426", "websocket", 426)]
    [InlineData("/answer/200", "h2c", 200)]
    public async Task What_HTTP_says_is_a_request_is_one(string target, string protocol, int status)
    {
        await using HostileServer upstream = new(ServeAsync);
        await using HostileGateway gateway = await StartAsync(upstream);

        await using Stream client = await gateway.ConnectAsync();
        await client.WriteAsync(Encoding.Latin1.GetBytes($"GET {target} HTTP/1.1\r\nHost: plain.test{Token}\r\nConnection: Upgrade\r\nUpgrade: {protocol}\r\n\r\n{Smuggled}"), TestContext.Current.CancellationToken);

        HttpMessage first = await NextAsync(gateway, client);
        await first.ReadBodyAsync(client, TestContext.Current.CancellationToken);
        (first.Status, (await NextAsync(gateway, client)).Status).ShouldBe((status, 200));
    }

    private static bool IsSent(string target) => target is "/closed" || target.StartsWith("/answer/", StringComparison.Ordinal);

    private static Task<HostileGateway> StartAsync(HostileServer upstream, bool isGuarded = false) => HostileGateway.StartAsync(
        new() { [Policies.ModelsHost] = upstream.Port, ["gone.test"] = 1 }, Manifests, new TestClock(),
        services =>
        {
            services.AddSingleton<ISecretSource>(new HostileSource(SourceFault.KnowsNothing));
            if (isGuarded)
            {
                services.AddSingleton<IStartupFilter>(new GuardInFront());
            }
        });

    /// <summary>Answers as its target says.</summary>
    private async Task ServeAsync(Arrival request)
    {
        if (request["transfer-encoding"] is not null)
        {
            // What stands behind a head without a length is its body, here too.
            await request.SendAsync($"HTTP/1.1 {StatusOf(request)} Answer\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            await request.CloseAsync();
            return;
        }

        Interlocked.Add(ref _smuggled, request.Target == "/smuggled" ? 1 : 0);
        await request.SendAsync($"HTTP/1.1 {StatusOf(request)} Answer\r\nContent-Length: 0\r\n\r\n");
    }

    private static string StatusOf(Arrival request) => request.Target.StartsWith("/answer/", StringComparison.Ordinal) ? request.Target["/answer/".Length..] : "200";

    /// <summary>What is answered to this, where it stands before all else on a connection: the first status, and what comes up to the connection's end, or that it does not end.</summary>
    private async Task<string> AfterAsync(HostileGateway gateway, string text)
    {
        await using Stream client = await gateway.ConnectAsync();
        await client.WriteAsync(Encoding.Latin1.GetBytes(text), TestContext.Current.CancellationToken);
        HttpMessage answer = await NextAsync(gateway, client);
        if (!answer["connection"].Contains("close", StringComparer.OrdinalIgnoreCase))
        {
            return $"{answer.Status}, and goes on";
        }

        // There is no more to come: nobody waits for it.
        ((NetworkStream)client).Socket.Shutdown(SocketShutdown.Send);
        StringBuilder more = new();
        byte[] buffer = new byte[4 * 1024];
        try
        {
            while (await gateway.BoundedAsync(client.ReadAsync(buffer, TestContext.Current.CancellationToken).AsTask()) is > 0 and var read)
            {
                more.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
        }
        catch (IOException)
        {
            // What was sent was not read.
        }

        return more.ToString().Contains("HTTP/1.1 ", StringComparison.Ordinal) || Volatile.Read(ref _smuggled) > 0 ? $"{answer.Status}, and another" : "";
    }

    /// <summary>The next answer's head, but for 100 (Continue).</summary>
    private static async Task<HttpMessage> NextAsync(HostileGateway gateway, Stream client)
    {
        HttpMessage answer;
        do
        {
            answer = (await gateway.BoundedAsync(HttpMessage.ReadHeadAsync(client, TestContext.Current.CancellationToken))).ShouldNotBeNull();
        }
        while (answer.Status == 100);

        return answer;
    }

    /// <summary>A guard, which refuses in the gateway's place.</summary>
    private sealed class GuardInFront : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.UseLlmPolicy();
            next(app);
        };
    }
}
