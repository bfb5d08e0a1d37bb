using LlmPolicy.Keys;
using GatewayManifests = LlmPolicy.Gateway.Manifests;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>Whatever a key server does: callers whose keys are known pass, nobody else does, and it is asked no more than once a second.</summary>
[Collection(ManagedMemory.Collection)]
public sealed class KeyServerTests
{
    private const string Upstream = "up.test";
    private const int Flood = 40;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly SigningKey Known = SigningKey.Ec();
    private static readonly SigningKey Refused = SigningKey.Ec();
    private static readonly SigningKey Next = SigningKey.Ec();

    private static readonly Ceiling Ceiling = Ceiling.Of("a key server");

    private static readonly Ceiling Long = Ceiling.Of("a key server that sends as much as is read");

    private static readonly string Policy = string.Join(
        "\n---\n",
        Policies.Service("plain", $"{{jwt: {{providers: {{p: {{issuer: test, jwks: {{remote: {{url: 'https://keys.example/jwks', cacheDuration: 300s, upstreamRef: {{name: keys, namespace: default}}}}}}}}}}}}}}", GatewayManifests.Route("/")),
        GatewayManifests.Upstream("models", $"{{hosts: [{{addr: {Upstream}, port: 80}}]}}"),
        GatewayManifests.Upstream("keys", $"{{hosts: [{{addr: {Policies.KeysHost}, port: 80}}]}}"));

    public static TheoryData<string> Faults => [.. KeyServerFault.All.Select(fault => fault.Name)];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task It_costs_the_callers_of_keys_that_are_not_known_alone(string name)
    {
        KeyServerFault fault = KeyServerFault.All.Single(fault => fault.Name == name);
        await using HostileServer upstream = new(request => request.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        await using HostileServer keys = new(request => request.SendAsync(Set("known", Known)));
        await using HostileGateway gateway = await StartAsync(upstream, keys);
        (await StatusAsync(gateway, "known", Known)).ShouldBe(200);
        string set = Body("refused", Refused);
        keys.Behaviour = request => fault.Act(request, set);
        // What .NET and the first of each fault leave behind is no leak.
        gateway.Clock.Advance(Second);
        await FloodAsync(gateway, keys, fault, "warm-up");
        gateway.Clock.Advance(Second);
        long held = ManagedMemory.Held();
        (long logged, int asked, int arrived) = (gateway.Logs.Bytes, keys.Arrivals, upstream.Arrivals);

        int[] statuses = await FloodAsync(gateway, keys, fault, "unknown");

        statuses.ShouldBe([.. Enumerable.Repeat(401, Flood), .. Enumerable.Repeat(200, Flood)]);
        (upstream.Arrivals - arrived).ShouldBe(Flood);
        (keys.Arrivals - asked).ShouldBe(Ceiling.Arrivals);
        ((gateway.Logs.Bytes - logged) / (2 * Flood)).ShouldBeLessThan(Ceiling.Log, gateway.Logs.Last);
        (await ManagedMemory.StaysAsync(held, (fault.IsLong ? Long : Ceiling).Memory)).ShouldBeLessThan((fault.IsLong ? Long : Ceiling).Memory);
        gateway.Logs.Leaks.ShouldBeEmpty();
        gateway.Logs.Count("KeysUnavailable").ShouldBe(1);
        gateway.Dialer.Dialed.ShouldNotContain(KeyServerFault.Elsewhere);

        keys.Behaviour = request => request.SendAsync(Set("next", Next));
        gateway.Clock.Advance(Second);
        (await StatusAsync(gateway, "next", Next)).ShouldBe(200, gateway.Logs.Last);
        (await StatusAsync(gateway, "known", Known)).ShouldBe(401);
    }

    /// <summary>It refuses connections, or nobody says anything at all.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(HostDialer.Nowhere)]
    public async Task One_that_can_not_be_reached_holds_no_start_and_is_asked_for_no_more_than_once_a_second(int port)
    {
        await using HostileServer upstream = new(request => request.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        await using HostileGateway gateway = await HostileGateway.StartAsync(
            new() { [Upstream] = upstream.Port, [Policies.KeysHost] = port }, Policy, new TestClock(), settings: ("LlmPolicy:ReloadInterval", "0"));

        Task<int[]> flood = Task.WhenAll(Enumerable.Range(0, Flood).Select(i => StatusAsync(gateway, "known", Known)));
        // A refused connection needs no time.
        int[] statuses = port == HostDialer.Nowhere ? await gateway.PassingAsync(flood, KeyServer.Limit, 2) : await gateway.BoundedAsync(flood);

        statuses.ShouldAllBe(status => status == 401);
        upstream.Arrivals.ShouldBe(0);
        gateway.Dialer.Dialed.Count.ShouldBe(Ceiling.Arrivals);
    }

    [Fact]
    public async Task Its_last_good_keys_count_for_as_long_as_the_limit_says_and_no_longer()
    {
        TimeSpan limit = TimeSpan.FromMilliseconds(LimitsDocument.Value("RemoteKeySource.LastKnownGood"));
        await using HostileServer upstream = new(request => request.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        await using HostileServer keys = new(request => request.SendAsync(Set("known", Known)));
        await using HostileGateway gateway = await StartAsync(upstream, keys);
        (await StatusAsync(gateway, "known", Known)).ShouldBe(200);
        keys.Behaviour = request => request.CloseAsync();

        gateway.Clock.Advance(limit - Second);
        (await StatusAsync(gateway, "known", Known)).ShouldBe(200);
        gateway.Clock.Advance(Second);
        (await StatusAsync(gateway, "known", Known)).ShouldBe(401);

        upstream.Arrivals.ShouldBe(2);
    }

    private static Task<HostileGateway> StartAsync(HostileServer upstream, HostileServer keys) => HostileGateway.StartAsync(
        new() { [Upstream] = upstream.Port, [Policies.KeysHost] = keys.Port }, Policy, new TestClock(), settings: ("LlmPolicy:ReloadInterval", "0"));

    /// <summary>Many callers of keys that nobody has, and as many of one that is known, at once. Their statuses.</summary>
    private static async Task<int[]> FloodAsync(HostileGateway gateway, HostileServer keys, KeyServerFault fault, string kid)
    {
        int asked = keys.Arrivals;
        Task<int[]> flood = Task.WhenAll(
        [
            .. Enumerable.Range(0, Flood).Select(i => StatusAsync(gateway, i % 2 == 0 ? "refused" : $"{kid}-{i}", Refused)),
            .. Enumerable.Range(0, Flood).Select(_ => StatusAsync(gateway, "known", Known)),
        ]);
        if (fault.Hangs)
        {
            await keys.ArrivedAsync(asked + 1);
            gateway.Clock.Advance(KeyServer.Limit);
        }

        int[] statuses = await gateway.BoundedAsync(flood);
        // A request has its own limit, and may be over before the fetch is.
        await gateway.BoundedAsync(EndedAsync(gateway, asked + 1));
        return statuses;
    }

    private static async Task<bool> EndedAsync(HostileGateway gateway, int fetches)
    {
        while (gateway.Services.GetRequiredService<PolicyStore>().Current.RemoteKeys.Status[0].Fetches < fetches)
        {
            await Task.Yield();
        }

        return true;
    }

    private static async Task<int> StatusAsync(HostileGateway gateway, string kid, SigningKey key)
    {
        string token = key.Sign($$"""{"alg":"ES256","kid":"{{kid}}"}""", """{"iss":"test","sub":"c4nary"}""");
        return (await gateway.AskAsync($"GET /v1 HTTP/1.1\nHost: plain.test\nAuthorization: Bearer {token}")).Status;
    }

    private static string Body(string kid, SigningKey key) => $$"""{"keys":[{{key.Jwk("\"alg\":\"ES256\"", $"\"kid\":\"{kid}\"")}}]}""";

    private static string Set(string kid, SigningKey key) => Body(kid, key) is var body ? $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}" : "";
}
