using System.Net;
using LlmPolicy.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace LlmPolicy.AspNetCore.Tests.Health;

/// <summary>What probes and operators are told by <c>AddHealthChecks().AddLlmPolicy()</c>.</summary>
public sealed class HealthCheckTests : IDisposable
{
    private const string Canary = "c4n4ry-value";
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TestKey Key = new("one");

    private readonly TempFolder _folder = new();
    private readonly TestClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_app_whose_policy_is_as_its_files_say_is_healthy_and_names_the_generation()
    {
        _folder.Write("policy.yaml", Answering(201));
        await using var app = await StartAsync();

        var entry = await CheckAsync(app);

        (entry.Status, entry.Data["generation"]).ShouldBe((HealthStatus.Healthy, app.Services.GetRequiredService<PolicyStore>().Current.Policy.Generation));
        entry.Tags.ShouldBe(["ready"]);
    }

    [Fact]
    public async Task A_policy_that_is_older_than_its_files_is_degraded_until_they_load()
    {
        _folder.Write("policy.yaml", Answering(201));
        await using var app = await StartAsync();

        _folder.Write("policy.yaml", Answering(202).Replace("prefix", "praefix", StringComparison.Ordinal));
        await LookTwiceAsync();
        await app.Logs.Seen("PolicyNotReloaded", 1);
        var old = await CheckAsync(app);
        (old.Status, old.Description).ShouldBe((HealthStatus.Degraded, "The policy is older than its files: what was read at 2026-01-01 00:00:02Z does not load. The log says why."));

        _folder.Write("policy.yaml", Answering(203));
        await LookTwiceAsync();
        await app.Logs.Seen("PolicyLoaded", 2);
        (await CheckAsync(app)).Status.ShouldBe(HealthStatus.Healthy);
    }

    [Fact]
    public async Task A_key_set_that_never_came_degrades()
    {
        await using var app = await KeyedApp.WithServersAsync(new(), [], policy: policy => policy.Services.AddHealthChecks().AddLlmPolicy());
        await app.FailedAsync();

        var entry = await CheckAsync(app.Services);

        entry.Status.ShouldBe(HealthStatus.Degraded);
        entry.Description.ShouldNotBeNull().ShouldStartWith("Provider 'a' has no keys: it can't be reached");
    }

    [Fact]
    public async Task Who_asks_for_it_is_not_ready_before_all_key_sets_came_once_and_stays_so_when_their_server_fails()
    {
        await using var server = await KeyServerStub.PublishingAsync(Key);
        await using var app = await KeyedApp.WithServersAsync(new(), [], policy: policy => policy.Services.AddHealthChecks().AddLlmPolicy(options => options.WaitForKeySets = true));
        await app.FailedAsync();
        var waiting = await CheckAsync(app.Services);
        (waiting.Status, waiting.Description).ShouldBe((HealthStatus.Unhealthy, "Waits for the keys of provider 'a'."));

        app.Dialer.Ports["a.internal"] = server.Port;
        app.Clock.Advance(TimeSpan.FromSeconds(2));
        await app.Clock.TimerAsync(due => due == RemoteManifest.Refresh);
        (await CheckAsync(app.Services)).Status.ShouldBe(HealthStatus.Healthy);

        app.Dialer.Ports["a.internal"] = 1;
        app.Clock.Advance(TimeSpan.FromHours(24));
        var failing = await CheckAsync(app.Services);
        failing.Status.ShouldBe(HealthStatus.Degraded);
    }

    [Fact]
    public async Task A_secret_that_a_gateway_can_not_send_degrades_and_is_not_shown()
    {
        _folder.Write("policy.yaml", TestManifest.Open(TestManifest.Route("prefix: /", "headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: key, namespace: default}}]}")));
        using TempFolder secret = new();
        secret.Write("x-key", $"{Canary}\nforged: header");
        await using var app = await StartAsync(
            builder => builder.Services.PostConfigure<LlmPolicyOptions>(options => options.RequireUpstreams = true),
            new() { ["LlmPolicy:SecretFolders:default:key"] = secret.FullName, ["LlmPolicy:Upstreams:default:app"] = "http://127.0.0.1:1" });

        var entry = await CheckAsync(app);
        entry.Status.ShouldBe(HealthStatus.Degraded);
        entry.Description.ShouldNotBeNull().ShouldStartWith("Secret default/key can't be used: ");
        entry.Description.ShouldNotContain(Canary);
    }

    [Fact]
    public async Task A_source_of_secrets_that_hangs_is_told_after_half_a_second()
    {
        _folder.Write("policy.yaml", TestManifest.Open(TestManifest.Route("prefix: /", "headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: key, namespace: default}}]}")));
        await using var app = await StartAsync(
            builder =>
            {
                builder.Services.PostConfigure<LlmPolicyOptions>(options => options.RequireUpstreams = true);
                builder.AddLlmPolicy().AddSecretSource<Silent>();
            },
            new() { ["LlmPolicy:Upstreams:default:app"] = "http://127.0.0.1:1" });

        var check = CheckAsync(app);
        await _clock.TimerAsync(due => due == TimeSpan.FromMilliseconds(500));
        _clock.Advance(TimeSpan.FromMilliseconds(500));

        var entry = await check;
        (entry.Status, entry.Description).ShouldBe((HealthStatus.Degraded, "Secret default/key can't be used: its source has not answered yet."));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_store_of_budgets_that_does_not_answer_degrades(bool throws)
    {
        _folder.Write("policy.yaml", Answering(201));
        _folder.Write("budget.yaml", """
            apiVersion: llmpolicy.dev/v1alpha1
            kind: TokenBudget
            metadata: {name: all, namespace: default}
            spec:
              targetRefs: [{kind: VirtualService, name: vs}]
              shared: true
              limits: [{requests: 1, per: DAY}]
            """);
        await using var app = await StartAsync(builder => builder.Services.AddSingleton<IBudgetStore>(new StoreAway(throws)));

        var entry = await CheckAsync(app);

        (entry.Status, entry.Description).ShouldBe((HealthStatus.Degraded, "The store of budgets does not answer."));
    }

    [Fact]
    public async Task And_where_rate_limits_alone_count_on_it()
    {
        _folder.Write("policy.yaml", """
            apiVersion: gateway.solo.io/v1
            kind: VirtualService
            metadata: {name: vs, namespace: default}
            spec:
              virtualHost:
                domains: ['*']
                options: {rateLimitConfigs: {refs: [{name: limits, namespace: default}]}}
                routes:
                - routeAction: {single: {upstream: {name: up, namespace: default}}}
            ---
            apiVersion: gloo.solo.io/v1
            kind: Upstream
            metadata: {name: up, namespace: default}
            spec: {static: {hosts: [{addr: up.example, port: 80}]}}
            ---
            apiVersion: ratelimit.solo.io/v1alpha1
            kind: RateLimitConfig
            metadata: {name: limits, namespace: default}
            spec:
              raw:
                descriptors: [{key: generic_key, value: all, rateLimit: {requestsPerUnit: 5, unit: MINUTE}}]
                rateLimits: [{actions: [{genericKey: {descriptorValue: all}}]}]
            """);
        await using var app = await StartAsync(builder => builder.Services.AddSingleton<IBudgetStore>(new StoreAway(throws: false)));

        (await CheckAsync(app)).Status.ShouldBe(HealthStatus.Degraded);
    }

    [Fact]
    public async Task Probes_need_no_token_and_are_told_at_once_that_the_app_stops()
    {
        _folder.Write("policy.yaml", TestManifest.WithJwt(TestManifest.Route("prefix: /")));
        await using var app = await StartAsync();
        (await app.Get("/healthz/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await app.Get("/elsewhere")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        app.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        (await app.Get("/healthz/ready")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await app.Get("/healthz/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static string Answering(int status) => TestManifest.Open($$"""
        - matchers: [{prefix: /}]
          directResponseAction: {status: {{status}}}
        """);

    private static Task<HealthReportEntry> CheckAsync(TestApp app) => CheckAsync(app.Services);

    private static async Task<HealthReportEntry> CheckAsync(IServiceProvider services) =>
        (await services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken)).Entries["llmpolicy"];

    /// <summary>A change has to stand still from one look to the next.</summary>
    private async Task LookTwiceAsync()
    {
        await _clock.PassAsync(due => due == Look);
        await _clock.PassAsync(due => due == Look);
    }

    private Task<TestApp> StartAsync(Action<WebApplicationBuilder>? services = null, Dictionary<string, string?>? configuration = null)
    {
        _clock.SetUtcNow(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return TestApp.OnTestServer(new Setup
        {
            Configuration = new(configuration ?? []) { ["LlmPolicy:Manifests:0"] = _folder.FullName },
            Services = builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(_clock);
                services?.Invoke(builder);
                builder.AddLlmPolicy();
                builder.Services.AddHealthChecks().AddLlmPolicy();
            },
            Pipeline = app =>
            {
                app.UseLlmPolicy();
                app.MapHealthChecks("/healthz/live", new HealthCheckOptions { Predicate = _ => false }).DisableLlmPolicy();
                app.MapHealthChecks("/healthz/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") }).DisableLlmPolicy();
            },
        });
    }

    private sealed class Silent : ISecretSource
    {
        public async ValueTask<HeaderSecret?> GetAsync(ResourceName secret, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return null;
        }
    }

    private sealed class StoreAway(bool throws) : IBudgetStore
    {
        public ValueTask<BudgetReserveResult> ReserveAsync(BudgetReservation reservation, CancellationToken cancellationToken = default) => new(new BudgetReserveResult(BudgetReserveOutcome.Unavailable, default));

        public ValueTask<BudgetEndOutcome> SettleAsync(BudgetReservation reservation, ReadOnlyMemory<long> amounts, CancellationToken cancellationToken = default) => new(BudgetEndOutcome.Pending);

        public ValueTask<BudgetEndOutcome> CancelAsync(BudgetReservation reservation, CancellationToken cancellationToken = default) => new(BudgetEndOutcome.Pending);

        public ValueTask<BudgetCount?> CountAsync(ReadOnlyMemory<BudgetCharge> charges, CancellationToken cancellationToken = default) => new((BudgetCount?)null);

        public ValueTask<BudgetReading?> ReadAsync(string counter, BudgetPeriod period, CancellationToken cancellationToken = default) =>
            throws ? throw new InvalidOperationException() : new((BudgetReading?)null);

        public ValueTask<BudgetReading?> CorrectAsync(string counter, BudgetPeriod period, long change, CancellationToken cancellationToken = default) => new((BudgetReading?)null);

        public ValueTask<BudgetReading?> ResetAsync(string counter, BudgetPeriod period, CancellationToken cancellationToken = default) => new((BudgetReading?)null);
    }
}
