using LlmPolicy.AspNetCore.Tests.Support;
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

    private static readonly string Models = GatewayManifests.Upstream("models", $"{{hosts: [{{addr: {Upstream}, port: 80}}]}}");

    private static readonly string Keys = GatewayManifests.Upstream("keys", $"{{hosts: [{{addr: {Policies.KeysHost}, port: 80}}]}}");

    private static readonly string Policy = string.Join(
        "\n---\n",
        KeyHolder.Service("cacheDuration: 300s, upstreamRef: {name: keys, namespace: default}"),
        Models,
        Keys);

    public static TheoryData<string> Faults => [.. KeyServerFault.All.Select(fault => fault.Name)];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task It_costs_the_callers_of_keys_that_are_not_known_alone(string name)
    {
        KeyServerFault fault = KeyServerFault.All.Single(fault => fault.Name == name);
        await using HostileServer upstream = HostileServer.Sound();
        await using HostileServer keys = new(request => request.SendAsync(KeyHolder.AnswerOf("known", Known)));
        await using HostileGateway gateway = await StartAsync(upstream, keys);
        (await KeyHolder.StatusAsync(gateway, "known", Known)).ShouldBe(200);
        string set = KeyHolder.SetOf("refused", Refused);
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
        long most = (fault.IsLong ? Long : Ceiling).Memory;
        (await ManagedMemory.StaysAsync(held, most)).ShouldBeLessThan(most);
        gateway.Logs.Leaks.ShouldBeEmpty();
        gateway.Logs.Count("KeysUnavailable").ShouldBe(1);
        gateway.Dialer.Dialed.ShouldNotContain(KeyServerFault.Elsewhere);

        keys.Behaviour = request => request.SendAsync(KeyHolder.AnswerOf("next", Next));
        gateway.Clock.Advance(Second);
        (await KeyHolder.StatusAsync(gateway, "next", Next)).ShouldBe(200, gateway.Logs.Last);
        (await KeyHolder.StatusAsync(gateway, "known", Known)).ShouldBe(401);
    }

    /// <summary>It refuses connections, or nobody says anything at all.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(HostDialer.Nowhere)]
    public async Task One_that_can_not_be_reached_holds_no_start_and_is_asked_for_no_more_than_once_a_second(int port)
    {
        await using HostileServer upstream = HostileServer.Sound();
        await using HostileGateway gateway = await HostileGateway.StartAsync(
            new() { [Upstream] = upstream.Port, [Policies.KeysHost] = port }, Policy, new TestClock(), settings: ("LlmPolicy:ReloadInterval", "0"));

        Task<int[]> flood = Task.WhenAll(Enumerable.Range(0, Flood).Select(i => KeyHolder.StatusAsync(gateway, "known", Known)));
        // A refused connection needs no time.
        int[] statuses = port == HostDialer.Nowhere ? await gateway.PassingAsync(flood, KeyServer.Limit, Flood + 2) : await gateway.BoundedAsync(flood);

        statuses.ShouldAllBe(status => status == 401);
        upstream.Arrivals.ShouldBe(0);
        gateway.Dialer.Dialed.Count.ShouldBe(Ceiling.Arrivals);
    }

    [Fact]
    public async Task Its_last_good_keys_count_for_as_long_as_the_limit_says_and_no_longer()
    {
        TimeSpan limit = TimeSpan.FromMilliseconds(LimitsDocument.Value("RemoteKeySource.LastKnownGood"));
        await using HostileServer upstream = HostileServer.Sound();
        await using HostileServer keys = new(request => request.SendAsync(KeyHolder.AnswerOf("known", Known)));
        await using HostileGateway gateway = await StartAsync(upstream, keys);
        (await KeyHolder.StatusAsync(gateway, "known", Known)).ShouldBe(200);
        keys.Behaviour = request => request.CloseAsync();

        gateway.Clock.Advance(limit - Second);
        (await KeyHolder.StatusAsync(gateway, "known", Known)).ShouldBe(200);
        gateway.Clock.Advance(Second);
        (await KeyHolder.StatusAsync(gateway, "known", Known)).ShouldBe(401);

        upstream.Arrivals.ShouldBe(2);
    }

    /// <summary>Each with a key of his own that nobody has; the server answers each time.</summary>
    [Fact]
    public async Task Callers_who_make_up_one_key_after_another_have_it_asked_once_a_second_and_no_more()
    {
        await using HostileServer upstream = HostileServer.Sound();
        await using HostileServer keys = new(request => request.SendAsync(KeyHolder.AnswerOf("known", Known)));
        await using HostileGateway gateway = await StartAsync(upstream, keys);
        (await KeyHolder.StatusAsync(gateway, "known", Known)).ShouldBe(200);
        gateway.Clock.Advance(Second);
        (await gateway.BoundedAsync(KeyHolder.StatusAsync(gateway, "first", Refused))).ShouldBe(401);
        keys.Arrivals.ShouldBe(2);

        TimeSpan soon = TimeSpan.FromMilliseconds(1);
        gateway.Clock.Advance(soon);
        Task<int> second = KeyHolder.StatusAsync(gateway, "second", Refused);
        await gateway.BoundedAsync(Task.WhenAny(second, gateway.Clock.TimerAsync(due => due == Second - soon)));
        second.IsCompleted.ShouldBeFalse("The next fetch is a second behind the last one.");
        Task<int[]> more = Task.WhenAll(Enumerable.Range(0, Flood).Select(i => KeyHolder.StatusAsync(gateway, $"more-{i}", Refused)));
        await gateway.BoundedAsync(gateway.Clock.TimersAsync(1 + Flood, due => due == KeyServer.Limit));
        keys.Arrivals.ShouldBe(2);
        gateway.Clock.Advance(Second - soon);

        (await gateway.BoundedAsync(more)).Append(await gateway.BoundedAsync(second)).ShouldAllBe(status => status == 401);
        keys.Arrivals.ShouldBe(3);
    }

    /// <summary>Whether its tokens say which key they are by, or not.</summary>
    [Theory]
    [InlineData("""{"alg":"ES256","kid":"next"}""")]
    [InlineData("""{"alg":"ES256"}""")]
    [InlineData("""{"alg":"ES256","kid":""}""")]
    public async Task A_key_that_it_has_changed_counts_from_its_first_token_on(string header)
    {
        await using HostileServer upstream = HostileServer.Sound();
        await using HostileServer keys = new(request => request.SendAsync(KeyHolder.AnswerOf("known", Known)));
        await using HostileGateway gateway = await StartAsync(upstream, keys);
        (await KeyHolder.StatusAsync(gateway, "known", Known)).ShouldBe(200);
        keys.Behaviour = request => request.SendAsync(KeyHolder.AnswerOf("next", Next));
        gateway.Clock.Advance(Second);

        Answer answer = await gateway.AskAsync($"GET /v1 HTTP/1.1\nHost: plain.test\nAuthorization: Bearer {Next.Sign(header, """{"iss":"test","sub":"c4nary"}""")}");

        answer.Status.ShouldBe(200, gateway.Logs.Last);
        keys.Arrivals.ShouldBe(2);
    }

    /// <summary>What a reload takes over is as old as it was.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public async Task No_reload_lets_its_last_good_keys_count_longer(int reloads)
    {
        TimeSpan limit = TimeSpan.FromMilliseconds(LimitsDocument.Value("RemoteKeySource.LastKnownGood"));
        TimeSpan look = TimeSpan.FromSeconds(0.7);
        using TempFolder folder = new();
        folder.Write("policy.yaml", Policy);
        await using HostileServer upstream = HostileServer.Sound();
        await using HostileServer keys = new(request => request.SendAsync(KeyHolder.AnswerOf("known", Known)));
        await using HostileGateway gateway = await HostileGateway.StartAsync(
            new() { [Upstream] = upstream.Port, [Policies.KeysHost] = keys.Port }, "", new TestClock(),
            settings: [("LlmPolicy:Manifests:0", folder["policy.yaml"]), ("LlmPolicy:ReloadInterval", look.ToString())]);
        (await KeyHolder.StatusAsync(gateway, "known", Known)).ShouldBe(200);
        DateTimeOffset end = gateway.Clock.GetUtcNow() + limit;
        keys.Behaviour = request => request.CloseAsync();

        for (int i = 1; i <= reloads; i++)
        {
            Until(end - (limit * i / (reloads + 1)));
            await gateway.TakeOverAsync($"{Policy}\n# {i}", look);
            (await KeyHolder.StatusAsync(gateway, "known", Known)).ShouldBe(200);
        }

        Until(end - Second);
        (await KeyHolder.StatusAsync(gateway, "known", Known)).ShouldBe(200);
        Until(end);
        (await KeyHolder.StatusAsync(gateway, "known", Known)).ShouldBe(401);

        void Until(DateTimeOffset time) => gateway.Clock.Advance(time > gateway.Clock.GetUtcNow() ? time - gateway.Clock.GetUtcNow() : TimeSpan.Zero);
    }

    /// <summary>The first answer was made before the key was there, and arrives after it was asked for.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(500)]
    [InlineData(999)]
    [InlineData(4000)]
    public async Task A_key_that_is_published_while_an_older_set_is_on_its_way_counts_for_all_who_came_meanwhile(int milliseconds)
    {
        TimeSpan meanwhile = TimeSpan.FromMilliseconds(milliseconds);
        TaskCompletionSource arrives = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using HostileServer upstream = HostileServer.Sound();
        await using HostileServer keys = new(request => request.SendAsync(KeyHolder.AnswerOf("known", Known)));
        await using HostileGateway gateway = await StartAsync(upstream, keys);
        (await KeyHolder.StatusAsync(gateway, "known", Known)).ShouldBe(200);
        keys.Behaviour = async request =>
        {
            await arrives.Task;
            await request.SendAsync(KeyHolder.AnswerOf("known", Known));
        };
        gateway.Clock.Advance(Second);
        Task<int> first = KeyHolder.StatusAsync(gateway, "refused", Refused);
        await keys.ArrivedAsync(2);
        keys.Behaviour = request => request.SendAsync(KeyHolder.AnswerOf("next", Next));
        gateway.Clock.Advance(meanwhile);

        Task<int[]> came = Task.WhenAll(Enumerable.Range(0, Flood).Select(_ => KeyHolder.StatusAsync(gateway, "next", Next)));
        // Each waits for the fetch, as the first does, and the fetch for its answer.
        await gateway.Clock.TimersAsync(Flood + 2, due => due == KeyServer.Limit);
        arrives.SetResult();
        // The next fetch is a second behind this one.
        int[] statuses = meanwhile < Second ? await gateway.PassingAsync(came, Second - meanwhile) : await gateway.BoundedAsync(came);

        statuses.ShouldAllBe(status => status == 200);
        (await gateway.BoundedAsync(first)).ShouldBe(401);
        keys.Arrivals.ShouldBe(3);
    }

    /// <summary>All lists of one to three providers that share a key server: with an issuer of their own, with one that they share, with none, and with none and a server that has no keys for it.</summary>
    [Fact]
    public async Task Providers_that_share_one_serve_each_others_callers_neither_more_nor_less()
    {
        SigningKey[] signers = [Known, Next, SigningKey.Ec()];
        KeyServerFault[] faults = [.. KeyServerFault.All.Where(fault => fault.Name is "closes" or "no JSON" or "no keys")];
        await using HostileServer upstream = HostileServer.Sound();
        await using HostileServer keys = new(request => request.Target[^1] - '0' is var i && request.Target.StartsWith("/faulty", StringComparison.Ordinal)
            ? faults[i].Act(request, KeyHolder.SetOf($"k{i}", signers[i]))
            : request.SendAsync(KeyHolder.AnswerOf($"k{i}", signers[i])));
        string[] kinds = ["own", "shared", "none", "faulty"];
        string[][] one = [.. kinds.Select(kind => new[] { kind })];
        string[][] two = [.. one.SelectMany(list => kinds.Select(kind => (string[])[.. list, kind]))];
        string[][] lists = [.. one, .. two, .. two.SelectMany(list => kinds.Select(kind => (string[])[.. list, kind]))];
        await using HostileGateway gateway = await HostileGateway.StartAsync(
            new() { [Upstream] = upstream.Port, [Policies.KeysHost] = keys.Port },
            string.Join("\n---\n", [.. lists.Select(list => Policies.Service(string.Join('-', list), Providers(list), GatewayManifests.Route("/"))), Models, Keys]),
            new TestClock(),
            settings: ("LlmPolicy:ReloadInterval", "0"));
        gateway.Clock.Advance(Second);

        string[][] wrong = await gateway.BoundedAsync(Task.WhenAll(lists.Select(WrongAsync)));

        wrong.SelectMany(answers => answers).ShouldBeEmpty();

        async Task<string[]> WrongAsync(string[] list)
        {
            string host = string.Join('-', list);
            List<string> answers = [];
            for (int i = 0; i < list.Length; i++)
            {
                foreach ((string kid, int expected) in new[] { ($"k{i}", list[i] == "faulty" ? 401 : 200), ("unknown", 401) })
                {
                    string token = signers[i].Sign($$"""{"alg":"ES256","kid":"{{kid}}"}""", $$"""{"iss":"{{Issuer(list[i], i)}}","sub":"c4nary"}""");
                    int status = (await gateway.AskAsync($"GET /v1 HTTP/1.1\nHost: {host}.test\nAuthorization: Bearer {token}")).Status;
                    if (status != expected)
                    {
                        answers.Add($"{host}: {kid} of provider {i}: {status}");
                    }
                }
            }

            return [.. answers];
        }
    }

    private static string Issuer(string kind, int i) => kind == "own" ? $"own-{i}" : kind;

    private static string Providers(string[] kinds) => "{jwt: {providers: {" + string.Join(", ", kinds.Select((kind, i) =>
        $"p{i}: {{{(kind is "own" or "shared" ? $"issuer: {Issuer(kind, i)}, " : "")}jwks: {{remote: {{url: 'https://keys.example/{kind}/{i}', upstreamRef: {{name: keys, namespace: default}}}}}}}}")) + "}}}";

    private static Task<HostileGateway> StartAsync(HostileServer upstream, HostileServer keys) => HostileGateway.StartAsync(
        new() { [Upstream] = upstream.Port, [Policies.KeysHost] = keys.Port }, Policy, new TestClock(), settings: ("LlmPolicy:ReloadInterval", "0"));

    /// <summary>Many callers of keys that nobody has, and as many of one that is known, at once. Their statuses.</summary>
    private static async Task<int[]> FloodAsync(HostileGateway gateway, HostileServer keys, KeyServerFault fault, string kid)
    {
        int asked = keys.Arrivals;
        Task<int[]> unknown = Task.WhenAll(Enumerable.Range(0, Flood).Select(i => KeyHolder.StatusAsync(gateway, i % 2 == 0 ? "refused" : $"{kid}-{i}", Refused)));
        // Who is known waits for no key server: and once the clock moves, for no upstream either.
        int[] known = await gateway.BoundedAsync(Task.WhenAll(Enumerable.Range(0, Flood).Select(_ => KeyHolder.StatusAsync(gateway, "known", Known))));
        if (fault.Hangs)
        {
            await keys.ArrivedAsync(asked + 1);
            gateway.Clock.Advance(KeyServer.Limit);
        }

        int[] statuses = [.. await gateway.BoundedAsync(unknown), .. known];
        // A request has its own limit, and may be over before the fetch is.
        await KeyHolder.FetchedAsync(gateway.Services.GetRequiredService<PolicyStore>(), asked + 1).WaitAsync(HostileGateway.GiveUp, TestContext.Current.CancellationToken);
        return statuses;
    }
}
