namespace LlmPolicy.Assurance.Dependencies;

/// <summary>What an upstream tells one caller in its answer is sent with no other's request, and leads it nowhere else: gateway and outgoing client keep no cookies, addresses, challenges, validators.</summary>
public sealed class ToldToOthersTests
{
    /// <summary>Lines of an answer that a client may go by in its next request.</summary>
    private static readonly string[] Lines =
    [
        "Set-Cookie: c4nary=c4nary; Path=/", "Set-Cookie: c4nary=c4nary; Domain=models.test; Path=/; Max-Age=100000", "Set-Cookie: c4nary=c4nary; Domain=plain.test; SameSite=None", "Set-Cookie2: c4nary=c4nary; Version=1",
        "Alt-Svc: h2=\"c4nary.test:443\"; ma=1000, http/1.1=\"c4nary.test:80\"", "WWW-Authenticate: Basic realm=\"c4nary\"", "WWW-Authenticate: Digest realm=\"c4nary\", nonce=\"c4nary\", qop=\"auth\"", "WWW-Authenticate: Negotiate",
        "Proxy-Authenticate: Basic realm=\"c4nary\"", "Authentication-Info: nextnonce=\"c4nary\"", "ETag: \"c4nary\"\r\nCache-Control: max-age=100000", "Last-Modified: Sun, 01 Mar 2026 00:00:00 GMT\r\nExpires: Sun, 01 Mar 2037 00:00:00 GMT",
        "Location: http://c4nary.test/c4nary", "Location: /c4nary", "Refresh: 0; url=http://c4nary.test/", "Content-Location: /c4nary", "Link: <http://c4nary.test/>; rel=preload", "Strict-Transport-Security: max-age=100000",
        "Accept-CH: Sec-CH-UA, c4nary\r\nCritical-CH: c4nary", "Retry-After: 100", "x-request-id: c4nary", "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\ntracestate: c=c4nary", "baggage: c=c4nary", "Sec-Session-Id: c4nary",
        "Set-Login: logged-in\r\nClear-Site-Data: \"*\"", "Connection: close, c4nary\r\nc4nary: c4nary", "Trailer: Set-Cookie",
    ];

    private static readonly string[] Heads =
    [
        "200 OK", "201 Created", "206 Partial Content", "300 Choose", "301 Moved", "302 Found", "303 See", "307 Temporary", "308 Permanent", "400 Bad", "401 Unauthorized", "403 Forbidden", "407 Proxy", "421 Misdirected", "429 Many", "500 Fault", "503 Unavailable",
    ];

    public static TheoryData<string> Ways => [.. OutgoingCalls.Both];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Another_callers_request_is_what_it_would_be_without(string way)
    {
        string answered = HostileServer.Ok;
        string arrived = "";
        await using HostileServer upstream = new(async request =>
        {
            arrived = request.Text;
            await request.SendAsync(answered);
        });
        await using HostileGateway gateway = await HostileGateway.StartAsync(upstream, OutgoingCalls.Manifests, OutgoingCalls.AddTo);
        HashSet<string> usual = [.. await NamesAsync("one"), .. await NamesAsync("two")];
        List<string> told = [];
        string[] all = [string.Join("\r\n", Lines), .. Lines];
        foreach (string head in Heads)
        {
            // Each status with all of them, each of them with some status.
            foreach (string lines in all.Where((_, i) => i == 0 || i % Heads.Length == Array.IndexOf(Heads, head)))
            {
                answered = $"HTTP/1.1 103 Hints\r\nSet-Cookie: c4nary=c4nary\r\nLink: </c4nary>; rel=preload\r\n\r\nHTTP/1.1 {head}\r\n{lines}\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nSet-Cookie: c4nary=c4nary\r\n\r\n";
                await NamesAsync("one");
                answered = HostileServer.Ok;
                string[] names = await NamesAsync("two");
                told.AddRange(usual.SetEquals(names) && !arrived.Contains("c4nary", StringComparison.OrdinalIgnoreCase) ? [] : [$"behind {head}, {lines}: {arrived}"]);
            }
        }

        told.ShouldBeEmpty();
        gateway.Dialer.Dialed.Distinct().ShouldBe([Policies.ModelsHost]);
        upstream.Arrivals.ShouldBe(2 + (2 * (Heads.Length + Lines.Length)));

        async Task<string[]> NamesAsync(string caller)
        {
            Answer answer = await gateway.AskAsync($"GET /v1/models HTTP/1.1\nHost: {way}.test\nx-caller: {caller}");
            answer.Status.ShouldNotBe(0, gateway.Logs.Last);
            arrived.ShouldContain($"x-caller: {caller}");
            // The key is the provider's, the canary in it ours.
            arrived = arrived.Replace(Policies.ProviderKey, "", StringComparison.Ordinal);
            return [.. arrived.Split("\r\n").Skip(1).Where(line => line.Length > 0).Select(line => line.Split(':')[0])];
        }
    }
}
